import { labelMark, labelPattern, type Roles, readRoles } from "./attribution-roles.ts";
import type { Brackets } from "./brackets.ts";
import { withoutConvention } from "./conventions.ts";
import { type FlatSpan, lineEnd, type PolicyText } from "./policy-text.ts";
import { isCompleteName } from "./unit-names.ts";

/** An attribution that stands behind its passage: 〔县市场监管局牵头，县经信局配合〕, or a line 责任单位：…. */
export type BehindPassage = { readonly span: FlatSpan; readonly roles: Roles };

const numberedLine = /^(?:[一二三四五六七八九十]{1,4}、|[（(][一二三四五六七八九十]{1,4}[）)])/;

/** A bracket that swallowed the beginning of another section was never closed. */
function swallowsSection(text: PolicyText, { start, end }: FlatSpan): boolean {
  for (let at = start + 1; at < end; at += 1)
    if (text.lineStart[at] === 1 && numberedLine.test(text.flat.slice(at, at + 8))) return true;
  return false;
}

/** A bare list of units is an attribution only at the end of a sentence or paragraph; elsewhere brackets explain. */
function plainPlace(text: PolicyText, { start, end }: FlatSpan): boolean {
  const endsSentence = /[。；;！…]/.test(text.flat[start - 1] ?? "");
  const endsLine = end === text.flat.length || text.lineStart[end] === 1 || /[。；;]/.test(text.flat[end] ?? "");
  return endsSentence && endsLine;
}

export function bracketAttributions(text: PolicyText, { pairs }: Brackets): readonly BehindPassage[] {
  const found: BehindPassage[] = [];
  for (const span of pairs) {
    if ((found.at(-1)?.span.end ?? 0) > span.start || span.end - span.start < 5) continue;
    const body = withoutConvention(text.flat.slice(span.start + 1, span.end - 1));
    const roles = swallowsSection(text, span) ? undefined : readRoles(body, plainPlace(text, span));
    if (roles !== undefined) found.push({ span, roles });
  }
  return found;
}

const labelAtStart = new RegExp(`(?:${labelPattern})${labelMark}`, "y");

/** Lines 责任单位：…, 牵头单位：… without brackets; lines that follow each other are one attribution. */
export function lineAttributions(text: PolicyText, inBrackets: readonly BehindPassage[]): readonly BehindPassage[] {
  const found: BehindPassage[] = [];
  const taken = (at: number): boolean => inBrackets.some(({ span }) => at >= span.start && at < span.end);
  for (let at = 0; at < text.flat.length; at += 1) {
    if (!startsLabel(text, at) || taken(at)) continue;
    let end = endOfList(text, at);
    while (end < text.flat.length && startsLabel(text, end)) end = endOfList(text, end);
    const body = text.flat.slice(at, end);
    const roles = readRoles(withoutConvention(body), false);
    if (roles !== undefined) found.push({ span: { start: at, end: withoutStop(text, at, end) }, roles });
    at = end - 1;
  }
  return found;
}

function startsLabel(text: PolicyText, at: number): boolean {
  const fresh = text.lineStart[at] === 1 || /[。；;]/.test(text.flat[at - 1] ?? "");
  labelAtStart.lastIndex = at;
  return fresh && labelAtStart.test(text.flat);
}

const fullLine = 20;

/** A line breaks off at a separator, inside brackets, or, where it is full, in the middle of a name. */
function breaksOff(text: PolicyText, start: number, end: number): boolean {
  const words = text.flat.slice(start, end);
  if (numberedLine.test(text.flat.slice(end, end + 8)) || /[。；;]$/.test(words)) return false;
  if (/[、，,：:和与及]$/.test(words)) return true;
  if ((words.match(/[（(]/g)?.length ?? 0) > (words.match(/[）)]/g)?.length ?? 0)) return true;
  return words.length >= fullLine && !isCompleteName(words.split(/[、，,：:]/).at(-1) ?? "") && !/[）)]$/.test(words);
}

/** The line, and the next ones while it breaks off. */
function endOfList(text: PolicyText, at: number): number {
  let end = lineEnd(text, at);
  for (let lines = 0; lines < 8 && end < text.flat.length && breaksOff(text, at, end); lines += 1)
    end = lineEnd(text, end);
  const stop = text.flat.slice(at, end).indexOf("。");
  return stop === -1 ? end : at + stop + 1;
}

const withoutStop = (text: PolicyText, start: number, end: number): number =>
  end > start && /[。；;]/.test(text.flat[end - 1] ?? "") ? end - 1 : end;

import { allUnits, jointUnits } from "./attribution-roles.ts";
import type { FoundDuty } from "./found-duty.ts";
import { governmentActors } from "./government.ts";
import type { Numbered } from "./headings.ts";
import { lastAtOrBefore } from "./last-before.ts";
import { type FlatSpan, lineEnd, type PolicyText, paragraphStart } from "./policy-text.ts";

/** Items that name a unit and, behind a colon, what it does: 1.县住建局：负责…; also lines without a number. */
export function colonAttributions(text: PolicyText, numbered: readonly Numbered[]): readonly FoundDuty[] {
  const numberedItems = numbered
    .filter(({ kind }) => kind === "unit")
    .map(({ body, end }) => ({ start: body, end }) satisfies FlatSpan);
  return [...numberedItems, ...unnumberedItems(text, numbered)]
    .toSorted((a, b) => a.start - b.start)
    .flatMap((attribution) => {
      const start = attribution.end + (/[：:。]/.test(text.flat[attribution.end] ?? "") ? 1 : 0);
      const task = { start, end: itemEnd(text, start, numbered) };
      const roles = jointUnits(text.flat.slice(attribution.start, attribution.end));
      if (task.end <= task.start || allUnits(roles).length === 0) return [];
      return [{ kind: "colon" as const, attribution, task, roles }];
    });
}

const lineWithUnit = /^(?:[—-]{1,3}|[●·•▪])?([^：:。；;！？]{3,60})[：:]/;

/** Lines 市教育局：… below a heading; above the first heading such a line is the salutation. */
function unnumberedItems(text: PolicyText, numbered: readonly Numbered[]): readonly FlatSpan[] {
  const first = numbered.find(({ kind }) => kind === "heading");
  const starts = new Set(numbered.map(({ start }) => start));
  const below = new Set(numbered.map(({ end }) => end));
  const found: FlatSpan[] = [];
  for (let at = first?.end ?? text.flat.length; at < text.flat.length; at += 1) {
    if (text.lineStart[at] !== 1 || starts.has(at) || !(below.has(at) || paragraphStart(text, at))) continue;
    const line = text.flat.slice(at, lineEnd(text, at));
    const match = lineWithUnit.exec(line);
    const words = match?.[1] ?? "";
    const named = governmentActors(words);
    if (match === null || named === undefined || line.length <= match[0].length) continue;
    const start = at + match[0].length - 1 - words.length;
    found.push({ start, end: start + words.length });
  }
  return found;
}

/** An item ends where the next one, a heading, or a new paragraph begins. */
function itemEnd(text: PolicyText, from: number, starts: readonly { readonly start: number }[]): number {
  const next = starts[lastAtOrBefore(starts, from - 1) + 1]?.start ?? text.flat.length;
  for (let at = from + 1; at < next; at += 1)
    if (text.lineStart[at] === 1 && /[。！]/.test(text.flat[at - 1] ?? "")) return at;
  return next;
}

import type { DutyDocument, ExtractedDuty, ExtractNote, PolicyHeading } from "../contract.ts";
import type { Roles } from "./attribution-roles.ts";
import { allUnits } from "./attribution-roles.ts";
import { type BehindPassage, bracketAttributions, lineAttributions } from "./bracket-attributions.ts";
import { type Brackets, findBrackets } from "./brackets.ts";
import { colonAttributions } from "./colon-attributions.ts";
import { findConventions } from "./conventions.ts";
import { findDeadlines } from "./deadlines.ts";
import { type DocumentHead, readHead } from "./document-head.ts";
import { notesOf } from "./extract-notes.ts";
import type { FoundDuty } from "./found-duty.ts";
import { findNumbered, type Numbered } from "./headings.ts";
import { lastAtOrBefore } from "./last-before.ts";
import { withListedTasks } from "./listed-tasks.ts";
import {
  codePointCounter,
  type FlatSpan,
  originalSpan,
  type PolicyText,
  quote,
  readPolicyText,
} from "./policy-text.ts";
import { findRhythms } from "./rhythms.ts";
import { findSalutations } from "./salutation.ts";
import { subjectAttributions } from "./subject-attributions.ts";
import { type TaskTables, tableAttributions } from "./table-attributions.ts";
import { findTargets } from "./targets.ts";

/**
 * The duties of a policy document. Pure and deterministic: the same text gives the same answer, on any machine. Each family of rules
 * has a file of its own; here they meet: what stands behind a passage governs it, then colons, and sentences only where neither does.
 */
export function extractDuties(original: string): DutyDocument {
  const text = readPolicyText(original);
  const head = readHead(text);
  const brackets = findBrackets(text.flat);
  const conventions = findConventions(text.flat);
  const parts = readParts(text, head, brackets);
  const notes = notesOf(text, brackets, parts.duties.length);
  const duties = notes.some(({ code }) => code === "IS_CONTRACT") ? [] : parts.duties;
  const firstLeads = conventions.some((one) => one.firstLeads);
  const toCodePoints = codePointCounter(original);
  const headings = parts.numbered.filter(({ kind }) => kind === "heading");
  const { numbered } = parts;
  return {
    chars: toCodePoints(original.length),
    document: head.head,
    conventions: conventions.map((span) => quote(text, span)),
    headings: headingTree(text, headings, toCodePoints),
    duties: duties
      .map((duty) => (firstLeads && duty.kind === "bracket" ? { ...duty, roles: firstAsLead(duty.roles) } : duty))
      .map((duty) => present({ text, numbered, signed: head.head.date, toCodePoints }, duty)),
    notes: notes.map(
      (note): ExtractNote => (note.offset === null ? note : { ...note, offset: toCodePoints(note.offset) }),
    ),
  };
}

type Parts = { readonly numbered: readonly Numbered[]; readonly duties: readonly FoundDuty[] };

function readParts(text: PolicyText, head: DocumentHead, brackets: Brackets): Parts {
  const tables = tableAttributions(text);
  const outside = ({ span }: BehindPassage): boolean => !isInside(span.start, tables.spans);
  const inBrackets = bracketAttributions(text, brackets).filter(outside);
  const behind = [...inBrackets, ...lineAttributions(text, inBrackets).filter(outside)]
    .filter(({ span }) => span.start >= head.titleEnd)
    .toSorted((a, b) => a.span.start - b.span.start);
  const numbered = findNumbered(
    text,
    behind.map(({ span }) => span),
  ).filter(({ start }) => start >= head.titleEnd && !isInside(start, tables.spans));
  const barriers = barriersOf(text, head, { numbered, tables });
  const governed = governedBy(text, behind, barriers);
  const governedTasks = governed.map(({ task }) => task);
  const colons = colonAttributions(text, numbered).filter(
    ({ attribution }) =>
      !isWithin(attribution.start, governedTasks, governed) && !isInside(attribution.start, tables.spans),
  );
  const free = stretchesBetween(text, barriers, [...governed, ...colons]);
  const subjects = subjectAttributions(text, free);
  const duties = [...governed, ...tables.duties, ...colons, ...subjects]
    .map((duty) => ({ ...duty, task: trimmed(text, duty.task) }))
    .toSorted((a, b) => a.attribution.start - b.attribution.start);
  return { numbered, duties: withListedTasks(text, numbered, duties) };
}

function isWithin(at: number, tasks: readonly FlatSpan[], duties: readonly FoundDuty[]): boolean {
  const last = duties[lastAtOrBefore(tasks, at)];
  return last !== undefined && at < last.attribution.end;
}

/** @param spans by their start, none within another. */
const isInside = (at: number, spans: readonly FlatSpan[]): boolean => at < (spans[lastAtOrBefore(spans, at)]?.end ?? 0);

type Places = { readonly numbered: readonly Numbered[]; readonly tables: TaskTables };

/** Places that no passage reaches across: title, salutation, signature, tables, headings and numbers of items. */
function barriersOf(text: PolicyText, head: DocumentHead, { numbered, tables }: Places): readonly FlatSpan[] {
  const title = { start: 0, end: head.titleEnd };
  const signature = head.signature === undefined ? [] : [head.signature];
  const named = numbered.map(({ start, end, kind, body }) => ({ start, end: kind === "unit" ? body : end }));
  return [title, ...findSalutations(text), ...signature, ...tables.spans, ...named].toSorted(
    (a, b) => a.start - b.start,
  );
}

/** Rule 1: from the end of the attribution or heading before it, whichever is later. */
function governedBy(
  text: PolicyText,
  behind: readonly BehindPassage[],
  barriers: readonly FlatSpan[],
): readonly FoundDuty[] {
  const stops = [...behind.map(({ span }) => span), ...barriers].toSorted((a, b) => a.start - b.start);
  let furthest = 0;
  let next = 0;
  return behind.map(({ span, roles }) => {
    for (let stop = stops[next]; stop !== undefined && stop.start < span.start; stop = stops[next]) {
      furthest = Math.max(furthest, stop.end);
      next += 1;
    }
    const task = trimmed(text, { start: Math.min(span.start, furthest), end: span.start });
    return { kind: "bracket", attribution: span, task, roles };
  });
}

/** What is left when barriers and governed passages are taken away. */
function stretchesBetween(
  text: PolicyText,
  barriers: readonly FlatSpan[],
  duties: readonly FoundDuty[],
): readonly FlatSpan[] {
  const taken = [
    ...barriers,
    ...duties.map(({ task, attribution }) => ({
      start: Math.min(task.start, attribution.start),
      end: Math.max(task.end, attribution.end),
    })),
  ].toSorted((a, b) => a.start - b.start);
  const free: FlatSpan[] = [];
  let at = 0;
  for (const { start, end } of [...taken, { start: text.flat.length, end: text.flat.length }]) {
    if (start > at) free.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  return free;
}

/** Stops and commas that an attribution in mid-sentence leaves behind are no part of the next passage. */
function trimmed({ flat }: PolicyText, { start, end }: FlatSpan): FlatSpan {
  let from = start;
  while (from < end && /[。；;，,、：:]/.test(flat[from] ?? "")) from += 1;
  return { start: from, end };
}

/** A document-wide convention: who is named first leads, the others support. */
function firstAsLead(roles: Roles): Roles {
  const [first, ...others] = allUnits(roles);
  return first === undefined ? roles : { ...roles, lead: [first], support: others, joint: [] };
}

function headingTree(
  text: PolicyText,
  headings: readonly Numbered[],
  toCodePoints: (place: number) => number,
): PolicyHeading[] {
  const open: { readonly level: number; readonly index: number }[] = [];
  return headings.map(({ level, start, end }, index) => {
    while ((open.at(-1)?.level ?? 0) >= level) open.pop();
    const parent = open.at(-1)?.index ?? null;
    open.push({ level, index });
    return {
      text: headingText(text, { start, end }),
      level,
      offset: toCodePoints(originalSpan(text, { start, end })[0]),
      parent,
    };
  });
}

const headingText = (text: PolicyText, span: FlatSpan): string =>
  quote(text, span)
    .replace(/\s*[\r\n]+\s*/gu, "")
    .replace(/。$/, "");

/** The heading before a place; for a bare item (2．每季度…) not the heading of the item beside it. */
function headingOver(numbered: readonly Numbered[], at: number): Numbered | undefined {
  let index = lastAtOrBefore(numbered, at);
  while (numbered[index]?.kind === "unit") index -= 1;
  const last = numbered[index];
  if (last?.kind !== "item") return last;
  while (index >= 0 && !(numbered[index]?.kind === "heading" && (numbered[index]?.level ?? 0) < last.level)) index -= 1;
  return numbered[index];
}

type Context = {
  readonly text: PolicyText;
  readonly numbered: readonly Numbered[];
  readonly signed: string | null;
  readonly toCodePoints: (place: number) => number;
};

function present({ text, numbered, signed, toCodePoints }: Context, duty: FoundDuty): ExtractedDuty {
  const { kind, attribution, task, roles } = duty;
  const heading = headingOver(numbered, attribution.start);
  // A comma keeps the cells of a row apart.
  const remarks = [...(kind === "bracket" ? [attribution] : []), ...(duty.beside ?? [])];
  const inBracket = remarks.map(({ start, end }) => text.flat.slice(start, end)).join("，");
  const passage = text.flat.slice(task.start, task.end);
  const [from, to] = originalSpan(text, task);
  return {
    kind,
    attribution: quote(text, attribution),
    offset: toCodePoints(originalSpan(text, attribution)[0]),
    heading: heading === undefined ? null : headingText(text, heading),
    task: [toCodePoints(from), toCodePoints(to)],
    lead: [...roles.lead],
    support: [...roles.support],
    joint: [...roles.joint],
    etc: roles.etc,
    deadlines: [...findDeadlines(passage, { signed }), ...findDeadlines(inBracket, { signed })],
    targets: [
      ...findTargets(passage),
      ...(duty.beside ?? []).flatMap(({ start, end }) => findTargets(text.flat.slice(start, end))),
    ],
    cadence: [...findRhythms(passage), ...findRhythms(inBracket)],
  };
}

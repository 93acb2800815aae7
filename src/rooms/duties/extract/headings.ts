import { governmentActors } from "./government.ts";
import { lastAtOrBefore } from "./last-before.ts";
import { startsWithActor } from "./modal-verbs.ts";
import { type FlatSpan, lineEnd, type PolicyText } from "./policy-text.ts";
import { isCompleteName, readUnitList } from "./unit-names.ts";

/**
 * Numbered places of the text: 一、 （一） 1. （1）, and 第一章, 第一条 of laws. Each is a heading, an item that names a unit before a
 * colon (县住建局：负责…), or a bare item whose number stands before a sentence that is the task itself.
 */
export type Numbered = {
  readonly kind: "heading" | "unit" | "item";
  readonly level: 1 | 2 | 3 | 4;
  readonly start: number;
  /** End of the number. */
  readonly body: number;
  /** End of the heading, or of the unit's name; of the number for an item. */
  readonly end: number;
};

const numeral = "[一二三四五六七八九十百零〇]{1,5}";
const shapes = [
  { level: 1, inline: true, number: new RegExp(`${numeral}[、．]`, "y") },
  { level: 1, inline: false, number: new RegExp(`第${numeral}(?:部分|[章节条])`, "y") },
  { level: 2, inline: true, number: new RegExp(`[（(]${numeral}[）)]、?`, "y") },
  { level: 3, inline: true, number: /\d{1,2}(?:[．、]|\.(?!\d))/y },
  { level: 4, inline: false, number: /[（(]\d{1,2}[）)]|\d{1,2}[）)]|[①-⑳]/y },
] as const;
/** What may stand before a number in the middle of a line (texts whose line breaks were lost). */
const before = /[。；;！）)〕\]】：:]/;
const headingLettersMax = 45;
const runInLettersMax = 42;

type Marker = { readonly level: 1 | 2 | 3 | 4; readonly start: number; readonly body: number; readonly law: boolean };

function markerAt(text: PolicyText, at: number, afterHeading: boolean): Marker | undefined {
  const fresh = text.lineStart[at] === 1;
  if (!fresh && !afterHeading && !before.test(text.flat[at - 1] ?? "")) return undefined;
  for (const { level, inline, number } of shapes) {
    if (!fresh && !inline) continue;
    number.lastIndex = at;
    const found = number.exec(text.flat)?.[0];
    if (found !== undefined) return { level, start: at, body: at + found.length, law: found.startsWith("第") };
  }
  return undefined;
}

/** 一、总体要求（一）指导思想: two headings whose line break was lost. */
const headingInside = new RegExp(`[（(]${numeral}[）)]`);
const sentenceEnd = /[。！？；;：:]/;

/** Where the words behind a number stop: at the end of a sentence, of the line, or `limit` letters on. */
function stopOf(text: PolicyText, from: number): number {
  let at = from;
  while (at < text.flat.length && !sentenceEnd.test(text.flat[at] ?? "") && (at === from || text.lineStart[at] !== 1))
    at += 1;
  return at;
}

/** @param attributions those behind passages, by their start. */
export function findNumbered(text: PolicyText, attributions: readonly FlatSpan[]): readonly Numbered[] {
  const inside = (at: number): boolean => at < (attributions[lastAtOrBefore(attributions, at)]?.end ?? 0);
  const found: Numbered[] = [];
  for (let at = 0; at < text.flat.length; at += 1) {
    const last = found.at(-1);
    const marker = markerAt(text, at, last?.kind === "heading" && last.end === at);
    if (marker === undefined || inside(at)) continue;
    const inList = last?.kind === "item" && last.level === marker.level && /[；;]/.test(text.flat[at - 1] ?? "");
    const numbered = inList ? itemOf(marker) : readNumbered(text, marker, attributions);
    found.push(numbered);
    at = numbered.end - 1;
  }
  return found;
}

/** The last item of a list whose items end with semicolons ends with a full stop and is no heading either. */
const itemOf = ({ level, start, body }: Marker): Numbered => ({ kind: "item", level, start, body, end: body });

function readNumbered(text: PolicyText, marker: Marker, attributions: readonly FlatSpan[]): Numbered {
  const { level, start, body } = marker;
  const make = (kind: Numbered["kind"], end: number): Numbered => ({ kind, level, start, body, end });
  if (marker.law) return make("heading", /[章节分]$/.test(text.flat.slice(start, body)) ? lineEnd(text, body) : body);
  const stop = stopOf(text, body);
  const words = text.flat.slice(body, stop);
  const mark = text.lineStart[stop] === 1 && stop > body ? "" : (text.flat[stop] ?? "");
  if (namesUnit(words, mark)) return make("unit", stop);
  const inner = level === 1 ? words.search(headingInside) : -1;
  if (inner >= 2) return make("heading", body + inner);
  if (words.length < 2 || /[；;]/.test(mark)) return make("item", body);
  if (startsWithActor(words)) return make("item", body);
  if (words.length > headingLettersMax) return glued(words, make, body);
  const reached = attributions[lastAtOrBefore(attributions, Math.min(stop + 1, lineEnd(text, stop)))];
  if (reached !== undefined && reached.start > body) return make("item", body);
  if (mark === "") return aloneOnLine(text, marker, stop) ? make("heading", stop) : make("item", body);
  if (mark === "：" || mark === ":") return words.length <= 16 ? make("heading", stop) : make("item", body);
  return words.length <= runInLettersMax && goesOn(text, stop + 1, marker) ? make("heading", stop) : make("item", body);
}

/** 县住建局：… , also 县住建局。… and the name alone in its line. */
const namesUnit = (words: string, mark: string): boolean => {
  if (!["：", ":", "。", ""].includes(mark)) return false;
  if (words.length < 3 || words.length > 80) return false;
  const { units, etc } = readUnitList(words);
  if (units.length === 0) return false;
  if (mark === "") return /^(?:[省市县区州]|各)/.test(words) && governmentActors(words) !== undefined;
  if (mark === "。") return governmentActors(words) !== undefined && units.every(isCompleteName);
  return governmentActors(words) !== undefined || (etc && units.every(isCompleteName)) || units.every(isNamedUnit);
};
const isNamedUnit = (name: string): boolean => /(?:监管组|分局|公司|集团|院|中心|协会)$/.test(name) && name.length >= 4;

/** A line without a full stop is a heading, unless it is long and its sentence goes on in the next line. */
function aloneOnLine(text: PolicyText, { body }: Marker, stop: number): boolean {
  const words = text.flat.slice(body, stop);
  if (words.length > headingLettersMax) return false;
  const wrapped = words.length >= 22 && /[，,]/.test(words) && stop < text.flat.length;
  return !wrapped || markerAt(text, stop, false) !== undefined;
}

/** After the full stop: more text in the line, or lines below that belong to it. */
function goesOn(text: PolicyText, next: number, marker: Marker): boolean {
  if (next >= text.flat.length) return false;
  const following = markerAt(text, next, true);
  if (following !== undefined) return following.level > marker.level;
  return true;
}

const afterGluedHeading = /(?:各地|各级|各有关|我[省市区县]|近年来|为贯彻|为进一步|市场监管部门)/;

/** A heading whose line break was lost (…监管责任各地、各有关部门要…) ends where a sentence plainly begins. */
function glued(words: string, make: (kind: Numbered["kind"], end: number) => Numbered, body: number): Numbered {
  const cut = words.search(afterGluedHeading);
  return cut >= 6 && cut <= headingLettersMax ? make("heading", body + cut) : make("item", body);
}

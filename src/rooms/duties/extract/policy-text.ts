/**
 * A text as the rules read it: without blanks and line breaks (documents break lines in mid-word and put blanks before commas),
 * each letter knowing where it stands in the original. The rules work on `flat`; what goes out points into the original.
 */
export type PolicyText = {
  readonly original: string;
  readonly flat: string;
  /** Place in `original` of each letter of `flat`. */
  readonly places: Uint32Array;
  /** Whether a line of the original begins with this letter. */
  readonly lineStart: Uint8Array;
};

/** [start, end) in `flat`. */
export type FlatSpan = { readonly start: number; readonly end: number };

const isBlank = (code: number): boolean =>
  (code >= 9 && code <= 13) ||
  code === 0x20 ||
  code === 0xa0 ||
  code === 0x85 ||
  (code >= 0x2000 && code <= 0x200f) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x3000 ||
  code === 0xfeff;

const isBreak = (code: number): boolean => (code >= 10 && code <= 13) || code === 0x2028 || code === 0x2029;

export function readPolicyText(original: string): PolicyText {
  const places = new Uint32Array(original.length);
  const lineStart = new Uint8Array(original.length);
  const kept: string[] = [];
  let atLineStart = true;
  for (let i = 0; i < original.length; i += 1) {
    const code = original.charCodeAt(i);
    if (isBlank(code)) {
      if (isBreak(code)) atLineStart = true;
      continue;
    }
    places[kept.length] = i;
    lineStart[kept.length] = atLineStart ? 1 : 0;
    atLineStart = false;
    kept.push(original[i] ?? "");
  }
  return { original, flat: kept.join(""), places, lineStart };
}

/** Where a flat position stands in the original; the end of the text for the end of `flat`. */
export const placeOf = ({ places, flat, original }: PolicyText, at: number): number =>
  at < flat.length ? (places[at] ?? original.length) : original.length;

/** The same as in the original, from its first to its last letter: blanks inside stay, blanks around do not. */
export function originalSpan(text: PolicyText, { start, end }: FlatSpan): readonly [number, number] {
  const from = placeOf(text, start);
  return end > start ? [from, (text.places[end - 1] ?? 0) + 1] : [from, from];
}

/** The flat place of a place in the original, or of the next letter that is no blank. */
export function flatPlace({ places, flat }: PolicyText, at: number): number {
  let low = 0;
  let high = flat.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const quote = (text: PolicyText, span: FlatSpan): string => text.original.slice(...originalSpan(text, span));

/** From UTF-16 places, in which JavaScript counts, to code points. */
export function codePointCounter(original: string): (place: number) => number {
  if (!/[\uD800-\uDBFF]/.test(original)) return (place) => place;
  const before = new Uint32Array(original.length + 1);
  for (let i = 0; i < original.length; i += 1) {
    const low = original.charCodeAt(i);
    const high = i > 0 ? original.charCodeAt(i - 1) : 0;
    const secondHalf = low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
    before[i + 1] = (before[i] ?? 0) + (secondHalf ? 0 : 1);
  }
  return (place) => before[place] ?? 0;
}

/** Whether a paragraph ends before this letter: the line before it ended with the end of a sentence. */
export const paragraphStart = (text: PolicyText, at: number): boolean =>
  at === 0 || (text.lineStart[at] === 1 && /[。！？；;：:）)】〕\]”]/.test(text.flat[at - 1] ?? ""));

/** The end of the line in which a letter stands. */
export function lineEnd(text: PolicyText, at: number): number {
  let end = at + 1;
  while (end < text.flat.length && text.lineStart[end] !== 1) end += 1;
  return Math.min(end, text.flat.length);
}

import { type FlatSpan, type PolicyText, paragraphStart } from "./policy-text.ts";

/** A sentence, or a clause that a semicolon ends; `fresh` when a paragraph begins with it. */
export type Sentence = FlatSpan & { readonly fresh: boolean };

const opening = "“‘《（(〔[【「";
const closing = "”’》）)〕]】」";

/** The sentences of a stretch; what stands in quotes or brackets ends none. */
export function sentencesOf(text: PolicyText, { start, end }: FlatSpan): readonly Sentence[] {
  const found: Sentence[] = [];
  let from = start;
  let fresh = true;
  let depth = 0;
  const close = (at: number, startsParagraph: boolean): void => {
    if (at > from) found.push({ start: from, end: at, fresh });
    from = at;
    fresh = startsParagraph;
    depth = 0;
  };
  for (let at = start; at < end; at += 1) {
    const letter = text.flat[at] ?? "";
    if (at > from && text.lineStart[at] === 1 && paragraphStart(text, at)) close(at, true);
    if (opening.includes(letter)) depth += 1;
    else if (closing.includes(letter)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && /[。！？；;]/.test(letter)) close(at + 1, at + 1 < end && paragraphStart(text, at + 1));
  }
  close(end, false);
  return found;
}

/** The parts of a sentence between its commas, with their places. */
export function clausesOf(text: PolicyText, { start, end }: FlatSpan): readonly FlatSpan[] {
  const found: FlatSpan[] = [];
  let from = start;
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const letter = text.flat[at] ?? "";
    if (opening.includes(letter)) depth += 1;
    else if (closing.includes(letter)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && /[，,]/.test(letter)) {
      found.push({ start: from, end: at });
      from = at + 1;
    }
  }
  return [...found, { start: from, end }];
}

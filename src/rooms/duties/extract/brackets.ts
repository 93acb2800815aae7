import type { FlatSpan } from "./policy-text.ts";

/**
 * Pairs of brackets of any style, also mixed ones such as （…): what opens with one and closes with another is still one remark.
 * A bracket that is not closed within `reach` letters counts as unclosed; what stands inside it is read by itself.
 */
export type Brackets = { readonly pairs: readonly FlatSpan[]; readonly unclosed: readonly number[] };

const opening = "（(〔[［【﹝";
const closing = "）)〕]］】﹞";
const reach = 600;

export function findBrackets(flat: string): Brackets {
  const pairs: FlatSpan[] = [];
  const unclosed: number[] = [];
  const open: number[] = [];
  const giveUp = (limit: number): void => {
    while ((open[0] ?? limit) < limit) unclosed.push(open.shift() ?? 0);
  };
  for (let i = 0; i < flat.length; i += 1) {
    const letter = flat[i] ?? "";
    if (opening.includes(letter)) open.push(i);
    else if (closing.includes(letter)) {
      giveUp(i - reach);
      const start = open.pop();
      if (start !== undefined) pairs.push({ start, end: i + 1 });
    }
  }
  giveUp(flat.length);
  return { pairs: pairs.toSorted((a, b) => a.start - b.start), unclosed: unclosed.toSorted((a, b) => a - b) };
}

/** Cuts at any of `separators` that stands outside of brackets, so that 各区、县（市、区）政府 keeps its inner comma. */
export function splitOutsideBrackets(text: string, separators: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i] ?? "";
    if (opening.includes(letter)) depth += 1;
    else if (closing.includes(letter)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && separators.includes(letter)) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}

/** A name up to a bracket that is not closed in it, or that closes what was not opened. */
export function withoutLooseBracket(name: string): string {
  const open: number[] = [];
  for (let i = 0; i < name.length; i += 1) {
    if (opening.includes(name[i] ?? "")) open.push(i);
    else if (closing.includes(name[i] ?? "") && open.pop() === undefined) return name.slice(0, i);
  }
  return name.slice(0, open[0] ?? name.length);
}

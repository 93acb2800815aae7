import { governmentActors } from "./government.ts";
import { type FlatSpan, lineEnd, type PolicyText } from "./policy-text.ts";

/** Whom the document addresses: 各乡镇人民政府和街道办事处，县级相关部门（单位）： It is no duty and no passage reaches across it. */
export function findSalutations(text: PolicyText): readonly FlatSpan[] {
  const found: FlatSpan[] = [];
  for (const match of text.flat.matchAll(/各[^。；：:]{2,160}[：:]/g)) {
    const start = match.index;
    const end = start + match[0].length;
    const begins = text.lineStart[start] === 1 || /[号知见]$/.test(text.flat.slice(Math.max(0, start - 1), start));
    const endsLine =
      lineEnd(text, start) === end || /^(?:现|为|近年|我国|根据|按照)/.test(text.flat.slice(end, end + 2));
    if (begins && endsLine && governmentActors(match[0].slice(0, -1).slice(0, 120)) !== undefined)
      found.push({ start, end });
  }
  return found;
}

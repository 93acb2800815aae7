import type { FoundDuty } from "./found-duty.ts";
import type { Numbered } from "./headings.ts";
import { lastAtOrBefore } from "./last-before.ts";
import { type PolicyText, paragraphStart } from "./policy-text.ts";

/**
 * 市场监督管理部门应当履行下列职责：（一）…；（二）…. A sentence that ends with a colon goes on with the items below it, as far as
 * they name nobody else: their rhythms and numbers are the duty's.
 * @param duties in the order of the text.
 */
export function withListedTasks(
  text: PolicyText,
  numbered: readonly Numbered[],
  duties: readonly FoundDuty[],
): readonly FoundDuty[] {
  return duties.map((duty, i) => {
    if (duty.kind !== "subject" || !/[：:]/.test(text.flat[duty.task.end - 1] ?? "")) return duty;
    const next = duties[i + 1];
    const limit = next === undefined ? text.flat.length : Math.min(next.task.start, next.attribution.start);
    return { ...duty, task: { start: duty.task.start, end: endOfItems(text, numbered, duty.task.end, limit) } };
  });
}

/** Items of one level that begin right behind the colon; the last ends with its paragraph, or before a heading above them. */
function endOfItems(text: PolicyText, numbered: readonly Numbered[], from: number, limit: number): number {
  const index = lastAtOrBefore(numbered, from);
  const first = numbered[index];
  if (first?.start !== from) return from;
  const above = numbered.slice(index).find(({ level, start }) => level < first.level || start >= limit);
  const stop = Math.min(above?.start ?? text.flat.length, limit);
  for (let at = from + 1; at < stop; at += 1) {
    const isItem = numbered[lastAtOrBefore(numbered, at)]?.start === at;
    if (!isItem && text.lineStart[at] === 1 && paragraphStart(text, at) && !/[；;：:]/.test(text.flat[at - 1] ?? ""))
      return at;
  }
  return stop;
}

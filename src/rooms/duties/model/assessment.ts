import { dayInChina } from "../../../kernel/china-time.ts";
import type { AssessmentTally } from "../contract/board.ts";
import { isLate } from "./due-state.ts";

export type AssessedItem = {
  readonly dueOn: string;
  readonly outcome: "done" | "waived" | "ended" | null;
  readonly closedAt: number | null;
};
export type AssessedUrge = { readonly replyBy: string; readonly repliedAt: number | null };

export type AssessedYear = {
  readonly items: readonly AssessedItem[];
  readonly urges: readonly AssessedUrge[];
  readonly decisions: readonly { readonly overdue: boolean }[];
};

/** A unit's year (考核): items that were due in it. What ended with its document, and what is not due yet, weighs on nobody. */
export function assess({ items, urges, decisions }: AssessedYear, today: string): AssessmentTally {
  const counted = items.filter(({ outcome }) => outcome !== "ended");
  const done = counted.filter(({ outcome }) => outcome === "done");
  const doneLate = done.filter(({ dueOn, closedAt }) => isLate(dueOn, closedAt)).length;
  const overdue = counted.filter(({ outcome, dueOn }) => outcome === null && dueOn < today).length;
  const answerable = done.length + overdue;
  return {
    due: counted.length,
    doneInTime: done.length - doneLate,
    doneLate,
    overdue,
    waived: counted.filter(({ outcome }) => outcome === "waived").length,
    open: counted.filter(({ outcome, dueOn }) => outcome === null && dueOn >= today).length,
    urges: urges.length,
    urgesAnsweredInTime: urges.filter(
      ({ replyBy, repliedAt }) => repliedAt !== null && dayInChina(repliedAt) <= replyBy,
    ).length,
    decisions: decisions.length,
    decisionsOverdue: decisions.filter(({ overdue }) => overdue).length,
    inTimeShare: answerable === 0 ? null : (done.length - doneLate) / answerable,
  };
}

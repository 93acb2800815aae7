import { dayInChina } from "../../../kernel/china-time.ts";
import type { ItemState } from "../contract/board.ts";

/**
 * A due item is open → done (with evidence) | waived (with a reason) | ended (its duty no longer binds the unit; open again when it
 * binds again). While it is open the day alone says how it stands: not due → due (from `remindOn`) → overdue (from the day after).
 */
export type ItemDates = {
  readonly dueOn: string;
  readonly remindOn: string;
  readonly outcome: "done" | "waived" | "ended" | null;
};

export function itemState({ dueOn, remindOn, outcome }: ItemDates, today: string): ItemState {
  if (outcome !== null) return outcome;
  if (today > dueOn) return "overdue";
  return today >= remindOn ? "due" : "not-due";
}

/** Done, but after its day. */
export const isLate = (dueOn: string, closedAt: number | null): boolean =>
  closedAt !== null && dayInChina(closedAt) > dueOn;

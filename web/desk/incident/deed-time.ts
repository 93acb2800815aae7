import type { TimelineEntry } from "../../../src/rooms/rescue/contract.ts";

/** Less than this is the way through the network, not a phone without signal. */
const toldAtOnceMs = 15_000;

export type DeedTime = {
  /** When it was done; what was told at once was done when it was recorded. */
  readonly at: number;
  /** How much later it was told; null where it was told at once. */
  readonly toldLaterMs: number | null;
  /** The phone's own time could not be true. */
  readonly phoneWrong: boolean;
};

/** When an entry's deed was done, and how it came to be known. */
export function deedTime({ at, data }: TimelineEntry): DeedTime {
  const { doneAt, phoneAt } = data;
  if (typeof doneAt !== "number") return { at, toldLaterMs: null, phoneWrong: typeof phoneAt === "number" };
  const late = at - doneAt;
  return { at: doneAt, toldLaterMs: late < toldAtOnceMs ? null : late, phoneWrong: false };
}

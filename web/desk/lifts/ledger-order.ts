import type { LedgerEntry } from "../../../src/rooms/lifts/contract.ts";

type Placed = Pick<LedgerEntry, "doneAt" | "no">;

/** Days in the Chinese calendar since 1970. */
const dayOf = ({ doneAt }: Placed): number => Math.floor((doneAt + 8 * 3_600_000) / 86_400_000);

/** The newest deed first. Of many deeds only the day is known: within a day the number says what came later. */
export const newestFirst = <Entry extends Placed>(entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => dayOf(b) - dayOf(a) || b.no - a.no);

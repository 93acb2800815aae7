import type { IncidentRow, Urgency } from "../../../src/rooms/rescue/contract.ts";

const rank: Readonly<Record<Urgency, number>> = { life: 0, trapped: 1, "late-soon": 2, information: 3, done: 4 };

/** By urgency first, then whoever has been in there longest; what is over comes last, newest first. */
export function sortQueue(rows: readonly IncidentRow[]): IncidentRow[] {
  return [...rows].sort((a, b) => {
    if (rank[a.urgency] !== rank[b.urgency]) return rank[a.urgency] - rank[b.urgency];
    return a.urgency === "done" ? b.openedAt - a.openedAt : a.trappedSince - b.trappedSince;
  });
}

/** A rescue that is not over; drills are in sight and not counted. */
export const isOpen = (row: IncidentRow): boolean => row.stage !== "closed" && row.drill === null;

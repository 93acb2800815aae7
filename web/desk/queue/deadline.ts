import type { IncidentRow } from "../../../src/rooms/rescue/contract.ts";
import { holdingAsk, waitingAsk } from "../incident/holder.ts";

/** What must have happened by when (epoch ms), and since when that time runs. */
export type Deadline = {
  readonly kind: NonNullable<IncidentRow["dueKind"]> | "outside-answer";
  readonly from: number;
  readonly at: number;
};

/**
 * The next deadline of an incident as people understand it. The server looks at a crew on its way every minute; the
 * deadline that counts there is the latest arrival that the rules allow.
 */
export function deadlineOf(row: IncidentRow): Deadline | null {
  if (row.dueAt === null || row.dueKind === null) return null;
  const holder = holdingAsk(row);
  const waiting = waitingAsk(row);
  const looked = row.dueKind === "second-crew";
  if ((row.dueKind === "crew-arrival" || looked) && holder?.arriveBy != null)
    return { kind: "crew-arrival", from: holder.answeredAt ?? holder.askedAt, at: holder.arriveBy };
  if ((row.dueKind === "crew-answer" || looked) && waiting !== undefined)
    return { kind: "crew-answer", from: waiting.askedAt, at: waiting.respondBy };
  if (row.dueKind === "outside") {
    const waits = row.outside.find(({ status }) => status === "wanted" || status === "called");
    const kind = waits?.status === "called" ? "outside-answer" : "outside";
    return { kind, from: waits?.at ?? row.openedAt, at: row.dueAt };
  }
  const from = { free: row.arrivedAt, close: row.freedAt, "find-crew": row.dispatchedAt, desk: null }[
    row.dueKind as "free" | "close" | "find-crew" | "desk"
  ];
  return { kind: row.dueKind, from: from ?? row.openedAt, at: row.dueAt };
}

/** When the time in the car counts as too long: the crew's latest arrival while it is still away, else an hour. */
export function elapsedLimit(row: IncidentRow): number {
  // Nobody waits inside: only the reminders count.
  if (row.kind === "fault") return Number.POSITIVE_INFINITY;
  const arriveBy = row.arrivedAt === null ? holdingAsk(row)?.arriveBy : undefined;
  return arriveBy ?? row.trappedSince + 60 * 60_000;
}

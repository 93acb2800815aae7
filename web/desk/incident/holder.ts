import type { Ask, IncidentRow } from "../../../src/rooms/rescue/contract.ts";

/** The crew that is accountable now: arrived before accepted, the latest first. */
export function holdingAsk(row: IncidentRow): Ask | undefined {
  const latest = [...row.asks].reverse();
  return latest.find((ask) => ask.status === "arrived") ?? latest.find((ask) => ask.status === "accepted");
}

/** The ask that still waits for an answer. */
export const waitingAsk = (row: IncidentRow): Ask | undefined =>
  [...row.asks].reverse().find((ask) => ask.status === "asked");

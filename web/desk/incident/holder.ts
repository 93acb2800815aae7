import type { Ask, IncidentRow } from "../../../src/rooms/rescue/contract.ts";

/** The crew that is accountable now: who is there, else of those on their way who accepted first. */
export function holdingAsk(row: IncidentRow): Ask | undefined {
  const coming = row.asks
    .filter((ask) => ask.status === "accepted")
    .sort((a, b) => (a.answeredAt ?? 0) - (b.answeredAt ?? 0));
  const there = row.asks.filter((ask) => ask.status === "arrived");
  return there.findLast((ask) => ask.why.line !== "help") ?? there.at(-1) ?? coming[0];
}

/** The ask that still waits for an answer. */
export const waitingAsk = (row: IncidentRow): Ask | undefined =>
  [...row.asks].reverse().find((ask) => ask.status === "asked");

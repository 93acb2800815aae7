import type { Registration } from "../contract.ts";

/** Lifts that somebody rides, or could: the others lack nothing. Gap lists, lists, counts and maps all mean these. */
export const riddenRegistrations = [
  "in-use",
  "unregistered",
  "not-handed-over",
  "stopped",
] as const satisfies readonly Registration[];

import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { LiftCorrection } from "../contract/editing.ts";
import type { Registration } from "../contract.ts";
import { type Change, changesBetween, type LiftFacts } from "./lift-facts.ts";

export type Corrected = { readonly facts: LiftFacts; readonly changes: Readonly<Record<string, Change>> };

/** What a person's correction makes of a lift's facts. Refused: LIFTS_POSITION_HALF, LIFTS_NOTHING_CHANGED. */
export function correctLift(before: LiftFacts, correction: Omit<LiftCorrection, "coordinates">): Result<Corrected> {
  const told = Object.fromEntries(Object.entries(correction).filter(([, value]) => value !== undefined));
  const parameters = { ...before.parameters, ...correction.parameters };
  const facts: LiftFacts = { ...before, ...told, parameters };
  if ((facts.lat === null) !== (facts.lon === null)) return refuse("LIFTS_POSITION_HALF");
  const changes = changesBetween(before, facts);
  if (Object.keys(changes).length === 0) return refuse("LIFTS_NOTHING_CHANGED");
  return ok({ facts, changes });
}

/** Ledger entries of the steps. */
export const registrationTrace: Readonly<Record<Registration, string>> = {
  installing: "installation-began",
  "not-handed-over": "installation-ended",
  unregistered: "registration-withdrawn",
  "in-use": "put-into-use",
  stopped: "use-stopped",
  moved: "moved-away",
  scrapped: "scrapped",
  cancelled: "registration-cancelled",
};

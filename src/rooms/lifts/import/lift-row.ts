import type { UseUnitCapacity } from "../contract/use-unit-capacity.ts";
import type { PartyRole } from "../contract.ts";
import type { LiftFacts } from "../model/lift-facts.ts";

/** A party as a row of a file names it: by code, by name, or by both. Days are `YYYY-MM-DD`. */
export type GivenParty = {
  readonly role: PartyRole;
  readonly code: string;
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly dutyPhone: string | null;
  readonly officer: string;
  readonly officerPhone: string | null;
  /** Of a use unit. */
  readonly capacity: UseUnitCapacity | null;
};
export type LiftRow = { readonly facts: LiftFacts; readonly parties: readonly GivenParty[] };

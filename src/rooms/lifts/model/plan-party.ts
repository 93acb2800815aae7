import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { PartyRole } from "../contract.ts";

/** Who answers for a lift from one day to another, both included; open while `to` is null. Days are `YYYY-MM-DD`. */
export type Party = {
  readonly liftId: LiftId;
  readonly role: PartyRole;
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly to: string | null;
  readonly dutyPhone: string | null;
};

export type PlannedParty = {
  readonly outcome: "created" | "changed" | "unchanged";
  readonly before: Party | undefined;
};

export const samePeriod = (a: Party, b: Party): boolean =>
  a.liftId === b.liftId && a.role === b.role && a.organisationId === b.organisationId && a.from === b.from;

const overlap = (a: Party, b: Party): boolean => (a.to === null || b.from <= a.to) && (b.to === null || a.from <= b.to);

/** One use unit and one maintenance unit at a time: a call must go to one. */
const oneAtATime = (role: PartyRole): boolean => role === "use-unit" || role === "maintenance";

/** What a party does to those already known for its lift. Refused: LIFTS_PARTY_ENDS_FIRST, LIFTS_PARTY_OVERLAPS. */
export function planParty(given: Party, known: readonly Party[]): Result<PlannedParty> {
  if (given.to !== null && given.to < given.from) return refuse("LIFTS_PARTY_ENDS_FIRST", { column: "to" });
  const before = known.find((party) => samePeriod(party, given));
  const rival = known.find(
    (party) => party !== before && party.liftId === given.liftId && party.role === given.role && overlap(party, given),
  );
  if (rival !== undefined && oneAtATime(given.role)) return refuse("LIFTS_PARTY_OVERLAPS", { column: "from" });
  if (before === undefined) return ok({ outcome: "created", before });
  const same = before.to === given.to && before.dutyPhone === given.dutyPhone;
  return ok({ outcome: same ? "unchanged" : "changed", before });
}

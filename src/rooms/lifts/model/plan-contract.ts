import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { PartyRole } from "../contract.ts";

/** What is written of a party beside who and since when. */
export type PartyTerms = {
  /** False: nobody said since when; a contract says. */
  readonly fromStated: boolean;
  readonly to: string | null;
  readonly dutyPhone: string | null;
  readonly paper: string;
  readonly officer: string;
  readonly officerPhone: string | null;
};
/** A party of a lift while a batch is planned: as it was read (null: it is new), and as it will be. Days are `YYYY-MM-DD`. */
export type PlannedTerms = {
  readonly liftId: LiftId;
  readonly role: PartyRole;
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly before: PartyTerms | null;
  now: PartyTerms;
};
export type GivenContract = {
  readonly role: PartyRole;
  readonly organisationId: OrganisationId;
  readonly from: string;
  readonly to: string | null;
  /** Undefined: the row does not say. */
  readonly paper: string | undefined;
  readonly dutyPhone: string | undefined;
  readonly officer: string | undefined;
  readonly officerPhone: string | undefined;
};
/** What a contract does with one lift. */
export type ContractStep =
  | { readonly does: "begins"; readonly ends: readonly PlannedTerms[] }
  | { readonly does: "changes"; readonly party: PlannedTerms; readonly terms: PartyTerms }
  | { readonly does: "nothing" };

/** One use unit and one maintenance unit at a time; owners, makers and installers may stand side by side. */
const oneAtATime = (role: PartyRole): boolean => role === "use-unit" || role === "maintenance";

/**
 * What a contract does with a lift that has these parties in its role. Another one that began before it ends on the day before;
 * the same organisation goes on. Refused: PARTY_OVERLAPS when a later contract is there.
 */
export function planContract(given: GivenContract, held: readonly PlannedTerms[]): Result<ContractStep> {
  const own = held.find((party) => party.organisationId === given.organisationId && party.from === given.from);
  const rivals = held.filter((party) => party !== own && overlaps(party, given));
  const others = oneAtATime(given.role)
    ? rivals.filter(({ organisationId }) => organisationId !== given.organisationId)
    : [];
  if (own !== undefined) {
    const followed = own.now.to !== null && held.some(({ from }) => from === dayAfter(own.now.to ?? ""));
    // Who was ended by the one that follows stays ended, whatever end the contract had: a file told again changes nothing.
    const terms = termsOf(followed ? { ...given, to: null } : given, own.now);
    if (sameTerms(terms, own.now)) return ok({ does: "nothing" });
    const [later] = oneAtATime(given.role) && terms.to !== own.now.to ? rivals : [];
    return later === undefined ? ok({ does: "changes", party: own, terms }) : overlapping(later);
  }
  const later = others.find(({ from }) => from >= given.from);
  if (later !== undefined) return overlapping(later);
  // The same organisation serves already in this time: it goes on under what it has.
  if (rivals.some(({ organisationId }) => organisationId === given.organisationId)) return ok({ does: "nothing" });
  return ok({ does: "begins", ends: others });
}

const overlapping = ({ from }: PlannedTerms): Result<never> => refuse("PARTY_OVERLAPS", { from });

const overlaps = (party: PlannedTerms, given: GivenContract): boolean =>
  (party.now.to === null || party.now.to >= given.from) && (given.to === null || party.from <= given.to);

export const noTerms: PartyTerms = {
  fromStated: true,
  to: null,
  dutyPhone: null,
  paper: "",
  officer: "",
  officerPhone: null,
};

export const termsOf = (given: GivenContract, before: PartyTerms): PartyTerms => ({
  fromStated: true,
  to: given.to ?? before.to,
  dutyPhone: given.dutyPhone ?? before.dutyPhone,
  paper: given.paper ?? before.paper,
  officer: given.officer ?? before.officer,
  officerPhone: given.officerPhone ?? before.officerPhone,
});

export const changedTerms = (a: PartyTerms, b: PartyTerms): readonly string[] =>
  (Object.keys(noTerms) as (keyof PartyTerms)[]).filter((name) => a[name] !== b[name]);
export const sameTerms = (a: PartyTerms, b: PartyTerms): boolean => changedTerms(a, b).length === 0;

const dayMs = 86_400_000;
const shifted = (day: string, ms: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + ms).toISOString().slice(0, 10);
export const dayBefore = (day: string): string => shifted(day, -dayMs);
const dayAfter = (day: string): string => shifted(day, dayMs);

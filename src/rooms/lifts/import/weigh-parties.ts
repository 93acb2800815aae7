import type { OrganisationId } from "../../../kernel/ids.ts";
import type { LiftFacts } from "../model/lift-facts.ts";
import type { Difference, Owners } from "./field-owners.ts";
import type { HeldParty } from "./held-parties.ts";
import { periodOf } from "./lift-lines.ts";
import type { GivenParty } from "./lift-row.ts";

type Period = { readonly from: string; readonly to: string | null };
/** Who begins to serve, and whose time ends with it. */
export type PartyBegins = {
  readonly party: GivenParty;
  readonly period: Period;
  readonly ended: { readonly organisationId: OrganisationId; readonly from: string; readonly to: string | null } | null;
};
type Asked = {
  /** The organisation that a file means; undefined: it is new to the platform. */
  readonly find: (party: GivenParty) => OrganisationId | undefined;
  readonly today: string;
  readonly owners: Owners;
  readonly sourceName: string;
};
type Verdict =
  | { readonly is: "known" }
  | { readonly is: "begins"; readonly begins: PartyBegins }
  | { readonly is: "differs"; readonly held: readonly HeldParty[]; readonly why: Difference["why"] };

export const partyFieldOfRole: Readonly<Record<string, string>> = {
  "use-unit": "use_unit",
  maintenance: "maintenance_unit",
  owner: "owner",
  maker: "maker",
  installer: "installer",
};
/** A call must go to one; owners and makers may stand beside each other. */
export const isSingle = (role: GivenParty["role"]): boolean => role === "use-unit" || role === "maintenance";
export const overlaps = (a: Period, b: Period): boolean =>
  (a.to === null || b.from <= a.to) && (b.to === null || a.from <= b.to);
/** Whether it serves on that day, and in the capacity that is told; a file that tells none agrees with any. */
export const servesAs = (held: HeldParty, party: Pick<GivenParty, "capacity">, day: string): boolean =>
  held.from <= day &&
  (held.to === null || held.to >= day) &&
  (party.capacity == null || held.capacity === party.capacity);
const known: Verdict = { is: "known" };
/** As a difference shows it: a day that nobody stated is marked. */
const shownOf = ({ organisation: name, from, to, fromStated, capacity }: HeldParty) => ({
  name,
  from,
  to,
  ...(fromStated ? {} : { fromStated }),
  ...(capacity === null ? {} : { capacity }),
});

/**
 * Who begins to serve by a row. Who serves already goes on; another one follows from the day that the file names, else from the day
 * of the import, and ends the one before. What this source did not tell itself (a party of another paper, an end that a person set,
 * a field in which another source has the word) is never changed by it: the file's word becomes a difference that a person decides.
 */
export function weighParties(
  parties: readonly GivenParty[],
  facts: Pick<LiftFacts, "inUseSince">,
  held: readonly HeldParty[],
  asked: Asked,
): { readonly begins: PartyBegins[]; readonly differences: Difference[] } {
  const begins: PartyBegins[] = [];
  const differences: Difference[] = [];
  for (const party of parties) {
    const sameRole = held.filter(({ role }) => role === party.role);
    const verdict = weighParty(party, facts, sameRole, asked);
    if (verdict.is === "begins") begins.push(verdict.begins);
    if (verdict.is !== "differs") continue;
    const { code, name, from, to, capacity } = party;
    differences.push({
      field: partyFieldOfRole[party.role] ?? party.role,
      held: verdict.held.map(shownOf),
      offered: { name, code, from, to, ...(capacity === null ? {} : { capacity }) },
      why: verdict.why,
      party,
    });
  }
  return { begins, differences };
}

function weighParty(
  party: GivenParty,
  facts: Pick<LiftFacts, "inUseSince">,
  sameRole: readonly HeldParty[],
  asked: Asked,
): Verdict {
  const { today, owners, sourceName } = asked;
  const organisationId = asked.find(party);
  const own = organisationId === undefined ? [] : sameRole.filter((each) => each.organisationId === organisationId);
  const isNow = ({ from, to }: Period): boolean => from <= today && (to === null || to >= today);
  // In another capacity it goes on from the day of the import, unless that is the day on which it began.
  if (own.some((each) => servesAs(each, party, today) || (isNow(each) && each.from === today))) return known;
  const told = own.some(({ from }) => from === party.from);
  const isHistory = party.to !== null && party.to < today;
  if (told && isHistory) return known;
  const field = partyFieldOfRole[party.role] ?? "";
  if (sameRole.length > 0 && !owners.owned.has(field) && owners.foreign.has(field))
    return { is: "differs", held: inForce(sameRole, today), why: "other-source" };
  const from = told ? null : party.from;
  const period = sameRole.length === 0 ? periodOf(party, facts, today) : { from: from ?? today, to: party.to };
  if (period.to !== null && period.to < period.from) return known;
  // What another source told is this one's to change as soon as it has the word; what a person set never is.
  const ours = ({ paper, bySource, endedByOther }: HeldParty): boolean =>
    !endedByOther && (paper.startsWith(`${sourceName} `) || (bySource && owners.owned.has(field)));
  const asksFor = (held: readonly HeldParty[]): Verdict => ({ is: "differs", held, why: whyNot(held, sourceName) });
  // Nobody serves any more, because somebody said so: the file must tell of a later time to begin by itself.
  const beside = isSingle(party.role) ? sameRole : own;
  const last = beside.some(isNow) || isHistory ? undefined : lastEnded(beside, today);
  if (last?.to != null && !ours(last) && (from === null || from <= last.to)) return asksFor([last]);
  const rivals = isSingle(party.role) ? sameRole.filter((each) => overlaps(each, period)) : [];
  // Only one that this source told, open before this one begins, can be ended by it; anything else is a question for a person.
  const [rival, ...others] = rivals;
  if (others.length > 0 || (rival !== undefined && (rival.from >= period.from || !ours(rival)))) return asksFor(rivals);
  const ended = rival === undefined ? null : { organisationId: rival.organisationId, from: rival.from, to: rival.to };
  return { is: "begins", begins: { party, period, ended } };
}

/** Another source's word, where all that stands in the way was told by others' files; else a person's. */
const whyNot = (held: readonly HeldParty[], sourceName: string): Difference["why"] =>
  held.every(({ paper, bySource, endedByOther }) => bySource && !endedByOther && !paper.startsWith(`${sourceName} `))
    ? "other-source"
    : "corrected";

/** Who serves today, else who did last. */
function inForce(held: readonly HeldParty[], today: string): readonly HeldParty[] {
  const now = held.filter(({ from, to }) => from <= today && (to === null || to >= today));
  const last = lastEnded(held, today);
  return now.length > 0 || last === undefined ? now : [last];
}

const lastEnded = (held: readonly HeldParty[], today: string): HeldParty | undefined =>
  held
    .filter(({ to }) => to !== null && to < today)
    .toSorted((a, b) => (a.to ?? "").localeCompare(b.to ?? ""))
    .at(-1);

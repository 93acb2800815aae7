import type { LiftFacts } from "../model/lift-facts.ts";
import { signTaken } from "../model/sign-state.ts";
import type { GivenParty } from "./lift-row.ts";

/** Names of the form's fields for facts of a lift; parameters have their own names in both. */
const fieldOfFact: Readonly<Partial<Record<keyof LiftFacts, string>>> = {
  registrationCode: "register_code",
  deviceCode: "device_code",
  makerCode: "maker_code",
  serialNumber: "serial_number",
  localCode: "local_code",
  rescueCode: "rescue_code",
  useRegistrationNo: "use_registration_no",
  kind: "kind",
  compound: "compound",
  building: "building",
  unit: "unit",
  liftNo: "lift_no",
  address: "address",
  regionCode: "region",
  sector: "sector",
  community: "community",
  powerSupplyPoint: "power_supply_point",
  accessNote: "access_note",
  machineRoom: "machine_room",
  keyPlace: "key_place",
  lat: "lat",
  lon: "lon",
  floors: "floors",
  madeOn: "made_on",
  inUseSince: "in_use_since",
  designLifeYears: "design_life_years",
  warrantyUntil: "warranty_until",
  registration: "registration",
  nextInspectionDue: "next_inspection_due",
  nextTestingDue: "next_testing_due",
};

export type Difference = {
  /** Name of the fact, or of a parameter. */
  readonly field: string;
  readonly held: unknown;
  readonly offered: unknown;
  readonly why: "corrected" | "other-source";
  /** All that the file says of who serves, for taking it later. */
  readonly party?: GivenParty;
};
export type Owners = {
  readonly owned: ReadonlySet<string>;
  readonly foreign: ReadonlySet<string>;
};

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/**
 * What of a row may go into the register: a field that a person has put right, or in which another source has the word, stays as it
 * is and becomes a difference; an empty one is filled by anybody, unless a person emptied it.
 */
export function weigh(
  before: LiftFacts,
  wanted: LiftFacts,
  owners: Owners & { readonly corrected: ReadonlySet<string> },
): { readonly facts: LiftFacts; readonly differences: readonly Difference[] } {
  const facts: Record<string, unknown> = { ...before };
  const differences: Difference[] = [];
  const decide = (name: string, field: string, held: unknown, offered: unknown): boolean => {
    if (JSON.stringify(held) === JSON.stringify(offered)) return false;
    if (owners.corrected.has(name)) {
      differences.push({ field: name, held, offered, why: "corrected" });
      return false;
    }
    if (isEmpty(held) || owners.owned.has(field) || !owners.foreign.has(field)) return true;
    differences.push({ field: name, held, offered, why: "other-source" });
    return false;
  };
  for (const name of Object.keys(fieldOfFact) as (keyof LiftFacts)[])
    if (decide(name, fieldOfFact[name] ?? name, before[name], wanted[name])) facts[name] = wanted[name];
  const parameters: Record<string, string | number> = { ...before.parameters };
  for (const [name, offered] of Object.entries(wanted.parameters))
    if (decide(name, name, before.parameters[name] ?? null, offered)) parameters[name] = offered;
  // A position is one thing: half of it would be another place.
  if (differences.some(({ field }) => field === "lat" || field === "lon"))
    [facts.lat, facts.lon] = [before.lat, before.lon];
  const taken = { ...(facts as unknown as LiftFacts), parameters };
  // Nobody has the word over a sign: that it hangs is so, whoever says it.
  return { facts: { ...taken, sign: signTaken(before, wanted, taken.rescueCode) }, differences };
}

import type { LiftKind } from "../contract.ts";

/** What the register says about a lift, as the import form gives it. */
export type LiftFacts = {
  readonly registerCode: string;
  readonly deviceCode: string | null;
  readonly makerCode: string | null;
  readonly serialNumber: string | null;
  readonly rescueCode: string | null;
  readonly kind: LiftKind;
  readonly compound: string;
  readonly building: string;
  readonly entrance: string;
  readonly liftNo: string;
  readonly address: string;
  readonly regionCode: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly floors: readonly string[];
  readonly registration: "registered" | "not-registered";
};

export type IdentifierKind = "register" | "device" | "maker-serial" | "rescue";
export type Identifier = { readonly kind: IdentifierKind; readonly code: string };

/** "Compound Building Entrance Lift", as signs say it. */
export const placeOf = (facts: Pick<LiftFacts, "compound" | "building" | "entrance" | "liftNo">): string =>
  [facts.compound, facts.building, facts.entrance, facts.liftNo].filter((part) => part !== "").join(" ");

/** Every code that the facts give the lift. */
export function identifiersOf(facts: LiftFacts): Identifier[] {
  const { registerCode, deviceCode, makerCode, serialNumber, rescueCode } = facts;
  const serial = makerCode !== null && serialNumber !== null ? `${makerCode}-${serialNumber}` : null;
  const named: readonly (readonly [IdentifierKind, string | null])[] = [
    ["register", facts.registration === "registered" ? registerCode : null],
    ["device", deviceCode],
    ["maker-serial", serial],
    ["rescue", rescueCode],
  ];
  return named.flatMap(([kind, code]) => (code === null ? [] : [{ kind, code }]));
}

export type Change = { readonly from: unknown; readonly to: unknown };

/** Fields in which two states of a lift differ. */
export function changesBetween(before: LiftFacts, after: LiftFacts): Record<string, Change> {
  const changes: Record<string, Change> = {};
  for (const key of Object.keys(after) as (keyof LiftFacts)[])
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      changes[key] = { from: before[key], to: after[key] };
  return changes;
}

/**
 * A form that leaves a cell empty says nothing about it: what is known stays. So a lift keeps its 注册代码 when a file
 * names it only by its serial number.
 */
export function mergeFacts(before: LiftFacts, given: LiftFacts): LiftFacts {
  const keep = <K extends keyof LiftFacts>(key: K): LiftFacts[K] => {
    const value = given[key];
    const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
    return empty ? before[key] : value;
  };
  const betterKnown = before.registration === "registered" && given.registration === "not-registered";
  return {
    registerCode: betterKnown ? before.registerCode : given.registerCode,
    registration: betterKnown ? before.registration : given.registration,
    deviceCode: keep("deviceCode"),
    makerCode: keep("makerCode"),
    serialNumber: keep("serialNumber"),
    rescueCode: keep("rescueCode"),
    kind: given.kind,
    compound: keep("compound"),
    building: keep("building"),
    entrance: keep("entrance"),
    liftNo: keep("liftNo"),
    address: keep("address"),
    regionCode: given.regionCode,
    lat: keep("lat"),
    lon: keep("lon"),
    floors: keep("floors"),
  };
}

import { assert } from "../../../kernel/result.ts";
import type { LiftKind } from "../contract.ts";

/** What the register knows of a lift, apart from who answers for it. */
export type LiftFacts = {
  /** 注册代码; null until the lift is registered. */
  readonly registrationCode: string | null;
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
};

export type IdentifierKind = "register" | "device" | "maker-serial" | "rescue";
export type Identifier = { readonly kind: IdentifierKind; readonly code: string };

/** Every code that the facts give the lift, the best for registers and devices first. */
export function identifiersOf(facts: LiftFacts): Identifier[] {
  const { registrationCode, deviceCode, makerCode, serialNumber, rescueCode } = facts;
  const serial = makerCode !== null && serialNumber !== null ? `${makerCode}-${serialNumber}` : null;
  const named: readonly (readonly [IdentifierKind, string | null])[] = [
    ["register", registrationCode],
    ["device", deviceCode],
    ["maker-serial", serial],
    ["rescue", rescueCode],
  ];
  return named.flatMap(([kind, code]) => (code === null ? [] : [{ kind, code }]));
}

/** The code by which registers and devices call the lift now. */
export function bestCodeOf(facts: LiftFacts): string {
  const best = identifiersOf(facts).find(({ kind }) => kind !== "rescue");
  assert(best, "a lift has a code that is not its rescue code");
  return best.code;
}

/** "Compound Building Entrance Lift", as signs say it. */
export const placeOf = (facts: Pick<LiftFacts, "compound" | "building" | "entrance" | "liftNo">): string =>
  [facts.compound, facts.building, facts.entrance, facts.liftNo].filter((part) => part !== "").join(" ");

const isEmpty = (value: unknown): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A form that leaves a cell empty says nothing about it: what is known stays. So a code once given is not lost. */
export function mergeFacts(before: LiftFacts, given: LiftFacts): LiftFacts {
  const told = Object.entries(given).filter(([, value]) => !isEmpty(value));
  return { ...before, ...Object.fromEntries(told) };
}

export type Change = { readonly from: unknown; readonly to: unknown };

/** Fields in which two states of a lift differ. */
export function changesBetween(before: LiftFacts, after: LiftFacts): Record<string, Change> {
  const keys = Object.keys(after) as (keyof LiftFacts)[];
  const differ = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return Object.fromEntries(differ.map((key) => [key, { from: before[key], to: after[key] }]));
}

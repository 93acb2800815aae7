import { assert } from "../../../kernel/result.ts";
import type { LiftKind, LiftSector, Registration } from "../contract.ts";
import { type HungSign, signAfter } from "./sign-state.ts";
import { isUseRegistrationNo } from "./use-registration.ts";

/** What the register knows of a lift, apart from who answers for it. Days are `YYYY-MM-DD`; an empty text or null is "not recorded here". */
export type LiftFacts = {
  /** 注册代码; null until the lift is registered. */
  readonly registrationCode: string | null;
  readonly deviceCode: string | null;
  readonly makerCode: string | null;
  readonly serialNumber: string | null;
  /** `<source>-<number>`: the number under which the register it comes from lists a lift without a code of the nation. */
  readonly localCode: string | null;
  readonly rescueCode: string | null;
  /** How far the sign with the rescue code is; null in a row that does not say, and where there is no code. */
  readonly sign: HungSign | null;
  /** 使用登记证编号; names the lift when it has the shape of one. */
  readonly useRegistrationNo: string | null;
  readonly kind: LiftKind;
  readonly compound: string;
  readonly building: string;
  /** 单元. */
  readonly unit: string;
  readonly liftNo: string;
  readonly address: string;
  readonly regionCode: string;
  readonly sector: LiftSector | null;
  readonly community: string;
  /** 供电点: lifts that stop together when it fails. */
  readonly powerSupplyPoint: string;
  readonly accessNote: string;
  readonly machineRoom: string;
  readonly keyPlace: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly floors: readonly string[];
  /** By the names of `liftParameters`. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly madeOn: string | null;
  readonly inUseSince: string | null;
  readonly designLifeYears: number | null;
  readonly warrantyUntil: string | null;
  /** Null in a row that does not say: see `registrationOf`. */
  readonly registration: Registration | null;
  readonly nextInspectionDue: string | null;
  readonly nextTestingDue: string | null;
};

/** Everything "not recorded here"; what a row says goes over it. */
export const unknownFacts: Omit<LiftFacts, "kind" | "compound" | "address" | "regionCode"> = {
  registrationCode: null,
  deviceCode: null,
  makerCode: null,
  serialNumber: null,
  localCode: null,
  rescueCode: null,
  sign: null,
  useRegistrationNo: null,
  building: "",
  unit: "",
  liftNo: "",
  sector: null,
  community: "",
  powerSupplyPoint: "",
  accessNote: "",
  machineRoom: "",
  keyPlace: "",
  lat: null,
  lon: null,
  floors: [],
  parameters: {},
  madeOn: null,
  inUseSince: null,
  designLifeYears: null,
  warrantyUntil: null,
  registration: null,
  nextInspectionDue: null,
  nextTestingDue: null,
};

export type IdentifierKind = "register" | "device" | "maker-serial" | "use-registration" | "local" | "rescue";
export type Identifier = { readonly kind: IdentifierKind; readonly code: string };

/** Every code that the facts give the lift, the best for registers and devices first. */
export function identifiersOf(facts: LiftFacts): Identifier[] {
  const { registrationCode, deviceCode, makerCode, serialNumber, localCode, rescueCode } = facts;
  const useRegistration = useRegistrationOf(facts);
  const found: Identifier[] = [];
  if (registrationCode !== null) found.push({ kind: "register", code: registrationCode });
  if (deviceCode !== null) found.push({ kind: "device", code: deviceCode });
  if (makerCode !== null && serialNumber !== null)
    found.push({ kind: "maker-serial", code: `${makerCode}-${serialNumber}` });
  if (useRegistration !== null) found.push({ kind: "use-registration", code: useRegistration });
  if (localCode !== null) found.push({ kind: "local", code: localCode });
  if (rescueCode !== null) found.push({ kind: "rescue", code: rescueCode });
  return found;
}

/** The use-registration number, where it is one that names a lift. */
export const useRegistrationOf = ({ useRegistrationNo }: Pick<LiftFacts, "useRegistrationNo">): string | null =>
  useRegistrationNo !== null && isUseRegistrationNo(useRegistrationNo) ? useRegistrationNo : null;

/** A lift that says nothing of its registration is in use when it has its 注册代码 or its 使用登记证, else unregistered. */
export const registrationOf = (
  facts: Pick<LiftFacts, "registration" | "registrationCode" | "useRegistrationNo">,
): Registration =>
  facts.registration ??
  (facts.registrationCode === null && useRegistrationOf(facts) === null ? "unregistered" : "in-use");

/** The code by which registers and devices call the lift now. */
export function bestCodeOf(facts: LiftFacts): string {
  const best = identifiersOf(facts).find(({ kind }) => kind !== "rescue");
  assert(best, "a lift has a code that is not its rescue code");
  return best.code;
}

/** The name of the site: the compound, else the address that stands for it. */
export const siteNameOf = ({ compound, address }: Pick<LiftFacts, "compound" | "address">): string =>
  compound === "" ? address : compound;

/** "Compound Building Unit Lift", as signs say it. */
export const placeOf = (facts: Pick<LiftFacts, "compound" | "address" | "building" | "unit" | "liftNo">): string =>
  [siteNameOf(facts), facts.building, facts.unit, facts.liftNo].filter((part) => part !== "").join(" ");

/** A longer one is the number of some register, not what one calls a lift by. */
const calledByMax = 20;
const ownNumberOf = ({ parameters }: Pick<LiftFacts, "parameters">): string => {
  const own = String(parameters.unitNumber ?? "");
  return own.length <= calledByMax ? own : "";
};

/** 梯号, else the unit's own number (内部编号): without either all lifts of a building would have one name. */
export const liftNoOf = (facts: Pick<LiftFacts, "liftNo" | "parameters">): string =>
  facts.liftNo === "" ? ownNumberOf(facts) : facts.liftNo;

const isEmpty = (value: unknown): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** A form that leaves a cell empty says nothing about it: what is known stays. So a code once given is not lost. */
export function mergeFacts(before: LiftFacts, given: LiftFacts): LiftFacts {
  const told = Object.entries(given).filter(([, value]) => !isEmpty(value));
  const parameters = { ...before.parameters, ...given.parameters };
  const said: LiftFacts = { ...before, ...Object.fromEntries(told), parameters };
  // A lift that goes by its own number follows it; what it is called otherwise stays.
  const byOwn = given.liftNo === "" && before.liftNo === ownNumberOf(before);
  const merged: LiftFacts = { ...said, liftNo: byOwn ? ownNumberOf(said) : liftNoOf(said) };
  return { ...merged, sign: signAfter(before, { rescueCode: merged.rescueCode, told: given.sign }) };
}

export type Change = { readonly from: unknown; readonly to: unknown };

/** Fields in which two states of a lift differ. */
export function changesBetween(before: LiftFacts, after: LiftFacts): Record<string, Change> {
  const keys = Object.keys(after) as (keyof LiftFacts)[];
  const differ = keys.filter((key) => canonical(before[key]) !== canonical(after[key]));
  return Object.fromEntries(differ.map((key) => [key, { from: before[key], to: after[key] }]));
}

/** The database hands the keys of an object back in another order than they were written. */
const canonical = (value: unknown): string =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : JSON.stringify(value);

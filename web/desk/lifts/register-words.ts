import {
  kindNames,
  liftParameters,
  orderNames,
  type Registration,
  registrationNames,
  sectorNames,
  serviceNames,
  signNames,
} from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { factName } from "../imports/fact-name.ts";
import { say } from "../texts/list-texts.ts";

/** Kinds of codes in old entries, by the name of the fact. */
const identifierFacts = {
  register: "registrationCode",
  device: "deviceCode",
  "maker-serial": "serialNumber",
  "use-registration": "useRegistrationNo",
  local: "localCode",
  rescue: "rescueCode",
} as const;

const isNameOf = <Names extends object>(names: Names, name: string): name is Extract<keyof Names, string> =>
  Object.hasOwn(names, name);

type Change = { readonly from?: unknown; readonly to?: unknown };

/** `{rescueCode: {from: "1", to: "2"}}` as 「救援识别码 1 → 2」; what was not known before stands without an arrow. */
export const changeTexts = (changes: unknown): string[] =>
  Object.entries((changes ?? {}) as Record<string, Change>).flatMap(([name, change]) =>
    name === "parameters" ? parameterTexts(change) : [oneChange(factName(name), name, change)],
  );

function oneChange(words: string, name: string, { from, to }: Change): string {
  const before = isEmpty(from) ? "" : `${factText(name, from)} → `;
  return `${words} ${before}${factText(name, to)}`;
}

type Parameters = Readonly<Record<string, unknown>>;

/** Only the parameters that differ. */
function parameterTexts({ from, to }: Change): string[] {
  const before = (from ?? {}) as Parameters;
  const after = (to ?? {}) as Parameters;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => oneChange(parameterName(name), name, { from: before[name], to: after[name] }));
}

const parameterName = (name: string): string => {
  if (!isNameOf(liftParameters, name)) return name;
  return language() === "en" ? liftParameters[name].en : liftParameters[name].zh;
};

/** `[{kind: "register", code: "3110…"}]` as 「注册代码 3110…」. */
export const identifierTexts = (identifiers: unknown): string[] =>
  (Array.isArray(identifiers) ? identifiers : []).map(
    ({ kind, code }: { readonly kind: string; readonly code: string }) =>
      `${isNameOf(identifierFacts, kind) ? factName(identifierFacts[kind]) : kind} ${code}`,
  );

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

type Words = { readonly zh: string; readonly en: string };
/** Facts whose values are codes with words. */
const valueWords: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  kind: kindNames,
  sector: sectorNames,
  orderInForce: orderNames,
  service: serviceNames,
  sign: signNames,
  registration: registrationNames satisfies Record<Registration, Words>,
};

function factText(name: string, value: unknown): string {
  if (isEmpty(value)) return "—";
  if (Array.isArray(value)) return say("lift.floors.count", { count: value.length });
  const words = valueWords[name]?.[String(value)];
  if (words === undefined) return String(value);
  return language() === "en" ? words.en : words.zh;
}

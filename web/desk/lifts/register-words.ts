import { kindNames, type LiftKind } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import { say } from "../texts/list-texts.ts";

/** Which word of the lift's page names a fact of the register. */
const factWords = {
  registrationCode: "lift.register-code",
  deviceCode: "lift.device-code",
  makerCode: "lift.maker",
  serialNumber: "lift.serial",
  rescueCode: "lift.rescue-code",
  kind: "lift.kind",
  compound: "lift.compound",
  building: "lift.building",
  unit: "lift.unit",
  liftNo: "lift.no",
  address: "lift.address",
  regionCode: "lift.region",
  lat: "lift.lat",
  lon: "lift.lon",
  floors: "lift.floors",
} as const;
const identifierWords = {
  register: "lift.register-code",
  device: "lift.device-code",
  "maker-serial": "lift.serial",
  rescue: "lift.rescue-code",
} as const;

const isNameOf = <Names extends object>(names: Names, name: string): name is Extract<keyof Names, string> =>
  Object.hasOwn(names, name);

/** A head of the page as a word in a line: without its capital. */
const inLine = (head: string): string => head.charAt(0).toLowerCase() + head.slice(1);

/** `{rescueCode: {from: "1", to: "2"}}` as 「识别码 1 → 2」. */
export const changeTexts = (changes: unknown): string[] =>
  Object.entries((changes ?? {}) as Record<string, { readonly from?: unknown; readonly to?: unknown }>).map(
    ([name, change]) =>
      `${isNameOf(factWords, name) ? inLine(say(factWords[name])) : name} ${factText(name, change.from)} → ${factText(name, change.to)}`,
  );

/** `[{kind: "register", code: "3110…"}]` as 「注册代码 3110…」. */
export const identifierTexts = (identifiers: unknown): string[] =>
  (Array.isArray(identifiers) ? identifiers : []).map(
    ({ kind, code }: { readonly kind: string; readonly code: string }) =>
      `${isNameOf(identifierWords, kind) ? inLine(say(identifierWords[kind])) : kind} ${code}`,
  );

function factText(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value)) return say("lift.floors.count", { count: value.length });
  if (name !== "kind" || !isNameOf(kindNames, String(value))) return String(value);
  const words = kindNames[value as LiftKind];
  return language() === "en" ? words.en : words.zh;
}

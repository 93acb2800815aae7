import { type Role, roleWords } from "../../../src/rooms/identity/contract.ts";
import { correctionReasons, kindNames, type LiftKind, partyRoles } from "../../../src/rooms/lifts/contract.ts";
import { formatDateTime } from "../../ui/format-time.ts";
import { language } from "../../ui/texts/language.ts";
import { factName } from "../imports/fact-name.ts";
import { kindText } from "../lifts/ledger-entry.tsx";
import { auditDetailNames } from "../texts/audit-detail-names.ts";
import { say } from "../texts/audit-texts.ts";
import { say as sayOfImport } from "../texts/import-texts.ts";
import { say as sayOfList } from "../texts/list-texts.ts";
import { roleName, scopeText } from "./words.ts";

type Detail = Readonly<Record<string, unknown>>;
type Scope = Parameters<typeof scopeText>[0];

/** What is recorded of an act in words; ids and hashes are for machines and stand in the export. What is no object is shown as it is. */
export function auditDetailText(detail: string | null): string {
  if (detail === null) return "";
  const told = parsed(detail);
  return isDetail(told) ? pairsOf(told).join(" · ") : detail;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isDetail = (value: unknown): value is Detail =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** `organisationId`, `hash`, and an `id` alone; `mends` is the id of an import. */
const isForMachines = (name: string): boolean => /(^id|^mends|Id|Ids|[hH]ash)$/.test(name);

const pairsOf = (told: Detail): string[] =>
  Object.entries(told)
    .filter(([name, value]) => !isForMachines(name) && !isNothing(value))
    .map(([name, value]) => `${nameOf(name)} ${wordsOf(name, value)}`);

function nameOf(name: string): string {
  const words = auditDetailNames[name];
  return words === undefined ? factName(name) : words[language() === "en" ? 1 : 0];
}

function wordsOf(name: string, value: unknown): string {
  if (typeof value === "boolean") return say(value ? "detail.yes" : "detail.no");
  if (Array.isArray(value)) return value.map((each) => wordsOf(name, each)).join("、");
  if (isDetail(value))
    return typeof value.kind === "string" && isScope(name)
      ? scopeText(value as Scope)
      : `(${pairsOf(value).join(" · ")})`;
  if (typeof value === "number") return name.endsWith("At") ? formatDateTime(value) : String(value);
  return wordOf(name, String(value));
}

const isScope = (name: string): boolean => name === "scope";

/** Codes that have words elsewhere on the pages. */
function wordOf(name: string, code: string): string {
  if (name === "role") return roleWord(code);
  if (name === "covers") return coversWord(code);
  if (name === "kind") return kindNameOf(code) ?? kindText(code);
  if (name === "why") return correctionWord(code);
  return name === "changed" || name === "field" ? factName(code) : code;
}

const roleWord = (code: string): string => {
  if (Object.hasOwn(roleWords, code)) return roleName(code as Role);
  const party = partyRoles.find((each) => each === code);
  return party === undefined ? code : sayOfList(`party.${party}`);
};

const coversWord = (code: string): string => {
  if (code === "whole" || code === "part") return sayOfImport(`covers.${code}`);
  return code === "mends" ? say("detail.mends") : code;
};

const kindNameOf = (code: string): string | undefined =>
  Object.hasOwn(kindNames, code) ? kindNames[code as LiftKind][language() === "en" ? "en" : "zh"] : undefined;

function correctionWord(code: string): string {
  const reason = correctionReasons.find(([each]) => each === code);
  return reason === undefined ? code : language() === "en" ? reason[2] : reason[1];
}

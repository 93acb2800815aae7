import {
  gapKinds,
  kindNames,
  liftKinds,
  liftSectors,
  ordersInForce,
  registrations,
  services,
} from "../../../src/rooms/lifts/contract/catalogue.ts";
import { language } from "../../ui/texts/language.ts";
import { say as sayEdit } from "../texts/lift-edit-texts.ts";
import { say } from "../texts/register-texts.ts";
import type { LiftSearch } from "./lift-search.ts";
import { orderName, registrationName, sectorName, serviceName } from "./state-words.ts";

export type Option = readonly [string, string];
export type Region = { readonly code: string; readonly name: string; readonly parent: string | null };

const ages = ["5", "10", "15", "20"] as const;

const kindWord = (kind: (typeof liftKinds)[number]): string =>
  language() === "en" ? kindNames[kind].en : kindNames[kind].zh;

/** "330106 甲区", indented by how deep it lies. */
export function regionOptions(regions: readonly Region[]): Option[] {
  const children = Map.groupBy(regions, (region) => region.parent ?? "");
  const known = new Set(regions.map(({ code }) => code));
  const walk = (region: Region, depth: number): Option[] => [
    [region.code, `${"　".repeat(depth)}${region.name}`],
    ...(children.get(region.code) ?? []).flatMap((child) => walk(child, depth + 1)),
  ];
  return regions.filter(({ parent }) => parent === null || !known.has(parent)).flatMap((region) => walk(region, 0));
}

/** Filters that are chosen from a list of words: name in the address, label, options. */
export const choices = (regions: readonly Region[]): readonly (readonly [keyof LiftSearch, string, Option[]])[] => [
  ["region", say("fact.region"), regionOptions(regions)],
  ["kind", say("filter.kind"), liftKinds.map((kind) => [kind, kindWord(kind)])],
  ["sector", say("fact.sector"), liftSectors.map((sector) => [sector, sectorName(sector)])],
  ["registration", say("filter.registration"), registrations.map((state) => [state, registrationName(state)])],
  [
    "orderInForce",
    say("filter.order"),
    [...ordersInForce.map((state): Option => [state, orderName(state)]), ["any", sayEdit("filter.order.any")]],
  ],
  ["service", say("filter.service"), services.map((state) => [state, serviceName(state)])],
  ["ageFrom", say("filter.age"), ages.map((age) => [age, say("filter.age.from", { years: age })])],
  ["gap", say("filter.gap"), gapKinds.map((gap) => [gap, say(`gap.${gap}`)])],
];

/** What is meant by an id, where somebody knows it. */
export type Named = { readonly [Name in "useUnit" | "maintenanceUnit" | "site"]?: string | null | undefined };
type Known = { readonly regions: readonly Region[]; readonly named: Named };

/** The words of a filter that is on. */
export function filterWord(name: string, value: string, { regions, named }: Known): string {
  if (name === "q") return `“${value}”`;
  if (name === "dueBefore") return say("filter.due", { date: value });
  if (name === "useUnit" || name === "maintenanceUnit" || name === "site")
    return `${say(`filter.${name}`)}: ${named[name] ?? "…"}`;
  const [, label, options] = choices(regions).find(([each]) => each === name) ?? [name, name, []];
  const word = options.find(([code]) => code === value)?.[1].trim() ?? value;
  return `${label}: ${word}`;
}

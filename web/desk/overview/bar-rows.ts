import {
  gapKinds,
  kindNames,
  liftKinds,
  liftSectors,
  registrations,
} from "../../../src/rooms/lifts/contract/catalogue.ts";
import type { LiftCounts } from "../../../src/rooms/lifts/contract.ts";
import { language } from "../../ui/texts/language.ts";
import type { Region } from "../lifts/filter-words.ts";
import type { LiftSearch } from "../lifts/lift-search.ts";
import { registrationName, sectorName } from "../lifts/state-words.ts";
import { say } from "../texts/register-texts.ts";
import type { BarRow } from "./bar-chart.tsx";

type Counted = Readonly<Record<string, number>>;

const byValue = (a: BarRow, b: BarRow): number => b.value - a.value;
const present = (rows: readonly BarRow[]): BarRow[] => rows.filter(({ value }) => value > 0);

export const kindRows = ({ byKind }: LiftCounts, narrowed: LiftSearch): BarRow[] =>
  present(
    liftKinds.map((kind) => ({
      key: kind,
      name: language() === "en" ? kindNames[kind].en : kindNames[kind].zh,
      value: byKind[kind] ?? 0,
      search: { ...narrowed, kind },
    })),
  ).sort(byValue);

export const sectorRows = ({ bySector }: LiftCounts, narrowed: LiftSearch): BarRow[] =>
  present(
    liftSectors.map((sector) => ({
      key: sector,
      name: sectorName(sector),
      value: bySector[sector] ?? 0,
      search: { ...narrowed, sector },
    })),
  ).sort(byValue);

export const registrationRows = ({ byRegistration }: LiftCounts, narrowed: LiftSearch): BarRow[] =>
  present(
    registrations.map((registration) => ({
      key: registration,
      name: registrationName(registration),
      value: byRegistration[registration] ?? 0,
      search: { ...narrowed, registration },
    })),
  );

export const gapRows = ({ gaps }: LiftCounts, narrowed: LiftSearch): BarRow[] =>
  gapKinds.map((gap) => ({
    key: gap,
    name: say(`gap.${gap}`),
    value: gaps[gap] ?? 0,
    search: { ...narrowed, gap },
  }));

/** Bands as the counts name them, `10-14`, `20+`; the youngest first, what is not recorded last. */
export function ageRows({ byAge }: LiftCounts, narrowed: LiftSearch): BarRow[] {
  const from = (band: string): number => (band === "unknown" ? Number.POSITIVE_INFINITY : Number.parseInt(band, 10));
  return Object.entries(byAge)
    .sort(([a], [b]) => from(a) - from(b))
    .map(([band, value]) => ({
      key: band,
      name: ageName(band),
      value,
      search: band === "unknown" || from(band) === 0 ? narrowed : { ...narrowed, ageFrom: String(from(band)) },
    }));
}

function ageName(band: string): string {
  if (band === "unknown") return say("overview.age.unknown");
  const [from = "", to] = band.split(/[-+]/);
  return to === undefined || to === "" ? say("overview.age.over", { from }) : say("overview.age.band", { from, to });
}

/** The regions below the chosen one; where the counts lie deeper they are added up to them. */
export function regionRows({ byRegion }: LiftCounts, regions: readonly Region[], narrowed: LiftSearch): BarRow[] {
  const below = childrenShown(regions, narrowed.region, byRegion);
  const parents = new Map(regions.map(({ code, parent }) => [code, parent]));
  const sums = new Map<string, number>();
  for (const [code, value] of Object.entries(byRegion)) {
    let at: string | null = code;
    while (at !== null && !below.has(at)) at = parents.get(at) ?? null;
    const key = at ?? code;
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  const names = new Map(regions.map(({ code, name }) => [code, name]));
  return [...sums]
    .map(([code, value]) => ({
      key: code,
      name: names.get(code) ?? code,
      value,
      search: { ...narrowed, region: code },
    }))
    .sort(byValue);
}

/** The first level at which what is chosen divides: one city below one province is no division. */
function childrenShown(regions: readonly Region[], chosen: string | undefined, counted: Counted): ReadonlySet<string> {
  const known = new Set(regions.map(({ code }) => code));
  let level = regions.filter(({ parent }) =>
    chosen === undefined ? parent === null || !known.has(parent) : parent === chosen,
  );
  while (level.length === 1 && counted[level[0]?.code ?? ""] === undefined) {
    const only = level[0]?.code;
    const next = regions.filter(({ parent }) => parent === only);
    if (next.length === 0) break;
    level = next;
  }
  return new Set(level.map(({ code }) => code));
}

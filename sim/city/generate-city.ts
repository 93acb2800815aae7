import { createDraws, type Draws } from "../draws.ts";
import type { City, CityLift, Ground, Tower } from "./city.ts";
import { inventCrews } from "./crews.ts";
import { dayOf } from "./days.ts";
import { inventFirms } from "./firms.ts";
import { inventedGround } from "./invented-ground.ts";
import { createLifts } from "./invented-lifts.ts";

export type CityOptions = {
  readonly seed: number;
  /** Exactly so many lifts. */
  readonly lifts: number;
  /** Forty when left out. */
  readonly liftsPerCrew?: number;
  /** Where it stands; the invented city when left out. */
  readonly ground?: (draws: Draws, lifts: number) => Ground;
  /** The day on which it is looked at: ages and due dates count from it. */
  readonly asOf?: string;
};
export const usualDay = "2026-11-01";

/** The same options always give the same city. */
export function generateCity(options: CityOptions): City {
  const { seed, lifts, liftsPerCrew = 40, ground = inventedGround, asOf = usualDay } = options;
  const draws = createDraws(seed);
  const on = ground(draws, lifts);
  const firms = inventFirms({ name: on.name, region: on.centreRegion }, lifts, seed);
  const codeRegion = on.codeRegion === undefined ? {} : { codeRegion: on.codeRegion };
  const liftsOf = createLifts({ seed, firms, asOf: dayOf(asOf), ...codeRegion });
  const made: CityLift[] = [];
  const served = new Map<string, Tower[]>();
  for (const site of on.sites) {
    const own = liftsOf(site);
    const unit = own[0]?.parties.find((party) => party.role === "maintenance")?.organisation ?? "";
    const before = served.get(unit);
    if (before === undefined) served.set(unit, [...site]);
    else before.push(...site);
    for (const lift of own) if (made.length < lifts) made.push(lift);
    if (made.length >= lifts) break;
  }
  if (made.length < lifts) throw new Error(`this ground has room for ${made.length} lifts only, not ${lifts}`);
  const crews = inventCrews(draws, { ground: on, firms, served, lifts, liftsPerCrew });
  return { name: on.name, remarks: on.remarks, regions: on.regions, organisations: firms.all(), lifts: made, crews };
}

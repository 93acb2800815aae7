import type { City, CityCrew, CityLift } from "./city/city.ts";
import { isNearestOfItsUnit } from "./city-life.ts";
import { createDice } from "./dice.ts";
import { isWhole, type RegisterRow } from "./registers/register-rows.ts";

/** The part of a city that lives: lifts with devices, and crews with somebody who carries their phone. */
export type LivePart = { readonly city: City; readonly visitorsCrew: CityCrew };

const unitsMax = 25;
const stationsMax = 15;

/**
 * Whole sites, drawn over the whole city, until so many lifts have devices: of the largest maintenance units, as cities begin with.
 * Lifts that a rescue could not reach (no position, no code, no unit) stay out.
 */
export function livePartOf(city: City, rows: readonly RegisterRow[], devices: number, seed: number): LivePart {
  const units = new Set(largestUnits(city));
  const dice = createDice(seed);
  const sites = new Map<string, CityLift[]>();
  for (const [index, lift] of city.lifts.entries()) {
    const row = rows[index];
    if (row === undefined || !isWhole(row) || !units.has(maintainerOf(lift))) continue;
    const site = sites.get(lift.compound) ?? [];
    sites.set(lift.compound, site);
    site.push(lift);
  }
  const drawn = [...sites.values()]
    .map((lifts, no) => ({ lifts, order: dice(no, 60) }))
    .sort((a, b) => a.order - b.order)
    .flatMap(({ lifts }) => lifts);
  const crews = [
    ...city.crews.filter((crew) => crew.kind === "unit" && units.has(crew.organisation)),
    ...city.crews.filter((crew) => crew.kind === "station").slice(0, stationsMax),
  ];
  const live: City = { ...city, lifts: drawn.slice(0, devices), crews };
  return { city: live, visitorsCrew: visitorsCrewOf(live) };
}

function largestUnits(city: City): string[] {
  const sizes = new Map<string, number>();
  for (const lift of city.lifts) sizes.set(maintainerOf(lift), (sizes.get(maintainerOf(lift)) ?? 0) + 1);
  return [...sizes]
    .sort(([, a], [, b]) => b - a)
    .slice(0, unitsMax)
    .map(([code]) => code);
}

const maintainerOf = (lift: CityLift): string =>
  lift.parties.find((party) => party.role === "maintenance")?.organisation ?? "";

/** The crew that a visitor plays: of the largest maintenance unit the one that is the nearest to the most of its lifts. */
function visitorsCrewOf(city: City): CityCrew {
  const units = city.crews.filter((crew) => crew.kind === "unit");
  const sizeOf = (crew: CityCrew) => units.filter((other) => other.organisation === crew.organisation).length;
  const largest = units.toSorted((x, y) => sizeOf(y) - sizeOf(x))[0]?.organisation;
  const nearest = (crew: CityCrew) => city.lifts.filter((lift) => isNearestOfItsUnit(city, crew, lift)).length;
  const [crew] = units.filter((each) => each.organisation === largest).toSorted((x, y) => nearest(y) - nearest(x));
  if (crew === undefined) throw new Error("the city has no crew");
  return crew;
}

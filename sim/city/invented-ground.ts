import type { Position } from "../../src/kernel/coordinates.ts";
import { createDraws, type Draws } from "../draws.ts";
import type { Footprint } from "../streets/buildings.ts";
import { planStreets, type StreetPlan } from "../streets/street-plan.ts";
import type { Ground } from "./city.ts";
import { regionsOf } from "./districts.ts";
import { inventSites } from "./invented-sites.ts";

/**
 * 升平示范市: a city that does not exist, in the open north-west Pacific where there is no land within 900 km, so that
 * nobody mistakes it for a real one. WGS 84.
 */
export const inventedCentre: Position = { lat: 30, lon: 165 };

/** Its streets, by which its buildings stand; larger for more lifts. */
export const inventedStreets = (seed: number, lifts: number): StreetPlan =>
  planStreets(createDraws(seed), inventedCentre, lifts);

/** Towers for at least `lifts` lifts. */
export function inventedGround(draws: Draws, lifts: number): Ground {
  const plan = inventedStreets(draws.seed, lifts);
  const last = plan.steps - 1;
  const southWest = plan.at(last * 0.08, last * 0.08);
  const northEast = plan.at(last * 0.92, last * 0.92);
  return {
    name: "升平示范市",
    remarks: [
      {
        zh: "升平示范市是虚构的城市（坐标在太平洋公海），其中的街道、单位、人员、电话和编号均为虚构",
        en: "Shengping Demo City is invented (it lies in the open Pacific), and so are all its streets, firms, people, phones and codes",
      },
    ],
    regions: regionsOf(plan),
    centreRegion: "990100",
    sites: inventSites(plan, draws.seed, lifts),
    crewArea: { west: southWest.lon, south: southWest.lat, east: northEast.lon, north: northEast.lat },
  };
}

/** Its buildings as a map draws them. Sizes are invented: slabs of flats, and what else fits beside its neighbours. */
export function inventedFootprints(seed: number, lifts: number): Footprint[] {
  const towers = [...inventSites(inventedStreets(seed, lifts), seed, lifts)].flat();
  return towers.map(({ position, sector }) => ({
    middle: position,
    ...(sector === "housing" ? { wide: 48, deep: 15 } : { wide: 44, deep: 21 }),
  }));
}

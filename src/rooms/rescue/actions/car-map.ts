import type { Position } from "../../../kernel/coordinates.ts";
import type { Street } from "../../../platform/roads/index.ts";
import { findCrew } from "../../crews/index.ts";
import type { CarMap } from "../contract/chat.ts";
import { holderOf } from "../model/incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import type { CarViewer } from "../views/car-keys.ts";

/** Streets are drawn from tiles of these zooms: a block around the lift, or as far as the crew. */
const nearestZoom = 15;
const farthestZoom = 11;
const streetsMax = 300;

/** What the small map of the car's page shows: the lift, and the crew that is on its way, whose name it does not tell. */
export async function carMapOf(means: RescueMeans, { state }: CarViewer): Promise<CarMap> {
  const lift = state.position;
  const origin = means.roads.origin() ?? null;
  if (lift === null) return { lift: null, crew: null, way: [], streets: [], origin };
  const holder = holderOf(state);
  const crew = holder?.status === "accepted" ? await findCrew(means.database.db, holder.crewId) : undefined;
  const from = crew?.position ?? null;
  const [route, streets] = await Promise.all([
    crew === undefined || from === null ? undefined : means.roads.route(from, lift, crew.travel),
    streetsAround(means, from === null ? [lift] : [lift, from]),
  ]);
  return {
    lift: placeOf(lift),
    crew: from === null ? null : placeOf(from),
    way: (route?.line ?? []).map(([lon, lat]) => [lon, lat]),
    streets: streets.map(({ broad, line }) => ({ broad, line: line.map(([lon, lat]) => [lon, lat]) })),
    origin,
  };
}

const placeOf = ({ lat, lon }: Position): [number, number] => [lon, lat];

type Tile = { readonly x: number; readonly y: number };

/** Streets between and around the places, from nine tiles at the most; the broad ones first. */
async function streetsAround({ roads }: RescueMeans, places: readonly Position[]): Promise<Street[]> {
  for (let z = nearestZoom; z >= farthestZoom; z -= 1) {
    const at = places.map((place) => tileAt(place, z));
    const [west, north] = [Math.min(...at.map(({ x }) => x)) - 0.5, Math.min(...at.map(({ y }) => y)) - 0.5];
    const [east, south] = [Math.max(...at.map(({ x }) => x)) + 0.5, Math.max(...at.map(({ y }) => y)) + 0.5];
    if (z > farthestZoom && (east - west > 2 || south - north > 2)) continue;
    const tiles: Tile[] = [];
    for (let x = Math.floor(west); x <= east && tiles.length < 9; x += 1)
      for (let y = Math.floor(north); y <= south && tiles.length < 9; y += 1) tiles.push({ x, y });
    const streets = (await Promise.all(tiles.map(({ x, y }) => roads.streets(z, x, y)))).flat();
    return streets.sort((a, b) => Number(b.broad) - Number(a.broad)).slice(0, streetsMax);
  }
  return [];
}

/** Web Mercator tile coordinates of a place, with their fractions. */
function tileAt({ lat, lon }: Position, z: number): Tile {
  const rad = (lat * Math.PI) / 180;
  return {
    x: ((lon + 180) / 360) * 2 ** z,
    y: ((1 - Math.asinh(Math.tan(rad)) / Math.PI) / 2) * 2 ** z,
  };
}

import type { CarMap } from "../../src/rooms/rescue/contract/chat.ts";

type Place = readonly [lon: number, lat: number];

/** The part of the earth that the map shows, and its size on paper. */
export type Box = {
  readonly west: number;
  readonly north: number;
  /** Units of the drawing for one degree. */
  readonly perLon: number;
  readonly perLat: number;
  readonly width: number;
  readonly height: number;
};

const width = 360;
const height = 220;
const edge = 24;
/** Degrees of latitude that are shown at least: about 500 m. */
const leastLat = 0.0045;

/** Lift and crew with their way in the middle; null where there is no lift to show. */
export function boxAround(map: CarMap): Box | null {
  if (map.lift === null) return null;
  const places = [map.lift].concat(map.crew === null ? [] : [map.crew], map.way);
  const lons = places.map((place) => place[0]);
  const lats = places.map((place) => place[1]);
  const middle: Place = [(min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2];
  const narrow = Math.cos((middle[1] * Math.PI) / 180);
  const spanLat = Math.max(max(lats) - min(lats), leastLat);
  const spanLon = Math.max((max(lons) - min(lons)) * narrow, leastLat);
  const perLat = Math.min((height - 2 * edge) / spanLat, (width - 2 * edge) / spanLon);
  const perLon = perLat * narrow;
  return {
    west: middle[0] - width / 2 / perLon,
    north: middle[1] + height / 2 / perLat,
    perLon,
    perLat,
    width,
    height,
  };
}

const min = (values: readonly number[]): number => Math.min.apply(null, values.slice());
const max = (values: readonly number[]): number => Math.max.apply(null, values.slice());

export const pointOf = ([lon, lat]: Place, box: Box): readonly [x: number, y: number] => [
  Math.round((lon - box.west) * box.perLon),
  Math.round((box.north - lat) * box.perLat),
];

/** A line as the `d` of a path. */
export const lineOf = (line: readonly Place[], box: Box): string =>
  line.map((place, index) => `${index === 0 ? "M" : "L"}${pointOf(place, box).join(" ")}`).join("");

import type { Position } from "../../../kernel/coordinates.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { crossesItself, type Polygons } from "../../../platform/areas.ts";
import { type AreaFeature, type ArriveArea, cornersMax } from "../contract/arrive-areas.ts";

type Turn = (position: Position) => Position;

/**
 * Areas of a GeoJSON file, in WGS 84. Refused, with the name of the area: RESCUE_AREA_RING (a ring is not closed, has fewer than three
 * corners, or encloses nothing), RESCUE_AREA_CROSSES (an outline crosses itself or another), RESCUE_AREA_PLACE (a corner is no place on
 * earth: as a rule latitude and longitude were changed about), RESCUE_AREA_CORNERS, RESCUE_AREA_TWICE.
 */
export function readAreas(features: readonly AreaFeature[], toWgs84: Turn): Result<ArriveArea[]> {
  const corners = features.reduce((sum, each) => sum + ringsOf(each).flat(2).length, 0);
  if (corners > cornersMax) return refuse("RESCUE_AREA_CORNERS", { most: cornersMax });
  const areas: ArriveArea[] = [];
  for (const feature of features) {
    const { name, seconds, clause = null } = feature.properties;
    if (areas.some((area) => area.name === name)) return refuse("RESCUE_AREA_TWICE", { name });
    const wrong = wrongIn(ringsOf(feature));
    if (wrong !== undefined) return refuse(wrong, { name });
    areas.push({ name, seconds, clause, polygons: turned(ringsOf(feature), toWgs84) });
  }
  return ok(areas);
}

const ringsOf = ({ geometry }: AreaFeature): number[][][][] =>
  geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;

function wrongIn(polygons: readonly number[][][][]): string | undefined {
  for (const ring of polygons.flat()) {
    if (ring.some(([lon = 999, lat = 999]) => Math.abs(lon) > 180 || Math.abs(lat) > 90)) return "RESCUE_AREA_PLACE";
    if (!isRing(ring)) return "RESCUE_AREA_RING";
  }
  const crosses = polygons.some((coordinates) => crossesItself(coordinates));
  return crosses ? "RESCUE_AREA_CROSSES" : undefined;
}

function isRing(ring: readonly number[][]): boolean {
  const [first, last] = [ring[0], ring.at(-1)];
  if (first === undefined || last === undefined || ring.length < 4) return false;
  if (first[0] !== last[0] || first[1] !== last[1]) return false;
  return Math.abs(doubleArea(ring)) > 0;
}

const doubleArea = (ring: readonly number[][]): number =>
  ring.reduce((sum, [x = 0, y = 0], i) => {
    const [nextX = 0, nextY = 0] = ring[i + 1] ?? ring[0] ?? [];
    return sum + x * nextY - nextX * y;
  }, 0);

const turned = (polygons: readonly number[][][][], toWgs84: Turn): Polygons =>
  polygons.map((rings) =>
    rings.map((ring) =>
      ring.map(([lon = 0, lat = 0]) => {
        const there = toWgs84({ lat, lon });
        return [there.lon, there.lat];
      }),
    ),
  );

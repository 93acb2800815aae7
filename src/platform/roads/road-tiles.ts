import GeoJSONVT from "geojson-vt";
import { fromGeojsonVt } from "vt-pbf";
import { firstZoomOfGround, type GroundShape } from "./ground.ts";
import { firstZoomOf, type RoadLine } from "./road-lines.ts";
import type { Street } from "./road-types.ts";

const smallestZoom = 10;
const largestZoom = 16;
const tileExtent = 4_096;
const broadClasses = new Set(["motorway", "trunk", "primary", "secondary"]);
const cutting = { maxZoom: largestZoom, indexMaxZoom: 12, indexMaxPoints: 20_000 };

export type RoadTiles = {
  readonly tile: (z: number, x: number, y: number) => Uint8Array | undefined;
  readonly streets: (z: number, x: number, y: number) => Street[];
};

/** Cuts roads and the ground under them into vector tiles (layers `roads` and `ground`), each when it is first asked for. */
export function cutRoadTiles(lines: readonly RoadLine[], ground: readonly GroundShape[]): RoadTiles {
  const roads = indexOf(lines.map(roadFeature));
  const indexes = [
    { layer: "ground", index: indexOf(ground.map(groundFeature)), firstZoom: firstZoomOfGround },
    { layer: "roads", index: roads, firstZoom: firstZoomOf },
  ];
  return { tile: tileOf(indexes), streets: (z, x, y) => streetsOf(roads, { z, x, y }) };
}

/** The same streets as plain lines, for a page that has no map library. */
function streetsOf(roads: GeoJSONVT | undefined, { z, x, y }: { z: number; x: number; y: number }): Street[] {
  const features = roads?.getTile(z, x, y)?.features ?? [];
  return features.flatMap((feature) => {
    const streetClass = String(feature.tags?.class);
    if (feature.type !== 2 || z < (firstZoomOf[streetClass] ?? 0)) return [];
    const ways = feature.geometry as unknown as [number, number][][];
    return ways.map((way) => ({
      broad: broadClasses.has(streetClass),
      line: way.map(([px, py]) => placeIn(z, x + px / tileExtent, y + py / tileExtent)),
    }));
  });
}

/** Web Mercator tile coordinates to WGS 84, to a metre. */
function placeIn(z: number, x: number, y: number): [lon: number, lat: number] {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI;
  return [Number(((x / 2 ** z) * 360 - 180).toFixed(5)), Number(lat.toFixed(5))];
}

type Layer = { layer: string; index: GeoJSONVT | undefined; firstZoom: Readonly<Record<string, number>> };

const tileOf =
  (indexes: readonly Layer[]): RoadTiles["tile"] =>
  (z, x, y) => {
    if (z < smallestZoom || z > largestZoom) return undefined;
    const layers = indexes.flatMap(({ layer, index, firstZoom }) => {
      const features =
        index?.getTile(z, x, y)?.features.filter((f) => z >= (firstZoom[String(f.tags?.class)] ?? 0)) ?? [];
      return features.length === 0 ? [] : [[layer, { features }] as const];
    });
    return layers.length === 0 ? undefined : fromGeojsonVt(Object.fromEntries(layers), { version: 2 });
  };

const indexOf = (features: GeoJSON.Feature[]): GeoJSONVT | undefined =>
  features.length === 0 ? undefined : new GeoJSONVT({ type: "FeatureCollection", features }, cutting);

const propertiesOf = (shape: { readonly class: string; readonly name: string | undefined }) =>
  shape.name === undefined ? { class: shape.class } : { class: shape.class, name: shape.name };

const roadFeature = (road: RoadLine): GeoJSON.Feature => ({
  type: "Feature",
  properties: propertiesOf(road),
  geometry: { type: "LineString", coordinates: road.line.map(([lon, lat]) => [lon, lat]) },
});

function groundFeature(shape: GroundShape): GeoJSON.Feature {
  const polygons = shape.polygons.map((rings) => rings.map((ring) => ring.map(([lon, lat]) => [lon, lat])));
  const geometry: GeoJSON.Geometry =
    shape.class === "waterway"
      ? { type: "LineString", coordinates: polygons[0]?.[0] ?? [] }
      : { type: "MultiPolygon", coordinates: polygons };
  return { type: "Feature", properties: propertiesOf(shape), geometry };
}

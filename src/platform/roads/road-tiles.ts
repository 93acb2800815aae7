import GeoJSONVT from "geojson-vt";
import { fromGeojsonVt } from "vt-pbf";
import { firstZoomOfGround, type GroundShape } from "./ground.ts";
import { firstZoomOf, type RoadLine } from "./road-lines.ts";

const smallestZoom = 10;
const largestZoom = 16;
const cutting = { maxZoom: largestZoom, indexMaxZoom: 12, indexMaxPoints: 20_000 };

/** Cuts roads and the ground under them into vector tiles (layers `roads` and `ground`), each when it is first asked for. */
export function cutRoadTiles(
  lines: readonly RoadLine[],
  ground: readonly GroundShape[],
): (z: number, x: number, y: number) => Uint8Array | undefined {
  const indexes = [
    { layer: "ground", index: indexOf(ground.map(groundFeature)), firstZoom: firstZoomOfGround },
    { layer: "roads", index: indexOf(lines.map(roadFeature)), firstZoom: firstZoomOf },
  ];
  return (z, x, y) => {
    if (z < smallestZoom || z > largestZoom) return undefined;
    const layers = indexes.flatMap(({ layer, index, firstZoom }) => {
      const zooms: Readonly<Record<string, number>> = firstZoom;
      const features = index?.getTile(z, x, y)?.features.filter((f) => z >= (zooms[String(f.tags?.class)] ?? 0)) ?? [];
      return features.length === 0 ? [] : [[layer, { features }] as const];
    });
    return layers.length === 0 ? undefined : fromGeojsonVt(Object.fromEntries(layers), { version: 2 });
  };
}

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

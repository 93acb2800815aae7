import GeoJSONVT from "geojson-vt";
import { fromGeojsonVt } from "vt-pbf";
import { firstZoomOf, type RoadLine } from "./road-lines.ts";

const smallestZoom = 10;
const largestZoom = 16;

/** Cuts road lines into vector tiles, each when it is first asked for. */
export function cutRoadTiles(lines: readonly RoadLine[]): (z: number, x: number, y: number) => Uint8Array | undefined {
  const index = new GeoJSONVT(
    {
      type: "FeatureCollection",
      features: lines.map(({ class: roadClass, name, line }) => ({
        type: "Feature" as const,
        properties: name === undefined ? { class: roadClass } : { class: roadClass, name },
        geometry: { type: "LineString" as const, coordinates: line.map(([lon, lat]) => [lon, lat]) },
      })),
    },
    { maxZoom: largestZoom, indexMaxZoom: 12, indexMaxPoints: 20_000 },
  );
  return (z, x, y) => {
    if (z < smallestZoom || z > largestZoom) return undefined;
    const features = index.getTile(z, x, y)?.features.filter((f) => z >= (firstZoomOf[String(f.tags?.class)] ?? 0));
    if (features === undefined || features.length === 0) return undefined;
    return fromGeojsonVt({ roads: { features } }, { version: 2 });
  };
}

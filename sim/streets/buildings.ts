import type { Position } from "../../src/kernel/coordinates.ts";
import type { OsmExtract, OsmNode, OsmWay } from "./osm-pbf.ts";

/** A building as a map draws it: a rectangle around its middle, its sides to the four winds. Metres. */
export type Footprint = { readonly middle: Position; readonly wide: number; readonly deep: number };

const metresPerDegree = 111_320;

/** The extract with buildings, their nodes and ways numbered on behind all others. */
export function withBuildings({ nodes, ways }: OsmExtract, footprints: readonly Footprint[]): OsmExtract {
  const firstNode = nodes.reduce((last, { id }) => Math.max(last, id), 0) + 1;
  const firstWay = ways.reduce((last, { id }) => Math.max(last, id), 0) + 1;
  const corners = footprints.flatMap((footprint, index) =>
    cornersOf(footprint).map((position, corner): OsmNode => ({ id: firstNode + index * 4 + corner, position })),
  );
  const outlines = footprints.map((_, index): OsmWay => {
    const first = firstNode + index * 4;
    return { id: firstWay + index, nodes: [first, first + 1, first + 2, first + 3, first], tags: { building: "yes" } };
  });
  return { nodes: [...nodes, ...corners], ways: [...ways, ...outlines] };
}

function cornersOf({ middle, wide, deep }: Footprint): Position[] {
  const lat = deep / 2 / metresPerDegree;
  const lon = wide / 2 / (metresPerDegree * Math.cos((middle.lat * Math.PI) / 180));
  const corner = (east: number, north: number): Position => ({
    lat: middle.lat + north * lat,
    lon: middle.lon + east * lon,
  });
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

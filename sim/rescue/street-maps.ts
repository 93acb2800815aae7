import { createReadStream, existsSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { OSMTransform } from "osm-pbf-parser-node";
import type { Position } from "../../src/kernel/coordinates.ts";
import { inventedStreets } from "../city/invented-ground.ts";
import { roadsExtract } from "../city/shanghai-ground.ts";
import { drawStreets } from "../streets/street-network.ts";
import type { StreetMap, StreetWay } from "./road-net.ts";

export type CityName = "shanghai" | "demo";

/** Streets of the demo city are drawn from this seed, whatever the world: as in the demo, the streets stay, the worlds differ. */
const demoStreetsSeed = 1;
/** For so many lifts the demo city is drawn eight kilometres square: a centre as dense as the real one. */
const demoStreetsLifts = 8_000;
/** Lifts that a world has. */
export const liftsOfWorld = 12_000;

type Tags = Readonly<Record<string, string>>;
type Item =
  | { readonly type: "node"; readonly id: number; readonly lat: number; readonly lon: number }
  | { readonly type: "way"; readonly refs: readonly number[]; readonly tags?: Tags }
  | { readonly type: "relation" | undefined };

/** Real streets of central Shanghai (© OpenStreetMap contributors, ODbL) or those of the invented city. */
export const streetMapOf = (city: CityName, realDataDir: string): Promise<StreetMap> =>
  city === "demo" ? Promise.resolve(inventedMap()) : readStreets(roadsExtract(realDataDir));

function inventedMap(): StreetMap {
  const { nodes, ways } = drawStreets(inventedStreets(demoStreetsSeed, demoStreetsLifts));
  return {
    places: new Map(nodes.map(({ id, position }) => [id, position])),
    ways: ways.flatMap((way) => streetOf(way.nodes, way.tags)),
  };
}

async function readStreets(pbfFile: string): Promise<StreetMap> {
  if (!existsSync(pbfFile))
    throw new TypeError(`no roads at ${pbfFile}: name the folder of real data by SP_REAL_DATA, or take --city demo`);
  const places = new Map<number, Position>();
  const ways: StreetWay[] = [];
  const parser = new OSMTransform({
    withTags: { node: false, way: ["highway", "oneway", "junction"], relation: false },
  });
  await pipeline(createReadStream(pbfFile), parser, async (blocks: AsyncIterable<readonly Item[]>) => {
    for await (const block of blocks)
      for (const item of block) {
        if (item.type === "node") places.set(item.id, { lat: item.lat, lon: item.lon });
        if (item.type === "way") ways.push(...streetOf(item.refs, item.tags ?? {}));
      }
  });
  // Extracts cut ways at their edge: nodes without a place are left out.
  return { places, ways: ways.map((way) => ({ ...way, nodes: way.nodes.filter((node) => places.has(node)) })) };
}

function streetOf(nodes: readonly number[], tags: Tags): StreetWay[] {
  const { highway, oneway, junction } = tags;
  if (highway === undefined) return [];
  const forward = oneway === "yes" || oneway === "1" || junction === "roundabout" || highway === "motorway";
  return [{ nodes, highway, oneWay: oneway === "-1" ? "backward" : forward ? "forward" : "no" }];
}

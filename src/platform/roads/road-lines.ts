import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { eachItem, findPlaces, type OsmHeader, type OsmWay, type Place } from "./osm-items.ts";
import type { Area, RoadOrigin } from "./road-types.ts";

/** Classes of road in the order of their weight, with the first zoom at which a map draws them. */
export const firstZoomOf: Readonly<Record<string, number>> = {
  motorway: 10,
  trunk: 10,
  primary: 10,
  secondary: 11,
  tertiary: 12,
  unclassified: 13,
  residential: 13,
  living_street: 14,
  service: 14,
};

/** A road under the map: its class (links and ramps count as the class that they lead to), name, and WGS 84 line. */
export type RoadLine = {
  readonly class: string;
  readonly name: string | undefined;
  readonly line: readonly Place[];
};

/** The roads of an extract, and whose they are. */
export type RoadMap = { readonly lines: readonly RoadLine[]; readonly origin: RoadOrigin };

const classOf = (way: OsmWay): string | undefined => {
  const roadClass = way.tags?.highway?.replace(/_link$/, "");
  if (roadClass === undefined || !(roadClass in firstZoomOf) || way.tags?.area === "yes") return undefined;
  return roadClass;
};

/** What `sim/streets/osm-pbf.ts` writes says so itself; every other extract is of OpenStreetMap. */
const originOf = ({ source = "" }: OsmHeader): RoadOrigin =>
  source.startsWith("invented streets") ? "invented" : "openstreetmap";

/** Reads the roads of an OSM extract; twice over the file, so that only nodes of roads are held. Throws on a damaged file. */
export async function readRoadLines(pbfFile: string): Promise<RoadMap> {
  let origin: RoadOrigin = "openstreetmap";
  const ways: OsmWay[] = [];
  const places = new Map<number, Place | undefined>();
  await eachItem(pbfFile, { way: ["highway", "name", "ref", "area"], relation: false }, (item) => {
    if (item.type === undefined) origin = originOf(item);
    if (item.type !== "way" || classOf(item) === undefined) return;
    ways.push(item);
    for (const ref of item.refs) places.set(ref, undefined);
  });
  await findPlaces(pbfFile, places);
  const lines = ways.flatMap((way) => {
    // Extracts cut ways at their edge: what has no coordinates is left out.
    const line = way.refs.map((ref) => places.get(ref)).filter((place) => place !== undefined);
    const roadClass = classOf(way);
    if (roadClass === undefined || line.length < 2) return [];
    return [{ class: roadClass, name: way.tags?.name ?? way.tags?.ref, line }];
  });
  return { lines, origin };
}

export async function writeRoadLines(file: string, lines: readonly RoadLine[]): Promise<void> {
  const text = Iterator.from(lines).map(
    ({ class: roadClass, name, line }) => `${JSON.stringify([roadClass, name ?? "", line])}\n`,
  );
  await pipeline(Readable.from(text), createWriteStream(file));
}

/** Reads what `writeRoadLines` wrote; the file's hash has been checked, so another shape is a bug and throws. */
export async function loadRoadLines(file: string): Promise<RoadLine[]> {
  const lines: RoadLine[] = [];
  for await (const text of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
    const [roadClass, name, line] = JSON.parse(text) as [string, string, [number, number][]];
    lines.push({ class: roadClass, name: name === "" ? undefined : name, line });
  }
  return lines;
}

export function areaOf(lines: readonly RoadLine[]): Area {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const { line } of lines) {
    for (const [lon, lat] of line) {
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  return { west, south, east, north };
}

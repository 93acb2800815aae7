import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { eachItem, findPlaces, type OsmRelation, type OsmWay, type Place, type Tags } from "./osm-items.ts";
import { joinRings, nestRings, type Polygon } from "./rings.ts";

/**
 * What a map draws under its roads for the eye, with the first zoom at which it is drawn. `waterway` is the line of a river or canal
 * and carries its name; the others are areas.
 */
export const firstZoomOfGround = { water: 10, green: 10, waterway: 11, building: 14 } as const;
export type GroundClass = keyof typeof firstZoomOfGround;
export type GroundShape = {
  readonly class: GroundClass;
  readonly name: string | undefined;
  /** Of a waterway one polygon whose only ring is its line. */
  readonly polygons: readonly Polygon[];
};

/** More than a large city has; of a province's extract the buildings are left out, so that the engine's memory stays bounded. */
const buildingsMax = 300_000;

const greens: Readonly<Record<string, ReadonlySet<string>>> = {
  leisure: new Set(["park", "garden", "nature_reserve", "golf_course", "pitch"]),
  landuse: new Set(["grass", "forest", "recreation_ground", "village_green", "meadow", "cemetery"]),
  natural: new Set(["wood", "grassland", "scrub", "wetland"]),
};
const waterways = new Set(["river", "canal", "stream"]);
const wayTags = ["natural", "waterway", "landuse", "leisure", "building", "name"];

function areaClassOf(tags: Tags): GroundClass | undefined {
  if (tags.natural === "water" || tags.waterway === "riverbank") return "water";
  if (tags.landuse === "reservoir" || tags.landuse === "basin") return "water";
  if (Object.entries(greens).some(([key, values]) => values.has(tags[key] ?? ""))) return "green";
  return tags.building !== undefined && tags.building !== "no" ? "building" : undefined;
}

const isClosed = ({ refs }: OsmWay): boolean => refs.length > 3 && refs[0] === refs.at(-1);

type Drawn = { readonly class: GroundClass; readonly name: string | undefined };
type Found = { readonly ways: (Drawn & { refs: readonly number[] })[]; readonly relations: OsmRelation[] };

/** Reads water, greens and buildings of an OSM extract; empty where it has roads only. Throws on a damaged file. */
export async function readGround(pbfFile: string): Promise<GroundShape[]> {
  const { ways, relations } = await findDrawn(pbfFile);
  const members = await membersOf(pbfFile, relations);
  const places = new Map<number, Place | undefined>();
  for (const refs of [...ways.map((way) => way.refs), ...members.values()])
    for (const ref of refs) places.set(ref, undefined);
  if (places.size > 0) await findPlaces(pbfFile, places);
  // Extracts cut shapes at their edge: what has no coordinates is left out.
  const lineOf = (refs: readonly number[]): Place[] =>
    refs.map((ref) => places.get(ref)).filter((place) => place !== undefined);
  const single = ways.flatMap(({ refs, ...drawn }): GroundShape[] => {
    const line = lineOf(refs);
    return line.length < (drawn.class === "waterway" ? 2 : 4) ? [] : [{ ...drawn, polygons: [[line]] }];
  });
  return [...single, ...relations.flatMap((relation) => shapeOf(relation, members, lineOf))];
}

async function findDrawn(pbfFile: string): Promise<Found> {
  const found: Found = { ways: [], relations: [] };
  let buildings = 0;
  await eachItem(pbfFile, { way: wayTags, relation: [...wayTags, "type"] }, (item) => {
    if (item.type === "way") {
      const drawn = drawnWay(item);
      if (drawn?.class === "building") buildings += 1;
      if (drawn !== undefined && buildings <= buildingsMax) found.ways.push({ ...drawn, refs: item.refs });
    } else if (item.type === "relation" && item.tags?.type === "multipolygon" && isLand(item))
      found.relations.push(item);
  });
  if (buildings > buildingsMax) return { ...found, ways: found.ways.filter((way) => way.class !== "building") };
  return found;
}

function drawnWay(way: OsmWay): Drawn | undefined {
  const { tags } = way;
  if (tags === undefined) return undefined;
  const area = isClosed(way) ? areaClassOf(tags) : undefined;
  if (area !== undefined) return { class: area, name: tags.name };
  return waterways.has(tags.waterway ?? "") ? { class: "waterway", name: tags.name } : undefined;
}

/** Rivers, lakes and parks; buildings with courtyards are not worth the trouble. */
function isLand({ tags = {} }: OsmRelation): boolean {
  const area = areaClassOf(tags);
  return area === "water" || area === "green";
}

/** The nodes of all ways that relations are made of, by the way's id. */
async function membersOf(pbfFile: string, relations: readonly OsmRelation[]): Promise<Map<number, readonly number[]>> {
  const members = new Map<number, readonly number[]>();
  for (const relation of relations)
    for (const { type, ref } of relation.members) if (type === "way") members.set(ref, []);
  if (members.size === 0) return members;
  await eachItem(pbfFile, { way: false, relation: false }, (item) => {
    if (item.type === "way" && members.has(item.id)) members.set(item.id, item.refs);
  });
  return members;
}

function shapeOf(
  { tags = {}, members }: OsmRelation,
  ways: ReadonlyMap<number, readonly number[]>,
  lineOf: (refs: readonly number[]) => Place[],
): GroundShape[] {
  const ringsOf = (inner: boolean) =>
    joinRings(members.filter(({ role }) => (role === "inner") === inner).map(({ ref }) => ways.get(ref) ?? []))
      .map(lineOf)
      .filter((ring) => ring.length > 3);
  const polygons = nestRings(ringsOf(false), ringsOf(true));
  const area = areaClassOf(tags);
  return area === undefined || polygons.length === 0 ? [] : [{ class: area, name: tags.name, polygons }];
}

export async function writeGround(file: string, shapes: readonly GroundShape[]): Promise<void> {
  const text = Iterator.from(shapes).map(
    ({ class: groundClass, name, polygons }) => `${JSON.stringify([groundClass, name ?? "", polygons])}\n`,
  );
  await pipeline(Readable.from(text), createWriteStream(file));
}

/** Reads what `writeGround` wrote; the file's hash has been checked, so another shape is a bug and throws. */
export async function loadGround(file: string): Promise<GroundShape[]> {
  const shapes: GroundShape[] = [];
  for await (const text of createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Infinity })) {
    const [groundClass, name, polygons] = JSON.parse(text) as [GroundClass, string, Polygon[]];
    shapes.push({ class: groundClass, name: name === "" ? undefined : name, polygons });
  }
  return shapes;
}

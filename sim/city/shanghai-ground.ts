import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { distanceMetres, type Position } from "../../src/kernel/coordinates.ts";
import type { Draws } from "../draws.ts";
import type { Ground, Tower } from "./city.ts";

/**
 * Real towers and compounds of central Shanghai from OpenStreetMap. Only the places are real: which lifts stand in them,
 * who runs and maintains them, every code and number is invented.
 */
const ring = z.array(z.tuple([z.number(), z.number()]).rest(z.number()));
const feature = z.object({
  geometry: z.object({ type: z.string(), coordinates: z.unknown() }),
  properties: z.object({
    id: z.number(),
    name: z.string().optional(),
    "name:zh": z.string().optional(),
    kind: z.string().optional(),
    kind_detail: z.string().optional(),
    height: z.number().optional(),
    area: z.number().optional(),
    addr_street: z.string().optional(),
    addr_housenumber: z.string().optional(),
    landuse_kind: z.string().optional(),
  }),
});
const collection = z.object({ features: z.array(feature) });
type Properties = z.infer<typeof feature>["properties"];
type Ring = z.infer<typeof ring>;
type Place = { readonly properties: Properties; readonly rings: readonly Ring[]; readonly middle: Position };

const storeyMetres = 3.3;
/** West of this line through the Huangpu (lon, lat from south to north) lies Puxi. Rough, for names of districts only. */
const river: readonly (readonly [number, number])[] = [
  [121.5017, 31.226],
  [121.495, 31.2335],
  [121.4915, 31.2385],
  [121.492, 31.243],
  [121.4965, 31.2462],
  [121.506, 31.249],
  [121.521, 31.253],
];
const attribution = "© OpenStreetMap contributors, ODbL 1.0";

export const roadsExtract = (realDataDir: string): string => join(realDataDir, "roads/shanghai-center.osm.pbf");

/** True when the real data lie where the setting says. */
export const hasShanghai = (realDataDir: string): boolean =>
  existsSync(roadsExtract(realDataDir)) && existsSync(join(realDataDir, "roads/shanghai_buildings.geojson"));

export const shanghaiGround =
  (realDataDir: string) =>
  (draws: Draws, lifts: number): Ground => {
    const compounds = readPlaces(join(realDataDir, "roads/shanghai_landuse.geojson")).filter(
      ({ properties }) =>
        nameOf(properties) !== undefined && /residential|commercial|retail/.test(properties.kind ?? ""),
    );
    const buildings = readPlaces(join(realDataDir, "roads/shanghai_buildings.geojson"));
    const ranked = buildings
      .filter(({ properties }) => takesLifts(properties))
      .sort((a, b) => (b.properties.height ?? 0) - (a.properties.height ?? 0) || a.properties.id - b.properties.id);
    // All tall towers first, then the others, until there is room for the lifts; then mixed, so that a small city is spread too.
    const signs = signsOf(compounds, [
      ...compounds,
      ...ranked.filter(({ properties }) => nameOf(properties) !== undefined),
    ]);
    const towers = uniquePlaces(ranked.map((place) => towerOf(draws, place, signs)));
    let room = 0;
    const enough = towers.filter((tower) => {
      const takes = room < lifts;
      if (takes) room += tower.entrances * tower.liftsPerEntrance + tower.escalators;
      return takes;
    });
    return {
      name: "上海中心城区（模拟）",
      remarks: [
        {
          zh: "楼宇、小区和道路是真实的，电梯、单位、人员、电话和编号均为虚构",
          en: "Buildings, compounds and roads are real; lifts, firms, people, phones and codes are invented",
        },
        { zh: `地图数据 ${attribution}`, en: `Map data ${attribution}` },
      ],
      regions: [
        { code: "310000", name: "上海市", parent: "100000" },
        { code: "310101", name: "黄浦区", parent: "310000" },
        { code: "310109", name: "虹口区", parent: "310000" },
        { code: "310115", name: "浦东新区", parent: "310000" },
      ],
      centreRegion: "310000",
      codeRegion: "310199",
      // One by one, not compound by compound, so that a small city is spread over the whole map.
      sites: draws.shuffled(enough, "towers").map((tower) => [tower]),
      crewArea: { west: 121.44, south: 31.2, east: 121.54, north: 31.27 },
    };
  };

function towerOf(draws: Draws, place: Place, signs: Signs): Tower {
  const { properties, middle } = place;
  const key = properties.id;
  const region = regionOf(middle);
  const floors = storeys(draws, properties);
  const { compound, building, home } = signs(place, floors);
  const house = properties.addr_housenumber === undefined ? "" : `${properties.addr_housenumber}号`;
  return {
    sector: home ? "housing" : "office",
    community: "",
    compound,
    building,
    address: `上海市${region.name}${properties.addr_street ?? ""}${house}`,
    region: region.code,
    position: middle,
    floors,
    basements: home ? 1 : 3,
    entrances: home ? draws.int(1, 2, "entrances", key) : 1,
    liftsPerEntrance: home ? (floors >= 12 ? 2 : 1) : Math.min(16, 2 + Math.round(floors / 5)),
    escalators: !home && (properties.area ?? 0) > 5_000 ? 4 : 0,
  };
}

function storeys(draws: Draws, { height, id }: Properties): number {
  const metres = height ?? draws.int(18, 34, "height", id);
  return Math.max(5, Math.min(120, Math.round(metres / storeyMetres)));
}

/** Invented accidents do not belong at courts, police, forces or offices of the state. */
const leftAlone = /公安|解放军|法院|政府|海关|机要|人大|政协|军|委员会|局$|银行分行/;
const noNames = /^(住宅|用地|公司所有|卫生间|快楼)$/;

/** Tall, or large enough in plan for a lift to be likely: no pavilions, kiosks or sheds. */
function takesLifts(properties: Properties): boolean {
  if (properties.kind !== "building" || properties.kind_detail === "construction") return false;
  if (leftAlone.test(nameOf(properties) ?? "")) return false;
  const tall = (properties.height ?? 0) >= 18;
  return tall || (properties.height === undefined && properties.name === undefined && (properties.area ?? 0) >= 300);
}

type Signs = (place: Place, floors: number) => { compound: string; building: string; home: boolean };

/** What the signs say: real names where the map has them, else the nearest named compound and a running number. */
function signsOf(compounds: readonly Place[], landmarks: readonly Place[]): Signs {
  const numbers = new Map<string, number>();
  return ({ properties, middle }, floors) => {
    const around = compounds.find((each) => each.rings.some((one) => contains(one, middle)));
    const own = nameOf(properties);
    const aroundName = around === undefined ? undefined : nameOf(around.properties);
    const home = around?.properties.kind === "residential" || (own === undefined && floors <= 34);
    if (own !== undefined && own !== aroundName)
      return aroundName === undefined
        ? { compound: own, building: "主楼", home }
        : { compound: aroundName, building: own, home };
    const compound = aroundName ?? `${nearestName(landmarks, middle)}周边`;
    const no = (numbers.get(compound) ?? 0) + 1;
    numbers.set(compound, no);
    return { compound, building: `${no}号楼`, home };
  };
}

function nameOf(properties: Properties): string | undefined {
  const name = properties["name:zh"] ?? properties.name;
  return name === undefined || noNames.test(name) ? undefined : name;
}

function nearestName(landmarks: readonly Place[], to: Position): string {
  const nearest = landmarks
    .map((each) => ({ name: nameOf(each.properties), metres: distanceMetres(each.middle, to) }))
    .sort((a, b) => a.metres - b.metres)[0];
  return nearest?.name ?? "无名";
}

/** The map draws some buildings in parts of one name: only the first carries lifts. */
function uniquePlaces(towers: readonly Tower[]): Tower[] {
  const seen = new Set<string>();
  return towers.filter(({ compound, building }) => {
    const before = seen.size;
    return seen.add(`${compound}|${building}`).size > before;
  });
}

function regionOf({ lat, lon }: Position): { code: string; name: string } {
  const bend = river.findIndex(([, north]) => lat < north);
  const to = river[bend === -1 ? river.length - 1 : Math.max(1, bend)];
  const from = river[(bend === -1 ? river.length - 1 : Math.max(1, bend)) - 1];
  if (from === undefined || to === undefined) throw new Error("the line of the river has lost its points");
  const at = from[0] + ((to[0] - from[0]) * (lat - from[1])) / (to[1] - from[1]);
  if (lon > at) return { code: "310115", name: "浦东新区" };
  return lat > 31.2445 ? { code: "310109", name: "虹口区" } : { code: "310101", name: "黄浦区" };
}

function readPlaces(file: string): Place[] {
  const { features } = collection.parse(JSON.parse(readFileSync(file, "utf8")));
  return features.flatMap(({ geometry, properties }) => {
    const rings = outerRings(geometry);
    const first = rings[0];
    return first === undefined ? [] : [{ properties, rings, middle: middleOf(first) }];
  });
}

function outerRings(geometry: { type: string; coordinates?: unknown }): Ring[] {
  if (geometry.type === "Polygon") return z.array(ring).parse(geometry.coordinates).slice(0, 1);
  if (geometry.type !== "MultiPolygon") return [];
  return z
    .array(z.array(ring))
    .parse(geometry.coordinates)
    .flatMap((polygon) => polygon.slice(0, 1));
}

function middleOf(outline: Ring): Position {
  const sum = outline.reduce((total, [lon, lat]) => ({ lon: total.lon + lon, lat: total.lat + lat }), {
    lon: 0,
    lat: 0,
  });
  return { lat: sum.lat / outline.length, lon: sum.lon / outline.length };
}

/** Whether a ray to the east crosses the outline an odd number of times. */
function contains(outline: Ring, { lat, lon }: Position): boolean {
  let inside = false;
  let before = outline.at(-1);
  for (const point of outline) {
    if (before !== undefined && point[1] > lat !== before[1] > lat) {
      const crossing = before[0] + ((lat - before[1]) / (point[1] - before[1])) * (point[0] - before[0]);
      if (lon < crossing) inside = !inside;
    }
    before = point;
  }
  return inside;
}

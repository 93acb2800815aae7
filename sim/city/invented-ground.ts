import type { Position } from "../../src/kernel/coordinates.ts";
import type { Draws } from "../draws.ts";
import type { Ground, Region, Tower } from "./city.ts";

/**
 * 升平示范市: a city that does not exist, in the open north-west Pacific where there is no land within 900 km, so that
 * nobody mistakes it for a real one. WGS 84. Region codes begin with 99, which GB/T 2260 gives to no province.
 */
const centre: Position = { lat: 30, lon: 165 };
const inventedRegions: readonly Region[] = [
  { code: "990000", name: "示范省（虚构）", parent: "100000" },
  { code: "990100", name: "升平示范市（虚构）", parent: "990000" },
  { code: "990101", name: "示范东区", parent: "990100" },
  { code: "990102", name: "示范西区", parent: "990100" },
  { code: "990103", name: "示范南区", parent: "990100" },
];
/** District, its middle in km east and north of the centre, and how far it spreads. */
const districts = [
  { code: "990101", name: "示范东区", east: 3.4, north: 1.6, spread: 2.6, weight: 0.42 },
  { code: "990102", name: "示范西区", east: -3.6, north: 1.2, spread: 2.4, weight: 0.33 },
  { code: "990103", name: "示范南区", east: 0.2, north: -3.6, spread: 2.3, weight: 0.25 },
] as const;

const firstWords =
  "云上 晴川 和风 听松 望潮 青禾 朗月 星桥 棠梨 竹影 桐荫 白鹭 春申 锦里 南枝 北辰 鹿鸣 知夏 观澜 映山".split(" ");
const homeWords = "家园 花园 雅苑 里 公寓 新村 府 湾".split(" ");
const streets = "升平大道 示范一路 示范二路 示范三路 安梯路 平层路 缓冲街 导轨街 曳引路 对重路 厅门巷 值守路".split(
  " ",
);

type Use = Tower["use"];
const uses: readonly (readonly [Use, number])[] = [
  ["home", 70],
  ["office", 15],
  ["mall", 4],
  ["hospital", 4],
  ["hotel", 7],
];
const metresPerDegree = 111_320;
const offset = (from: Position, eastMetres: number, northMetres: number): Position => ({
  lat: round6(from.lat + northMetres / metresPerDegree),
  lon: round6(from.lon + eastMetres / (metresPerDegree * Math.cos((from.lat * Math.PI) / 180))),
});
const round6 = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Towers for at least `lifts` lifts. */
export function inventedGround(draws: Draws, lifts: number): Ground {
  const towers: Tower[] = [];
  let have = 0;
  for (let n = 0; have < lifts; n += 1) {
    for (const tower of compound(draws, n)) {
      towers.push(tower);
      have += tower.entrances * tower.liftsPerEntrance + tower.escalators;
    }
  }
  const southWest = offset(centre, -6_500, -6_000);
  const northEast = offset(centre, 6_500, 4_500);
  return {
    name: "升平示范市",
    remarks: [
      {
        zh: "升平示范市是虚构的城市（坐标在太平洋公海），其中的单位、人员、电话和编号均为虚构",
        en: "Shengping Demo City is invented (it lies in the open Pacific), and so are all its firms, people, phones and codes",
      },
    ],
    regions: inventedRegions,
    centreRegion: "990100",
    towers,
    crewArea: { west: southWest.lon, south: southWest.lat, east: northEast.lon, north: northEast.lat },
  };
}

function compound(draws: Draws, n: number): Tower[] {
  const district = draws.weighted(
    districts.map((each) => [each, each.weight] as const),
    "district",
    n,
  );
  const use = draws.weighted(uses, "use", n);
  // Two draws added: dense in the middle of a district, thin at its edge.
  const spread = (axis: string): number =>
    (draws.unit(axis, n, 1) + draws.unit(axis, n, 2) - 1) * district.spread * 1000;
  const middle = offset(centre, district.east * 1000 + spread("east"), district.north * 1000 + spread("north"));
  const address = `升平示范市${district.name}${draws.pick(streets, "street", n)}${draws.int(1, 380, "house", n)}号`;
  const name = compoundName(draws, use, n);
  return Array.from({ length: buildings(draws, use, n) }, (_, b) => ({
    use,
    compound: name,
    building: use === "home" ? `${b + 1}号楼` : `${"ABCDEFGH"[b] ?? b + 1}座`,
    address,
    region: district.code,
    position: offset(middle, ((b % 4) - 1.5) * 70, (Math.floor(b / 4) - 0.5) * 80),
    ...shape(draws, use, `${n}/${b}`),
  }));
}

function compoundName(draws: Draws, use: Use, n: number): string {
  // Words in turn and a running number: no two compounds have one name.
  const stem = `示范${firstWords[(n + draws.int(0, 99, "first-name")) % firstWords.length]}`;
  const no = n < firstWords.length ? "" : `${Math.floor(n / firstWords.length) + 1}期`;
  const words: Record<Use, string> = {
    home: draws.pick(homeWords, "home", n),
    office: "大厦",
    mall: "广场",
    hospital: "医院",
    hotel: "酒店",
  };
  return `${stem}${words[use]}${no}`;
}

const buildings = (draws: Draws, use: Use, n: number): number =>
  use === "home"
    ? draws.int(4, 12, "buildings", n)
    : use === "mall"
      ? 1
      : draws.int(1, use === "office" ? 3 : 2, "buildings", n);

function shape(
  draws: Draws,
  use: Use,
  key: string,
): Pick<Tower, "floors" | "basements" | "entrances" | "liftsPerEntrance" | "escalators"> {
  const size = (low: number, high: number): number => draws.int(low, high, "floors", key);
  switch (use) {
    case "home": {
      const floors = draws.chance(0.25, "low", key) ? size(6, 11) : size(12, 33);
      // GB 50096-2011: from twelve floors on, two lifts to an entrance.
      const liftsPerEntrance = floors >= 12 ? 2 : 1;
      return { floors, basements: 1, entrances: draws.int(1, 2, "entrances", key), liftsPerEntrance, escalators: 0 };
    }
    case "office":
      return {
        floors: size(12, 45),
        basements: 2,
        entrances: 1,
        liftsPerEntrance: draws.int(3, 6, "cars", key),
        escalators: 0,
      };
    case "mall":
      return {
        floors: size(4, 7),
        basements: 2,
        entrances: 1,
        liftsPerEntrance: draws.int(2, 4, "cars", key),
        escalators: draws.int(6, 12, "escalators", key),
      };
    case "hospital":
      return {
        floors: size(6, 18),
        basements: 1,
        entrances: 1,
        liftsPerEntrance: draws.int(3, 5, "cars", key),
        escalators: 2,
      };
    case "hotel":
      return {
        floors: size(8, 28),
        basements: 1,
        entrances: 1,
        liftsPerEntrance: draws.int(2, 4, "cars", key),
        escalators: 0,
      };
  }
}

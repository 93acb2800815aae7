import type { Position } from "../../src/kernel/coordinates.ts";
import type { Draws } from "../draws.ts";
import type { CityCrew, Ground, Organisation, Tower } from "./city.ts";
import { creditCode, phone } from "./codes.ts";

const stems = "甲乙丙丁戊己庚辛壬癸";
const liftsPerStation = 200;
const liftsPerUseUnit = 60;

export type Firms = {
  readonly all: readonly Organisation[];
  readonly maintenance: readonly (readonly [Organisation, number])[];
  readonly useUnits: readonly Organisation[];
  readonly makers: readonly Organisation[];
  readonly stations: readonly Organisation[];
};

/** Maintenance units of uneven share, as everywhere: the largest has about a quarter of the lifts. */
export function inventFirms(ground: Ground, lifts: number): Firms {
  const region = ground.centreRegion;
  const make = (kind: Organisation["kind"], series: number, no: number, name: string): Organisation => ({
    code: creditCode(series * 1_000 + no),
    name,
    kind,
    region,
    dutyPhone: kind === "maker" ? null : phone(series, no),
  });
  const several = (count: number, each: (no: number) => Organisation): Organisation[] =>
    Array.from({ length: count }, (_, i) => each(i + 1));
  const two = (no: number): string => String(no).padStart(2, "0");
  const maintenance = several(lifts < 500 ? 3 : 10, (no) =>
    make("maintenance", 1, no, `示范维保${stems.charAt(no - 1)}公司`),
  );
  const useUnits = several(Math.max(2, Math.round(lifts / liftsPerUseUnit)), (no) =>
    make("use-unit", 2, no, `示范物业${two(no)}号公司`),
  );
  const makers = several(4, (no) => make("maker", 3, no, `示范电梯制造${stems.charAt(no - 1)}厂`));
  const stations = several(Math.max(1, Math.round(lifts / liftsPerStation)), (no) =>
    make("station", 4, no, `示范救援站${two(no)}`),
  );
  const offices = [
    make("supervision", 5, 1, `${ground.name}市场监督管理局（示范）`),
    make("rescue-centre", 6, 1, `${ground.name}电梯应急处置中心（示范）`),
  ];
  return {
    all: [...offices, ...makers, ...maintenance, ...useUnits, ...stations],
    maintenance: maintenance.map((firm, i) => [firm, 1 / (i + 1) ** 0.8] as const),
    useUnits,
    makers,
    stations,
  };
}

export type Staffing = {
  readonly ground: Ground;
  readonly firms: Firms;
  /** Maintenance unit → its towers. */
  readonly served: ReadonlyMap<string, readonly Tower[]>;
  readonly lifts: number;
  readonly liftsPerCrew: number;
};

/** Crews for the lifts of their unit, near some of them; stations spread over the whole city. */
export function inventCrews(draws: Draws, { ground, firms, served, lifts, liftsPerCrew }: Staffing): CityCrew[] {
  const towers = [...served.values()].flat().length;
  const wanted = Math.max(firms.maintenance.length, Math.round(lifts / liftsPerCrew));
  const units = firms.maintenance.flatMap(([firm], f) => {
    const own = served.get(firm.code) ?? [];
    const count = Math.max(1, Math.round((wanted * own.length) / Math.max(1, towers)));
    return Array.from(
      { length: count },
      (_, i): CityCrew => ({
        code: `C${String(f + 1).padStart(2, "0")}${String(i + 1).padStart(2, "0")}`,
        organisation: firm.code,
        name: `${firm.name.slice(2)}救援${i + 1}组`,
        kind: "unit",
        travel: draws.chance(0.25, "travel", f, i) ? "e-bike" : "car",
        phone: phone(10 + f, i + 1),
        base: baseOf(draws, ground, own, `${f}/${i}`),
      }),
    );
  });
  const all = [...served.values()].flat();
  const stations = firms.stations.map(
    (station, i): CityCrew => ({
      code: `S${String(i + 1).padStart(2, "0")}`,
      organisation: station.code,
      name: `${station.name}值守组`,
      kind: "station",
      travel: draws.chance(0.5, "station-travel", i) ? "e-bike" : "car",
      phone: phone(30, i + 1),
      base: near(draws, draws.pick(all, "station", i).position, 600, `station/${i}`),
    }),
  );
  return [...units, ...stations];
}

/** Half of a unit's crews wait near one of its towers, half come from anywhere in the city. */
function baseOf(draws: Draws, ground: Ground, own: readonly Tower[], key: string): Position {
  if (own.length > 0 && draws.chance(0.5, "near", key))
    return near(draws, draws.pick(own, "base", key).position, 900, key);
  const { west, south, east, north } = ground.crewArea;
  const inner = (low: number, high: number, axis: string): number =>
    draws.between(low + (high - low) * 0.15, high - (high - low) * 0.15, axis, key);
  return { lat: inner(south, north, "lat"), lon: inner(west, east, "lon") };
}

const near = (draws: Draws, place: Position, metres: number, key: string): Position => ({
  lat: place.lat + draws.between(-metres, metres, "dn", key) / 111_320,
  lon: place.lon + draws.between(-metres, metres, "de", key) / (111_320 * Math.cos((place.lat * Math.PI) / 180)),
});

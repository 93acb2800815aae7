import type { Position } from "../../src/kernel/coordinates.ts";
import type { Draws } from "../draws.ts";
import type { CityCrew, Ground, Tower } from "./city.ts";
import { phone } from "./codes.ts";
import type { Firms } from "./firms.ts";

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
  const all = [...served.values()].flat();
  const wanted = Math.max(firms.maintenance.length, Math.round(lifts / liftsPerCrew));
  const units = firms.maintenance.flatMap((firm, f) => {
    const own = served.get(firm.code) ?? [];
    const count = Math.max(1, Math.round((wanted * own.length) / Math.max(1, all.length)));
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
  const stations = firms.stations.map(
    (station, i): CityCrew => ({
      code: `S${String(i + 1).padStart(2, "0")}`,
      organisation: station.code,
      name: `${station.name}值守组`,
      kind: "station",
      travel: draws.chance(0.5, "station-travel", i) ? "e-bike" : "car",
      phone: phone(9_000, i + 1),
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

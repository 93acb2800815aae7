import type { CoverCounts, CoverDistrict } from "../contract/cover.ts";

const numberFaults = [
  "no-unit",
  "no-number",
  "never",
  "not-answered",
  "overdue",
] as const satisfies readonly NumberFault[];
const stationFaults = [
  "no-position",
  "not-measured",
  "no-station",
  "too-far",
] as const satisfies readonly StationFault[];
type NumberFault = keyof CoverCounts["numberFaults"];
type StationFault = keyof CoverCounts["stationFaults"];

/** Passenger lifts in use of a district that have the same of the three conditions. */
export type CoverGroup = {
  readonly regionCode: string;
  readonly region: string;
  /** Posted and confirmed. */
  readonly code: boolean;
  readonly number: NumberFault | "answered";
  readonly station: StationFault | "in-reach";
  readonly lifts: number;
};

/** Each condition counted by itself, and those that have all three. */
export function sumOf(groups: readonly CoverGroup[]): CoverCounts {
  const count = (fits: (group: CoverGroup) => boolean): number =>
    groups.filter(fits).reduce((sum, { lifts }) => sum + lifts, 0);
  const number = (group: CoverGroup): boolean => group.number === "answered";
  const station = (group: CoverGroup): boolean => group.station === "in-reach";
  return {
    lifts: count(() => true),
    covered: count((group) => group.code && number(group) && station(group)),
    code: count(({ code }) => code),
    number: count(number),
    station: count(station),
    numberFaults: counts(numberFaults, (why) => count((group) => group.number === why)),
    stationFaults: counts(stationFaults, (why) => count((group) => group.station === why)),
  };
}

const counts = <Key extends string>(keys: readonly Key[], of: (key: Key) => number) =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, number>;

/** By district, in the order of their codes. */
export function districtsOf(groups: readonly CoverGroup[]): CoverDistrict[] {
  const byCode = Map.groupBy(groups, ({ regionCode }) => regionCode);
  return [...byCode]
    .map(([regionCode, own]) => ({ regionCode, region: own[0]?.region ?? regionCode, counts: sumOf(own) }))
    .toSorted((a, b) => (a.regionCode < b.regionCode ? -1 : 1));
}

import type { LiftSector } from "../../src/rooms/lifts/contract.ts";
import { createDice } from "../dice.ts";
import { apportion } from "./apportion.ts";
import { homesShare, shanghaiAges } from "./published.ts";

/** Years in use from–to, and the share of the lifts. */
type Band = readonly [from: number, to: number, share: number];

const homesOver15 = shanghaiAges.homesOver15Share;
const homesOver20 = shanghaiAges.homesOver20Share;
/** What is left over 15 years for all that are no homes. */
const othersOver15 = (shanghaiAges.over15 / shanghaiAges.total - homesShare * homesOver15) / (1 - homesShare);

/** Below 15 years nothing is published by bands; registers grow by about a tenth a year. */
const under15 = (share: number): Band[] => [
  [10, 15, share * 0.31],
  [5, 10, share * 0.36],
  [0.1, 5, share * 0.33],
];
const homes: readonly Band[] = [
  [20, 31, homesOver20],
  [15, 20, homesOver15 - homesOver20],
  ...under15(1 - homesOver15),
];
const others: readonly Band[] = [
  [20, 29, othersOver15 * 0.3],
  [15, 20, othersOver15 * 0.7],
  ...under15(1 - othersOver15),
];
const daysPerYear = 365.25;

/** The day since when a site's lifts are in use; a compound is built as one. */
export function createAges(seed: number, asOf: number): (sector: LiftSector, lifts: number, siteNo: number) => number {
  const dice = createDice(seed);
  const takeHome = apportion(homes.map(([, , share]) => share));
  const takeOther = apportion(others.map(([, , share]) => share));
  return (sector, lifts, siteNo) => {
    const band = sector === "housing" ? homes[takeHome.take(lifts)] : others[takeOther.take(lifts)];
    const [from, to] = band ?? [0.1, 5];
    // A few days inside the band, so that a leap day moves nobody over its edge.
    return Math.round(asOf - daysPerYear * (from + (to - from) * dice(siteNo, 5)) - 3);
  };
}

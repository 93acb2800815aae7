import { distanceMetres } from "../../src/kernel/coordinates.ts";
import { keyedDraws } from "./keyed-draws.ts";
import type { Network, RoadNet } from "./road-net.ts";
import { timesTo } from "./road-net.ts";
import { liftsOfWorld } from "./street-maps.ts";

/** Lifts at one place, under one unit's contract. */
export type Site = { readonly node: number; readonly unit: number; readonly lifts: number };

/** How a unit's crews tend to behave. Nobody in the simulated platform sees this: it sees what became of asks. */
export type UnitNature = { readonly silent: number; readonly refused: number; readonly slow: number };

export type Crew = {
  readonly number: number;
  /** Null = a registered level-2 station. */
  readonly unit: number | null;
  readonly network: Network;
  readonly base: number;
  readonly shift: "day" | "night" | "always";
  /** Its phone tells where it is. */
  readonly located: boolean;
};

export type World = {
  readonly seed: number;
  readonly net: RoadNet;
  readonly sites: readonly Site[];
  /** Lifts up to and with each site, to draw a lift by. */
  readonly liftsUpTo: readonly number[];
  readonly units: readonly UnitNature[];
  readonly sitesOf: readonly (readonly Site[])[];
  readonly crews: readonly Crew[];
  readonly roadTo: (node: number, network: Network) => Float32Array;
};

/** As outcome.md: 12,000 lifts, 18 units of uneven share, one crew per 40 lifts, 20 stations, two thirds e-bikes. */
const unitCount = 18;
const liftsPerCrew = 40;
const stationCount = 20;
const bikeShare = 2 / 3;
const nightShare = 0.3;
const locatedShare = 0.9;

const ask = {
  place: 1,
  lifts: 2,
  unit: 3,
  depot: 4,
  network: 5,
  located: 6,
  nature: 7,
  station: 8,
  crewBase: 9,
} as const;

export function createWorld(net: RoadNet, seed: number, lifts = liftsOfWorld): World {
  const draws = keyedDraws(seed);
  const depots = Array.from({ length: unitCount }, (_, unit) => draws.int(net.places.length, ask.depot, unit));
  const sites = drawSites(net, seed, lifts, depots);
  const sitesOf = depots.map((_, unit) => sites.filter((site) => site.unit === unit));
  let sum = 0;
  const liftsUpTo = sites.map((site) => {
    sum += site.lifts;
    return sum;
  });
  const known = new Map<number, Float32Array>();
  return {
    seed,
    net,
    sites,
    liftsUpTo,
    sitesOf,
    units: depots.map((_, unit) => ({
      silent: 0.005 + 0.03 * draws.unit(ask.nature, unit, 1) ** 2,
      refused: 0.015 + 0.05 * draws.unit(ask.nature, unit, 2) ** 2,
      slow: 0.85 + 0.4 * draws.unit(ask.nature, unit, 3),
    })),
    crews: [...drawCrews(seed, sitesOf, depots), ...drawStations(net, seed, sites)].map((crew, number) => ({
      ...crew,
      number,
    })),
    roadTo: (node, network) => {
      const key = 2 * node + network;
      const times = known.get(key) ?? timesTo(net, node, network);
      known.set(key, times);
      return times;
    },
  };
}

/** Compounds of 1 to 30 lifts; a unit serves more near its depot, and large units more everywhere. */
function drawSites(net: RoadNet, seed: number, lifts: number, depots: readonly number[]): Site[] {
  const draws = keyedDraws(seed);
  const sites: Site[] = [];
  for (let n = 0, placed = 0; placed < lifts; n += 1) {
    const node = draws.int(net.places.length, ask.place, n);
    const size = Math.min(lifts - placed, 1 + Math.floor(29 * draws.unit(ask.lifts, n) ** 2));
    const weights = depots.map((depot, unit) => (0.08 + nearness(net, depot, node)) / (unit + 2));
    sites.push({ node, lifts: size, unit: byWeight(weights, draws.unit(ask.unit, n)) });
    placed += size;
  }
  return sites;
}

const nearness = (net: RoadNet, a: number, b: number): number =>
  Math.exp(-distanceMetres(net.places[a] ?? nowhere, net.places[b] ?? nowhere) / 2_500);
const nowhere = { lat: 0, lon: 0 };

function byWeight(weights: readonly number[], u: number): number {
  let rest = u * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return Math.max(0, found);
}

type NewCrew = Omit<Crew, "number">;

function drawCrews(seed: number, sitesOf: World["sitesOf"], depots: readonly number[]): NewCrew[] {
  const draws = keyedDraws(seed);
  return sitesOf.flatMap((sites, unit) => {
    const lifts = sites.reduce((sum, site) => sum + site.lifts, 0);
    const count = Math.max(4, Math.round(lifts / liftsPerCrew));
    const nights = Math.max(2, Math.round(count * nightShare));
    return Array.from({ length: count }, (_, n): NewCrew => {
      const home = sites[draws.int(Math.max(1, sites.length), ask.crewBase, unit, n)];
      return {
        unit,
        network: draws.unit(ask.network, unit, n) < bikeShare ? 1 : 0,
        base: home?.node ?? depots[unit] ?? 0,
        shift: n < nights ? "night" : "day",
        located: draws.unit(ask.located, unit, n) < locatedShare,
      };
    });
  });
}

/** Stations stand apart from one another: each is, of some drawn places with lifts, the one farthest from those before. */
function drawStations(net: RoadNet, seed: number, sites: readonly Site[]): NewCrew[] {
  const draws = keyedDraws(seed);
  const bases: number[] = [];
  for (let n = 0; n < stationCount; n += 1) {
    const offered = Array.from({ length: 8 }, (_, i) => sites[draws.int(sites.length, ask.station, n, i)]?.node ?? 0);
    const apart = (node: number): number =>
      Math.min(...bases.map((base) => distanceMetres(net.places[base] ?? nowhere, net.places[node] ?? nowhere)));
    bases.push(offered.reduce((best, node) => (apart(node) > apart(best) ? node : best)));
  }
  return bases.map((base, n) => ({
    unit: null,
    network: draws.unit(ask.network, 99, n) < bikeShare ? 1 : 0,
    base,
    shift: "always",
    located: true,
  }));
}

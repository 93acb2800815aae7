import { distanceMetres } from "../../src/kernel/coordinates.ts";
import { keyedDraws, logNormal, normal } from "./keyed-draws.ts";
import { onDuty, spotOf } from "./nature.ts";
import { type Network, timesFrom } from "./road-net.ts";
import type { Crew, Site, World } from "./world.ts";

/** A lift with people inside. */
export type TrappedLift = {
  readonly node: number;
  /** Minutes after the first alarm. */
  readonly alarmAt: number;
  readonly persons: number;
  readonly vulnerable: number;
  /** What everybody knows of the time that it takes: with a machine room, or without. */
  readonly serviceTold: number;
  /** Belongs to the lift, whoever comes; nobody knows it before. */
  readonly service: number;
};

export type StormCrewScene = { readonly crew: Crew; readonly network: Network; readonly turnOut: number };

/** One blackout. Times are minutes. `told` is what everybody plans by, `real` what the road then takes. */
export type StormScene = {
  readonly lifts: readonly TrappedLift[];
  readonly crews: readonly StormCrewScene[];
  /** crew × lift, from where the crew stands at first. */
  readonly first: Float32Array;
  /** For each network lift × lift. */
  readonly between: readonly [Float32Array, Float32Array];
  readonly roadRatio: (crew: number, lift: number) => number;
  readonly refuses: (crew: number, lift: number) => boolean;
};

/** As outcome.md: 300 lifts within 60 s, 40 crews. Figures with a source stand in docs/rescue-simulation.md. */
export const stormRates = {
  lifts: 300,
  crews: 40,
  withinMinutes: 1,
  /** The part of the city's lifts that lies without power: the whole centre. */
  area: 1,
  personsShares: [0.38, 0.24, 0.14, 0.08, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01],
  vulnerable: 0.12,
  withMachineRoom: 0.7,
  serviceMedian: { withRoom: 4.5, without: 8 },
  serviceSigma: 0.6,
  parkingMinutes: 1,
  turnOut: { median: 2, sigma: 0.4 },
  roadSigma: 0.25,
  roadRatioTold: 1.1,
  trafficMedian: 1.05,
  refuses: 0.02,
} as const;

const ask = {
  centre: 201,
  lift: 202,
  alarm: 203,
  persons: 204,
  vulnerable: 205,
  room: 206,
  service: 207,
  crew: 209,
  turnOut: 210,
  road: 212,
  traffic: 214,
  refuses: 216,
} as const;

/** A working day's afternoon: whoever is on duty then stands where that day would have it. */
const stormHour = 15 * 3_600;

export type StormSize = { readonly lifts: number; readonly crews: number };

export function stormScene(world: World, storm: number, size: StormSize = stormRates): StormScene {
  const places = drawnLifts(world, storm, size.lifts);
  const lifts = places.map((node, n) => trappedLift(world, storm, node, n));
  const crews = drawnCrews(world, storm, size.crews);
  const day = 100_000 + storm;
  const draws = keyedDraws(world.seed);
  const u = (question: number, a = 0, b = 0): number => draws.unit(question, storm, a, b);
  const traffic = logNormal(stormRates.trafficMedian, 0.1, normal(u(ask.traffic), u(ask.traffic + 1)));
  const spots = crews.map(({ crew, network }) => timesFrom(world.net, spotOf(world, crew, day, stormHour), network));
  return {
    lifts,
    crews,
    first: Float32Array.from({ length: crews.length * lifts.length }, (_, i) =>
      minutesTo(spots[Math.floor(i / lifts.length)], lifts[i % lifts.length]),
    ),
    between: [matrix(world, lifts, 0), matrix(world, lifts, 1)],
    roadRatio: (crew, lift) =>
      traffic * Math.exp(stormRates.roadSigma * normal(u(ask.road, crew, lift), u(ask.road + 1, crew, lift))),
    refuses: (crew, lift) => u(ask.refuses, crew, lift) < stormRates.refuses,
  };
}

/** The record says how much slower the streets are than the map; a blackout's own traffic comes on top, unknown. */
const minutesTo = (seconds: Float32Array | undefined, lift: TrappedLift | undefined): number =>
  stormRates.parkingMinutes + (stormRates.roadRatioTold * (seconds?.[lift?.node ?? 0] ?? 0)) / 60;

function matrix({ net }: World, lifts: readonly TrappedLift[], network: Network): Float32Array {
  const rows = new Map<number, Float32Array>();
  const out = new Float32Array(lifts.length ** 2);
  for (const [i, { node }] of lifts.entries()) {
    const row = rows.get(node) ?? timesFrom(net, node, network);
    rows.set(node, row);
    for (let j = 0; j < lifts.length; j += 1) out[i * lifts.length + j] = minutesTo(row, lifts[j]);
  }
  return out;
}

/** Sites around a drawn place until they hold the area's share of all lifts; of their lifts, so many, none twice. */
function drawnLifts(world: World, storm: number, count: number): number[] {
  const draws = keyedDraws(world.seed);
  const centre = world.sites[draws.int(world.sites.length, ask.centre, storm)];
  const near = world.sites.toSorted((a, b) => apart(world, centre, a) - apart(world, centre, b));
  const total = world.liftsUpTo.at(-1) ?? 0;
  const nodes: number[] = [];
  for (const site of near) {
    if (nodes.length >= Math.max(count, stormRates.area * total)) break;
    for (let n = 0; n < site.lifts; n += 1) nodes.push(site.node);
  }
  return nodes
    .map((node, n) => ({ node, order: draws.unit(ask.lift, storm, n) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ node }) => node);
}

const apart = ({ net }: World, a: Site | undefined, b: Site): number =>
  distanceMetres(net.places[a?.node ?? 0] ?? { lat: 0, lon: 0 }, net.places[b.node] ?? { lat: 0, lon: 0 });

function trappedLift(world: World, storm: number, node: number, n: number): TrappedLift {
  const draws = keyedDraws(world.seed);
  const u = (question: number, more = 0): number => draws.unit(question, storm, n, more);
  const persons = 1 + bandOf(stormRates.personsShares, u(ask.persons));
  const { withRoom, without } = stormRates.serviceMedian;
  const median = u(ask.room) < stormRates.withMachineRoom ? withRoom : without;
  return {
    node,
    alarmAt: u(ask.alarm) * stormRates.withinMinutes,
    persons,
    vulnerable: Array.from({ length: persons }, (_, i) => i).filter((i) => u(ask.vulnerable, i) < stormRates.vulnerable)
      .length,
    serviceTold: median * Math.exp(stormRates.serviceSigma ** 2 / 2),
    service: logNormal(median, stormRates.serviceSigma, normal(u(ask.service), u(ask.service + 1))),
  };
}

function bandOf(shares: readonly number[], u: number): number {
  let rest = u;
  const found = shares.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  return found === -1 ? shares.length - 1 : found;
}

function drawnCrews(world: World, storm: number, count: number): StormCrewScene[] {
  const draws = keyedDraws(world.seed);
  return world.crews
    .filter((crew) => onDuty(crew, stormHour))
    .map((crew) => ({ crew, order: draws.unit(ask.crew, storm, crew.number) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ crew }, n) => {
      const z = normal(draws.unit(ask.turnOut, storm, n), draws.unit(ask.turnOut + 1, storm, n));
      return {
        crew,
        network: crew.network,
        turnOut: logNormal(stormRates.turnOut.median, stormRates.turnOut.sigma, z),
      };
    });
}

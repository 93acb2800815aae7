import type { AskOutcome } from "../../src/rooms/rescue/model/unit-history.ts";
import { keyedDraws, logNormal, normal, poisson } from "./keyed-draws.ts";
import type { Crew, Site, World } from "./world.ts";

/**
 * What happens, as drawn; docs/rescue-simulation.md says where each figure comes from. Times are seconds. The simulated
 * platform and the planners never call this: they see what has become of an ask, and histories.
 */
const rates = {
  callsPerDay: 6,
  selfFreed: 0.03,
  /** Alarms of devices need no operator; a call is talked through first. */
  deviceAlarms: 0.4,
  deviceSeconds: 20,
  callSeconds: { median: 65, sigma: 0.5 },
  lostMessage: 0.01,
  deadPhone: 0.008,
  answerSeconds: { median: 30, sigma: 0.7 },
  turnOutSeconds: { atWork: 115, ready: 75, sigma: 0.5 },
  trafficSigma: 0.12,
  rushCar: 1.3,
  roadSigma: 0.22,
  breakdown: 0.005,
  breakdownSeconds: [600, 1_800],
  accessSeconds: { median: 85, sigma: 0.6 },
  /** Wrong address, locked gate: hits every crew alike. */
  commonCause: 0.005,
  commonSeconds: [600, 1_800],
  /** The platform is away for a moment while a rescue runs. */
  platformAway: 0.01,
  platformAwaySeconds: [10, 90],
} as const;

const ask = {
  count: 101,
  hour: 102,
  site: 103,
  selfFreed: 104,
  device: 105,
  operator: 106,
  common: 108,
  traffic: 110,
  away: 112,
  silent: 115,
  phone: 116,
  answer: 117,
  turnOut: 119,
  road: 121,
  breakdown: 123,
  access: 125,
  spot: 127,
} as const;

export type Call = {
  readonly day: number;
  readonly number: number;
  readonly site: Site;
  /** Seconds since the day's beginning at which the alarm reaches the platform. */
  readonly at: number;
  readonly askedAt: number;
  readonly selfFreed: boolean;
  /** Hits every crew that comes. */
  readonly commonSeconds: number;
  readonly traffic: readonly [car: number, bike: number];
  /** The platform does nothing between these. */
  readonly away: readonly [from: number, to: number];
};

/** Share of calls by hour: few at night, peaks when people leave and come home. */
const byHour = [1, 0.7, 0.5, 0.4, 0.4, 0.7, 2, 5, 7, 6.5, 6, 6, 6, 5.5, 5.5, 5.5, 6, 7, 7.5, 6.5, 5, 4, 3, 2];

const daySeconds = 86_400;
const isNight = (at: number): boolean => at % daySeconds < 8 * 3_600 || at % daySeconds >= 20 * 3_600;

export function callsOf(world: World, day: number): Call[] {
  const draws = keyedDraws(world.seed);
  const count = poisson(rates.callsPerDay, draws.unit(ask.count, day));
  return Array.from({ length: count }, (_, number) => callOf(world, day, number)).sort((a, b) => a.at - b.at);
}

function callOf(world: World, day: number, number: number): Call {
  const { unit } = keyedDraws(world.seed);
  const u = (question: number, more = 0): number => unit(question, day, number, more);
  const z = (question: number): number => normal(u(question), u(question + 1));
  const at = drawnHour(u(ask.hour)) * 3_600;
  const operator =
    u(ask.device) < rates.deviceAlarms
      ? rates.deviceSeconds
      : logNormal(rates.callSeconds.median, rates.callSeconds.sigma, z(ask.operator));
  const hour = at / 3_600;
  const rush = (hour >= 7 && hour < 10) || (hour >= 17 && hour < 20) ? rates.rushCar : 1;
  const traffic = Math.exp(rates.trafficSigma * z(ask.traffic));
  const awayFrom = at + u(ask.away, 1) * 1_200;
  return {
    day,
    number,
    at,
    site: siteOf(world, u(ask.site)),
    askedAt: at + operator,
    selfFreed: u(ask.selfFreed) < rates.selfFreed,
    commonSeconds: u(ask.common) < rates.commonCause ? within(rates.commonSeconds, u(ask.common, 1)) : 0,
    traffic: [traffic * rush * (isNight(at) ? 0.85 : 1), traffic],
    away:
      u(ask.away) < rates.platformAway
        ? [awayFrom, awayFrom + within(rates.platformAwaySeconds, u(ask.away, 2))]
        : [0, 0],
  };
}

const within = ([from, to]: readonly [number, number], u: number): number => from + (to - from) * u;

function drawnHour(u: number): number {
  let rest = u * byHour.reduce((sum, share) => sum + share, 0);
  for (const [hour, share] of byHour.entries()) {
    if (rest < share) return hour + rest / share;
    rest -= share;
  }
  return 23.999;
}

function siteOf({ sites, liftsUpTo }: World, u: number): Site {
  const wanted = u * (liftsUpTo.at(-1) ?? 0);
  let [low, high] = [0, sites.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((liftsUpTo[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  const site = sites[low];
  if (site === undefined) throw new Error("a world without lifts");
  return site;
}

export function onDuty(crew: Crew, at: number): boolean {
  return crew.shift === "always" || (crew.shift === "night") === isNight(at);
}

/**
 * Where a crew is: at work on one of its unit's lifts, another every two hours; at its base at night. Whoever does not
 * tell its place works near its base, which is all that the platform knows.
 */
export function spotOf(world: World, crew: Crew, day: number, at: number): number {
  if (crew.unit === null || isNight(at)) return crew.base;
  const sites = world.sitesOf[crew.unit] ?? [];
  const { unit } = keyedDraws(world.seed);
  const shift = 16 * day + Math.floor(at / 7_200);
  const drawn = (n: number): number =>
    sites[Math.floor(unit(ask.spot, shift, crew.number, n) * sites.length)]?.node ?? crew.base;
  if (crew.located) return drawn(0);
  const toBase = world.roadTo(crew.base, crew.network);
  return [0, 1, 2, 3, 4, 5]
    .map(drawn)
    .reduce((near, node) => ((toBase[node] ?? 0) < (toBase[near] ?? 0) ? node : near));
}

/** What one crew does about one call if it is asked. */
export type Deed = {
  readonly result: "silent" | "refused" | "accepts";
  readonly answerSeconds: number;
  readonly turnOutSeconds: number;
  /** Real over estimated road time, without a breakdown. */
  readonly roadRatio: number;
  readonly breakdownSeconds: number;
  /** How much of the way is done when it breaks down. */
  readonly breakdownAt: number;
  readonly accessSeconds: number;
};

export function deedOf(world: World, call: Call, crew: Crew): Deed {
  const { unit } = keyedDraws(world.seed);
  const key = 1_000 * call.day + call.number;
  const u = (question: number, more = 0): number => unit(question, key, crew.number, more);
  const z = (question: number): number => normal(u(question), u(question + 1));
  const nature = crew.unit === null ? station : (world.units[crew.unit] ?? station);
  const dead = unit(ask.phone, call.day, crew.number) < rates.deadPhone;
  const chance = u(ask.silent);
  const silent = rates.lostMessage + nature.silent;
  const turnOut = isNight(call.at) || crew.unit === null ? rates.turnOutSeconds.ready : rates.turnOutSeconds.atWork;
  return {
    result: dead || chance < silent ? "silent" : chance < silent + nature.refused ? "refused" : "accepts",
    answerSeconds: logNormal(rates.answerSeconds.median, rates.answerSeconds.sigma, z(ask.answer)),
    turnOutSeconds: logNormal(turnOut * nature.slow, rates.turnOutSeconds.sigma, z(ask.turnOut)),
    roadRatio: call.traffic[crew.network] * Math.exp(rates.roadSigma * z(ask.road)),
    breakdownSeconds: u(ask.breakdown) < rates.breakdown ? within(rates.breakdownSeconds, u(ask.breakdown, 1)) : 0,
    breakdownAt: u(ask.breakdown, 2),
    accessSeconds: logNormal(rates.accessSeconds.median, rates.accessSeconds.sigma, z(ask.access)) + call.commonSeconds,
  };
}

const station = { silent: 0.01, refused: 0.02, slow: 1 };

/** The same as a platform would have recorded it. @param road estimated, in seconds */
export function outcomeOf(deed: Deed, road: { readonly told: number; readonly real: number }): AskOutcome {
  if (deed.result !== "accepts") {
    const answerSeconds = deed.result === "refused" ? deed.answerSeconds : null;
    return { result: deed.result, answerSeconds, turnOutSeconds: null, roadRatio: null, accessSeconds: null };
  }
  const { answerSeconds, turnOutSeconds, accessSeconds } = deed;
  const roadRatio = (road.real * deed.roadRatio + deed.breakdownSeconds) / Math.max(30, road.told);
  return { result: "arrived", answerSeconds, turnOutSeconds, roadRatio, accessSeconds };
}

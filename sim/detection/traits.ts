import type { CityLift } from "../city/city.ts";
import type { Draws } from "../draws.ts";

/**
 * What stays of a lift and its device for a whole run. Shares without a source are our own and stand here alone: what they are worth is
 * seen by changing them.
 */
export type Traits = {
  readonly key: string;
  readonly floors: readonly string[];
  readonly sector: CityLift["sector"];
  readonly ageYears: number;
  /** m/s */
  readonly ratedSpeed: number;
  readonly passengerSensor: boolean;
  /** The lift's own controller finds an entrapment and tells it. */
  readonly tellsEntrapment: boolean;
  /** The car's button reaches the device. */
  readonly buttonWired: boolean;
  /** The device goes on when the lift has no power. */
  readonly battery: boolean;
  /** After a loss of power the car goes to the next landing by itself and opens. */
  readonly rescueDevice: boolean;
  readonly keepsFrames: boolean;
  readonly carrier: string;
  readonly supply: string;
  readonly lie: Lie;
};

/**
 * Sensors that lie: the passenger sensor sees somebody always, nobody ever, or anybody at times; the sensor of the door zone misses one
 * landing; the clock is far off.
 */
export const lies = ["none", "always-somebody", "never-somebody", "flickers", "no-zone-at-a-landing", "clock"] as const;
export type Lie = (typeof lies)[number];
const lieShares = [
  ["none", 0.94],
  ["always-somebody", 0.015],
  ["never-somebody", 0.01],
  ["flickers", 0.01],
  ["no-zone-at-a-landing", 0.01],
  ["clock", 0.015],
] as const satisfies readonly (readonly [Lie, number])[];

const carriers = ["carrier-a", "carrier-b", "carrier-c"] as const;
const daysPerYear = 365.25;

export const traitsOf = (lift: CityLift, draws: Draws, today: number): Traits => {
  const key = lift.registerCode;
  return {
    key,
    floors: lift.floors,
    sector: lift.sector,
    ageYears: Math.max(0, (today - lift.papers.inUseSince) / daysPerYear),
    ratedSpeed: lift.papers.ratedSpeed,
    passengerSensor: lift.passengerSensor,
    tellsEntrapment: draws.chance(0.35, key, "tells"),
    buttonWired: draws.chance(0.85, key, "button"),
    battery: draws.chance(0.6, key, "battery"),
    rescueDevice: draws.chance(0.3, key, "rescue device"),
    keepsFrames: draws.chance(0.5, key, "keeps"),
    carrier: draws.pick(carriers, key, "carrier"),
    supply: lift.compound,
    lie: draws.weighted(lieShares, key, "lie"),
  };
};

/**
 * How often somebody is trapped, against a lift of the middle age: lifts of 11 to 15 years 1.45 % a month where the city had 0.6, older ones
 * after their rework 0.68 (Nanjing 2015, domain-facts.md §6).
 */
export const ageFactor = (years: number): number => (years < 5 ? 0.7 : years < 11 ? 1 : years < 16 ? 2.4 : 1.1);
/** Own choice: crowds and hard use. */
export const placeFactor = (sector: Traits["sector"]): number =>
  sector === "mall" || sector === "hospital" || sector === "station" || sector === "metro"
    ? 1.5
    : sector === "office"
      ? 1.2
      : 1;

/** Of a day's trips the share of each hour. Own choice, after how people go out and home. */
const hours: Readonly<Record<"home" | "work" | "open", readonly number[]>> = {
  home: [1, 0.5, 0.3, 0.3, 0.5, 1.5, 5, 9, 8, 5, 4, 5, 5, 4, 4, 4, 5, 8, 9, 7, 6, 5, 4, 2],
  work: [0, 0, 0, 0, 0, 0.3, 1, 6, 12, 9, 6, 8, 10, 8, 6, 6, 7, 11, 6, 2, 1, 0.5, 0.2, 0],
  open: [0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1, 3, 6, 8, 9, 9, 8, 8, 8, 8, 8, 8, 7, 6, 4, 2, 1, 0.5],
};
const rhythmOf = (sector: Traits["sector"]): keyof typeof hours =>
  sector === "housing" ? "home" : sector === "office" || sector === "factory" ? "work" : "open";
export const tripsPerDay = (sector: Traits["sector"]): number =>
  ({ home: 120, work: 220, open: 260 })[rhythmOf(sector)];

/** Trips of an hour of the day. */
export function tripsIn(sector: Traits["sector"], hour: number): number {
  const shares = hours[rhythmOf(sector)];
  return (tripsPerDay(sector) * (shares[hour] ?? 0)) / shares.reduce((sum, share) => sum + share, 0);
}

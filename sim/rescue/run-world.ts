import { defaultStorm } from "../../src/rooms/rescue/model/plan-storm.ts";
import { learnHistories } from "./learn-histories.ts";
import { allPolicies } from "./policies.ts";
import type { RoadNet } from "./road-net.ts";
import { type CallResult, plannedDay, runDay } from "./run-day.ts";
import { runStorm, type StormResult } from "./run-storm.ts";
import { dynamicNearest, greedy, leastEta, nearestQueue, oursStorm, type StormPolicy } from "./storm-policies.ts";
import { type StormSize, stormRates, stormScene } from "./storm-scene.ts";
import { createWorld } from "./world.ts";

/** All calls of one policy in one world, in their order. Minutes; infinite = nobody ever came. */
export type DaysOf = {
  readonly day: Int32Array;
  readonly arrived: Float64Array;
  /** 1 = people freed themselves: no arrival is counted, driving is. */
  readonly selfFreed: Uint8Array;
  readonly byContracted: Uint8Array;
  readonly hedged: Uint8Array;
  readonly driving: Float64Array;
  readonly restore: Float64Array;
};

export type StormRun = {
  readonly name: string;
  readonly personsKnown: boolean;
  readonly storms: readonly StormResult[];
};

export type WorldSize = {
  readonly seed: number;
  readonly days: number;
  readonly storms: number;
  readonly stormSize: StormSize;
};

export const wholeStorm: StormSize = { lifts: stormRates.lifts, crews: stormRates.crews };

export type WorldResult = {
  readonly seed: number;
  readonly sites: number;
  readonly crews: number;
  /** In the order of `allPolicies`. */
  readonly days: readonly DaysOf[];
  readonly storms: readonly StormRun[];
};

/** Every policy with whether persons per car are known. */
const stormRuns: readonly (readonly [() => StormPolicy, boolean])[] = [
  [nearestQueue, true],
  [leastEta, true],
  [dynamicNearest, true],
  [() => greedy(defaultStorm), true],
  [() => oursStorm(defaultStorm), true],
  [() => greedy(defaultStorm), false],
  [() => oursStorm(defaultStorm), false],
];

export function runWorld(net: RoadNet, { seed, days, storms, stormSize }: WorldSize): WorldResult {
  const world = createWorld(net, seed);
  const historyOf = learnHistories(world);
  const results: CallResult[][] = allPolicies.map(() => []);
  for (let day = 0; day < days; day += 1) {
    const calls = plannedDay(world, day);
    for (const [i, policy] of allPolicies.entries()) results[i]?.push(...runDay(world, calls, policy, historyOf));
  }
  const runs = stormRuns.map(([create, personsKnown]) => ({
    name: create().name,
    personsKnown,
    storms: [] as StormResult[],
  }));
  for (let storm = 0; storm < storms; storm += 1) {
    const scene = stormScene(world, storm, stormSize);
    for (const [i, [create, personsKnown]] of stormRuns.entries())
      runs[i]?.storms.push(runStorm(scene, create(), personsKnown));
  }
  return { seed, sites: world.sites.length, crews: world.crews.length, days: results.map(packed), storms: runs };
}

const packed = (calls: readonly CallResult[]): DaysOf => ({
  day: Int32Array.from(calls, (call) => call.day),
  arrived: Float64Array.from(calls, (call) => call.arrivedMinutes ?? Number.POSITIVE_INFINITY),
  selfFreed: Uint8Array.from(calls, (call) => Number(call.selfFreed)),
  byContracted: Uint8Array.from(calls, (call) => Number(call.byContracted)),
  hedged: Uint8Array.from(calls, (call) => Number(call.hedged)),
  driving: Float64Array.from(calls, (call) => call.drivingMinutes),
  restore: Float64Array.from(calls, (call) => call.restoreMinutes),
});

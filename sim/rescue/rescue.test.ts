import { beforeAll, describe, expect, test } from "vitest";
import { defaultStorm } from "../../src/rooms/rescue/model/plan-storm.ts";
import { learnHistories } from "./learn-histories.ts";
import { callsOf, deedOf } from "./nature.ts";
import { allPolicies, contractOnly, ours, type Policy, timer15 } from "./policies.ts";
import { type Network, type RoadNet, roadNetOf, timesFrom, timesTo } from "./road-net.ts";
import { type CallResult, plannedDay, runDay } from "./run-day.ts";
import { runStorm } from "./run-storm.ts";
import { dynamicNearest, greedy, leastEta, nearestQueue, oursStorm } from "./storm-policies.ts";
import { stormScene } from "./storm-scene.ts";
import { streetMapOf } from "./street-maps.ts";
import { virtualClock } from "./virtual-clock.ts";
import { createWorld, type World } from "./world.ts";

let net: RoadNet;
let world: World;
let run: (policy: Policy, days: number, from?: number) => CallResult[];
beforeAll(async () => {
  net = roadNetOf(await streetMapOf("demo", ""));
  world = createWorld(net, 3);
  const historyOf = learnHistories(world);
  run = (policy, days, from = 0) =>
    Array.from({ length: days }, (_, i) => from + i).flatMap((day) =>
      runDay(world, plannedDay(world, day), policy, historyOf),
    );
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const minutesOf = (results: readonly CallResult[]): number[] =>
  results.filter((each) => !each.selfFreed).map((each) => each.arrivedMinutes ?? Number.POSITIVE_INFINITY);

describe("roads", () => {
  test("there and back are looked up alike, and no way is longer than one by a third place", () => {
    const [a, b, c] = [10, 900, 2_000];
    for (const network of [0, 1] satisfies Network[]) {
      expect(timesTo(net, b, network)[a]).toBeCloseTo(timesFrom(net, a, network)[b] ?? 0, 1);
      const from = timesFrom(net, a, network);
      expect(from[b]).toBeLessThanOrEqual((from[c] ?? 0) + (timesFrom(net, c, network)[b] ?? 0) + 0.1);
      expect(from.every(Number.isFinite)).toBe(true);
    }
  });
});

describe("fairness", () => {
  test("what happens to a call hangs on seed, day, call and crew, never on who asked before", () => {
    const [call] = callsOf(world, 5);
    const [crew, other] = world.crews;
    if (call === undefined || crew === undefined || other === undefined) throw new Error("an empty world");
    const first = deedOf(world, call, crew);
    deedOf(world, call, other);
    expect(deedOf(world, call, crew)).toEqual(first);
    expect(deedOf(world, call, other)).not.toEqual(first);
    expect(callsOf(createWorld(net, 3), 5)).toEqual(callsOf(world, 5));
    expect(callsOf(createWorld(net, 4), 5)).not.toEqual(callsOf(world, 5));
  });

  test("every policy answers the same calls, each once, and the same run is the same again", () => {
    const calls = run(contractOnly, 3).length;
    expect(calls).toBeGreaterThan(5);
    for (const policy of allPolicies) expect(run(policy, 3)).toHaveLength(calls);
    expect(run(ours, 3)).toEqual(run(ours, 3));
  });
});

describe("normal days", () => {
  test("a season keeps the calibration: means as in the bulletins, few late, level 1 does nearly all", () => {
    const arrived = minutesOf(run(contractOnly, 120));
    const reached = arrived.filter(Number.isFinite);
    expect(mean(reached)).toBeGreaterThan(9.5);
    expect(mean(reached)).toBeLessThan(13.5);
    const late = arrived.filter((each) => each > 30).length / arrived.length;
    expect(late).toBeGreaterThan(0.002);
    expect(late).toBeLessThan(0.03);
  });

  test("a second crew brings people out sooner, and the contracted unit's visit afterwards is paid for", () => {
    const [alone, timer, hedged] = [run(contractOnly, 30), run(timer15, 30), run(ours, 30)];
    expect(mean(minutesOf(hedged))).toBeLessThan(mean(minutesOf(timer)));
    expect(mean(minutesOf(timer))).toBeLessThanOrEqual(mean(minutesOf(alone)));
    const byOthers = hedged.filter((each) => !each.byContracted);
    expect(byOthers.length).toBeGreaterThan(10);
    expect(byOthers.every((each) => each.restoreMinutes > 0 && each.hedged)).toBe(true);
    expect(alone.every((each) => each.restoreMinutes === 0 && !each.hedged)).toBe(true);
  });
});

describe("storms", () => {
  test("every policy frees everybody, ours soonest for people, also where nobody knows who is inside", () => {
    const scene = stormScene(world, 0, { lifts: 90, crews: 12 });
    const known = runStorm(scene, oursStorm(defaultStorm), true);
    for (const policy of [nearestQueue(), leastEta(), dynamicNearest(), greedy(defaultStorm)])
      expect(known.personMinutes).toBeLessThan(runStorm(scene, policy, true).personMinutes);
    const unknown = runStorm(scene, oursStorm(defaultStorm), false);
    expect(unknown.personMinutes).toBeLessThan(runStorm(scene, dynamicNearest(), true).personMinutes);
    expect(unknown.personMinutes).toBeGreaterThan(known.personMinutes);
    expect(runStorm(scene, oursStorm(defaultStorm), true)).toEqual(known);
  });
});

test("the virtual clock runs in order of time, then of asking, and to the end", () => {
  const clock = virtualClock();
  const seen: string[] = [];
  const note = (name: string) => (): void => void seen.push(`${name}@${clock.now()}`);
  clock.at(5, note("late"));
  clock.at(1, () => {
    note("early")();
    clock.at(0, note("past"));
  });
  clock.at(5, note("second"));
  clock.drain();
  expect(seen).toEqual(["early@1", "past@1", "late@5", "second@5"]);
});

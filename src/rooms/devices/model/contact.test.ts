import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultContactSettings as settings } from "./fleet-settings.ts";
import { allowedSilence, firstRhythm, learnPause } from "./rhythm.ts";
import { densest, findTogether, type Group, isOver, memberWindow, type NetworkKind } from "./together.ts";

const seconds = fc.integer({ min: 0, max: 10_000_000 });
const pause = fc.integer({ min: 1, max: 86_400 });
const learn = (pauses: readonly number[], from = firstRhythm(undefined, settings)): number =>
  pauses.reduce((usual, each) => learnPause(usual, each, settings), from);

describe("a device's own rhythm", () => {
  test("law: patience lies between the least and the most, and grows with the usual pause", () => {
    fc.assert(
      fc.property(pause, pause, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const allowed = allowedSilence(less, settings);
        expect(allowed).toBeGreaterThanOrEqual(settings.offlineLeastSeconds);
        expect(allowed).toBeLessThanOrEqual(settings.offlineMostSeconds);
        expect(allowedSilence(more, settings)).toBeGreaterThanOrEqual(allowed);
      }),
    );
  });
  test("law: one pause makes it no more patient than by the silence that was allowed, and never less than half as patient", () => {
    fc.assert(
      fc.property(pause, seconds, (usual, next) => {
        const learned = learnPause(usual, next, settings);
        expect(learned).toBeLessThanOrEqual(Math.max(usual, allowedSilence(usual, settings)));
        expect(learned).toBeGreaterThanOrEqual(Math.floor(usual / 2));
        expect(learned).toBeGreaterThanOrEqual(1);
      }),
    );
  });
  test("law: whatever it has done, a device that keeps a rhythm is soon never offline between two of its frames", () => {
    fc.assert(
      fc.property(fc.array(seconds, { maxLength: 50 }), fc.integer({ min: 1, max: 28_000 }), (before, every) => {
        const usual = learn([...before.map((each) => Math.max(1, each)), ...Array<number>(12).fill(every)]);
        expect(allowedSilence(usual, settings)).toBeGreaterThan(every);
      }),
    );
  });
  test("a lively device is missed after five minutes, one that speaks hourly after three hours, one that was promised by its promise", () => {
    expect(allowedSilence(learn(Array<number>(400).fill(60)), settings)).toBe(300);
    const hourly = allowedSilence(learn(Array<number>(400).fill(3_600)), settings);
    expect(hourly).toBe(3 * 3_600);
    expect(allowedSilence(firstRhythm(200, settings), settings)).toBe(600);
    expect(allowedSilence(firstRhythm(undefined, settings), settings)).toBe(3_600);
  });
  test("one that speaks in bursts keeps its pauses", () => {
    const hour = [...Array<number>(20).fill(60), 2_400];
    const usual = learn(
      Array.from({ length: 30 }, () => hour)
        .flat()
        .slice(0, -1),
    );
    expect(allowedSilence(usual, settings)).toBeGreaterThan(2_400);
  });
});

const begin = 1_000_000_000;
const group = (kind: NetworkKind, key: string, silent: readonly (readonly [number, number])[], alive = 0): Group => ({
  kind,
  key,
  silent: silent.map(([no, at]) => ({ no, since: begin + at * 1_000 })),
  lastHeard: [
    ...silent.map(([, at]) => begin + at * 1_000),
    ...Array.from({ length: alive }, () => begin + 2_000 * 1_000),
  ],
});
const lifts = (from: number, count: number, at = 0): [number, number][] =>
  Array.from({ length: count }, (_, n) => [from + n, at + (n % 60)]);
const told = (groups: readonly Group[]) =>
  findTogether(groups, settings).map(({ kind, key, members }) => [kind, key, members.length]);

const anyGroup = fc.record({
  kind: fc.constantFrom<NetworkKind>("platform", "carrier", "district", "gateway", "supply"),
  key: fc.constantFrom("a", "b", "c"),
  silent: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 4_000 })), {
    selector: ([no]) => no,
    maxLength: 60,
  }),
  alive: fc.integer({ min: 0, max: 60 }),
});

describe("devices that go silent together", () => {
  test("law: no device belongs to two events; each has enough members, one window, and most of whom is known", () => {
    fc.assert(
      fc.property(fc.array(anyGroup, { maxLength: 8 }), (drawn) => {
        const groups = [...new Map(drawn.map((each) => [`${each.kind} ${each.key}`, each])).values()].map((each) =>
          group(each.kind, each.key, each.silent, each.alive),
        );
        const found = findTogether(groups, settings);
        const members = found.flatMap((event) => event.members.map(({ no }) => no));
        expect(new Set(members).size).toBe(members.length);
        for (const event of found) {
          const times = event.members.map(({ since }) => since);
          expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(settings.togetherSeconds * 1_000);
          expect(event.since).toBe(Math.min(...times));
          expect(times.length).toBeGreaterThanOrEqual(settings.togetherMembersSmall);
          const alive = groups.find(({ kind, key }) => kind === event.kind && key === event.key)?.lastHeard ?? [];
          const against = alive.filter((at) => at > Math.max(...times) + 60_000).length;
          expect(100 * times.length).toBeGreaterThanOrEqual(settings.togetherPercent * (times.length + against));
        }
      }),
    );
  });
  test("law: the order in which groups and devices are given does not matter", () => {
    fc.assert(
      fc.property(fc.array(anyGroup, { maxLength: 5 }), (drawn) => {
        const groups = [...new Map(drawn.map((each) => [`${each.kind} ${each.key}`, each])).values()].map((each) =>
          group(each.kind, each.key, each.silent, each.alive),
        );
        const turned = groups.map((each) => ({ ...each, silent: [...each.silent].reverse() })).reverse();
        const count = (of: readonly Group[]) =>
          findTogether(of, settings).reduce((n, { members }) => n + members.length, 0);
        const first = findTogether(groups, settings)[0];
        const again = findTogether(turned, settings)[0];
        expect(again?.members.length).toBe(first?.members.length);
        expect(count(groups) > 0).toBe(count(turned) > 0);
      }),
    );
  });
  test("law: the densest window holds as many as any other", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 40 }), (times) => {
        const silent = times.map((since, no) => ({ no, since }));
        const best = densest(silent, 300);
        for (const from of times)
          expect(best.length).toBeGreaterThanOrEqual(times.filter((at) => at >= from && at <= from + 300).length);
      }),
    );
  });
  test("a gateway's lifts are the gateway's, though they are most of their district", () => {
    const silent = lifts(0, 60);
    expect(told([group("district", "510100", silent, 15), group("gateway", "g", silent)])).toEqual([
      ["gateway", "g", 60],
    ]);
  });
  test("a district with all its gateways is one event of the district", () => {
    const parts = [0, 1, 2, 3].map((n) => lifts(n * 100, 100));
    const groups = parts.map((silent, n) => group("gateway", `g${n}`, silent));
    expect(told([...groups, group("district", "510100", parts.flat(), 20)])).toEqual([["district", "510100", 400]]);
  });
  test("what one event does not explain is looked at again", () => {
    const [ours, others] = [lifts(0, 50), lifts(100, 5)];
    expect(told([group("carrier", "A", ours, 3), group("supply", "S1", others)])).toEqual([
      ["carrier", "A", 50],
      ["supply", "S1", 5],
    ]);
  });
  test("too few, too spread out, or too many that speak: each is offline by itself", () => {
    expect(told([group("district", "d", lifts(0, 9))])).toEqual([]);
    expect(told([group("gateway", "g", lifts(0, 2))])).toEqual([]);
    expect(
      told([
        group(
          "district",
          "d",
          Array.from({ length: 30 }, (_, n) => [n, n * 60] as const),
        ),
      ]),
    ).toEqual([]);
    expect(told([group("district", "d", lifts(0, 20), 10)])).toEqual([]);
  });
  test("an event is over when under a fifth is still silent", () => {
    expect(isOver({ members: 10, stillSilent: 2 }, settings)).toBe(false);
    expect(isOver({ members: 10, stillSilent: 1 }, settings)).toBe(true);
    expect(isOver({ members: 3, stillSilent: 0 }, settings)).toBe(true);
  });
  test("law: whoever was a member when the event was found lies within its window", () => {
    fc.assert(
      fc.property(anyGroup, (drawn) => {
        for (const { since, members } of findTogether([group(drawn.kind, drawn.key, drawn.silent)], settings)) {
          const { earliest, latest } = memberWindow(since, settings);
          for (const each of members) expect(each.since >= earliest && each.since <= latest).toBe(true);
        }
      }),
    );
  });
});

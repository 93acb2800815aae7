import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type ArrivalOdds,
  arrivalOdds,
  type CrewWay,
  expectedMinutes,
  neither,
  notThereAfter,
  prepareHistory,
  withNext,
} from "./arrival-odds.ts";
import { spreadOf } from "./spread.ts";

const spread = (max: number) =>
  fc.array(fc.double({ min: 5, max, noNaN: true }), { minLength: 1, maxLength: 30 }).map(spreadOf);
const histories = fc
  .record({
    silent: fc.double({ min: 0, max: 0.3, noNaN: true }),
    refused: fc.double({ min: 0, max: 0.3, noNaN: true }),
    answer: spread(120),
    turnOut: spread(600),
    roadRatio: fc.array(fc.double({ min: 0.5, max: 4, noNaN: true }), { minLength: 1, maxLength: 30 }).map(spreadOf),
    access: spread(600),
    asks: fc.constant(100),
  })
  .map(prepareHistory);
const road = fc.double({ min: 0, max: 3_000, noNaN: true });
/** News that says nothing about how long the road is: by it a longer road can only be later. */
const ways = fc.constantFrom<(roadSeconds: number) => CrewWay>(
  (roadSeconds) => ({ kind: "asked", waitedSeconds: 0, roadSeconds, answerLimitSeconds: 90 }),
  (roadSeconds) => ({ kind: "asked", waitedSeconds: 45, roadSeconds, answerLimitSeconds: 90 }),
  (roadSeconds) => ({ kind: "accepted", waitedSeconds: 0, roadSeconds }),
  (roadSeconds) => ({ kind: "rolling", roadSeconds }),
);

const isOdds = (odds: ArrivalOdds): boolean =>
  odds.every((value, i) => value >= -1e-9 && value <= 1 + 1e-9 && value <= (odds[i - 1] ?? 1) + 1e-9);

test("a longer road never makes lateness less likely, nor the expected arrival earlier", () => {
  fc.assert(
    fc.property(histories, ways, road, road, (history, way, a, b) => {
      const near = arrivalOdds(way(Math.min(a, b)), history);
      const far = arrivalOdds(way(Math.max(a, b)), history);
      for (const limit of [300, 900, 1_800, 3_000])
        expect(notThereAfter(far, limit)).toBeGreaterThanOrEqual(notThereAfter(near, limit) - 1e-9);
      expect(expectedMinutes(far)).toBeGreaterThanOrEqual(expectedMinutes(near) - 1e-9);
    }),
  );
});

test("odds fall from one to what never comes, also of two crews and of a crew with a next one", () => {
  fc.assert(
    fc.property(histories, ways, road, road, (history, way, a, b) => {
      const [first, second] = [arrivalOdds(way(a), history), arrivalOdds(way(b), history)];
      const both = neither(first, second);
      const chained = withNext(first, second, 90);
      for (const odds of [first, second, both, chained]) expect(isOdds(odds)).toBe(true);
      for (const limit of [600, 1_800]) {
        expect(notThereAfter(both, limit)).toBeLessThanOrEqual(notThereAfter(first, limit) + 1e-9);
        expect(notThereAfter(chained, limit)).toBeLessThanOrEqual(notThereAfter(first, limit) + 1e-9);
      }
    }),
  );
});

const steady = prepareHistory({
  silent: 0.05,
  refused: 0.05,
  answer: spreadOf([20, 30, 40]),
  turnOut: spreadOf([60, 120, 180]),
  roadRatio: spreadOf([...Array<number>(98).fill(1), 4, 5]),
  access: spreadOf([60, 90, 120]),
  asks: 100,
});

test("the longer an ask has no answer, the likelier there will be none", () => {
  const after = (waitedSeconds: number): number =>
    notThereAfter(
      arrivalOdds({ kind: "asked", waitedSeconds, roadSeconds: 300, answerLimitSeconds: 90 }, steady),
      3_600,
    );
  expect(after(0)).toBeCloseTo(0.1, 2);
  expect(after(35)).toBeGreaterThan(after(0));
  expect(after(60)).toBe(1);
});

test("a near crew that should long have been there is more suspicious than a far one", () => {
  const lateAfterTwelveMinutes = (roadSeconds: number): number =>
    notThereAfter(arrivalOdds({ kind: "accepted", waitedSeconds: 720, roadSeconds }, steady), 600);
  expect(lateAfterTwelveMinutes(300)).toBeGreaterThan(lateAfterTwelveMinutes(700));
  // The whole record says that nobody ever took so long: then it is not coming.
  expect(notThereAfter(arrivalOdds({ kind: "at-address", waitedSeconds: 900 }, steady), 1_800)).toBe(1);
});

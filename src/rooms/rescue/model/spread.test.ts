import fc from "fast-check";
import { expect, test } from "vitest";
import { bandShares, blended, meanOf, spreadOf } from "./spread.ts";
import { type AskOutcome, historyOfAll, historyOfUnit } from "./unit-history.ts";

const samples = fc.array(fc.double({ min: 0, max: 5_000, noNaN: true }), { minLength: 1, maxLength: 200 });

test("a spread rises and keeps the mean, however few observations there are", () => {
  fc.assert(
    fc.property(samples, (sample) => {
      const spread = spreadOf(sample);
      const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
      expect(meanOf(spread)).toBeCloseTo(mean, 5);
      for (const [i, value] of spread.entries()) expect(value).toBeGreaterThanOrEqual((spread[i - 1] ?? 0) - 1e-6);
    }),
  );
  expect(bandShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test("the slow end is kept apart: one very late crew in two hundred is seen", () => {
  const spread = spreadOf([...Array<number>(199).fill(60), 3_600]);
  expect(spread.at(-1)).toBe(3_600);
  expect(spread.at(0)).toBe(60);
  expect(blended(spread, spreadOf([100]), 0).at(-1)).toBe(100);
});

const arrived = (seconds: number): AskOutcome => ({
  result: "arrived",
  answerSeconds: seconds,
  turnOutSeconds: seconds,
  roadRatio: 1,
  accessSeconds: seconds,
});
const silent: AskOutcome = {
  result: "silent",
  answerSeconds: null,
  turnOutSeconds: null,
  roadRatio: null,
  accessSeconds: null,
};

test("a unit with few asks leans on all units, one with many stands for itself", () => {
  const all = historyOfAll([...Array<AskOutcome>(90).fill(arrived(100)), ...Array<AskOutcome>(10).fill(silent)]);
  expect(all.silent).toBeCloseTo(0.1);
  expect(historyOfUnit([], all)).toBe(all);
  expect(historyOfUnit([silent], all)).toBe(all);
  const few = historyOfUnit([arrived(300)], all);
  const many = historyOfUnit(Array<AskOutcome>(4_000).fill(arrived(300)), all);
  expect(meanOf(few.turnOut)).toBeLessThan(110);
  expect(meanOf(many.turnOut)).toBeGreaterThan(295);
  expect(many.silent).toBeLessThan(0.002);
});

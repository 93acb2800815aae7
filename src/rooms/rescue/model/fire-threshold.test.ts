import { describe, expect, test } from "vitest";
import { minutes } from "../../../kernel/clock.ts";
import { fireAdvised, type Waiting, waitsTooLong } from "./fire-threshold.ts";

const t0 = Date.UTC(2026, 10, 28);
const limit = 60;
const waiting = (part: Partial<Waiting> = {}): Waiting => ({
  trappedSince: t0,
  outAt: null,
  guessed: false,
  held: false,
  saidOut: false,
  ...part,
});
const tooLong = (part: Partial<Waiting>, after: number): boolean => waitsTooLong(waiting(part), limit, t0 + after);

describe("who waits too long for the crews alone", () => {
  test.each<[string, Partial<Waiting>, number, boolean]>([
    ["planned out at the very limit", { outAt: t0 + minutes(60) }, 0, false],
    ["planned out a moment after it", { outAt: t0 + minutes(60) + 1 }, 0, true],
    ["planned out in time, whatever has passed", { outAt: t0 + minutes(59) }, minutes(58), false],
    ["without a place, at the very half of it", {}, minutes(30), false],
    ["without a place, a moment after the half", {}, minutes(30) + 1, true],
    ["a guessed place in time, at the very half", { outAt: t0 + minutes(50), guessed: true }, minutes(30), false],
    [
      "a guessed place in time, a moment after the half",
      { outAt: t0 + minutes(50), guessed: true },
      minutes(30) + 1,
      true,
    ],
    ["a guessed place after the limit, at once", { outAt: t0 + minutes(60) + 1, guessed: true }, 0, true],
    ["a crew is on its way, though the plan is late", { outAt: t0 + minutes(90), held: true }, minutes(40), false],
    ["said to be out", { outAt: t0 + minutes(90), saidOut: true }, minutes(90), false],
  ])("%s", (_, part, after, expected) => {
    expect(tooLong(part, after)).toBe(expected);
  });
  test("who was trapped before the storm counts from then", () => {
    const earlier = { trappedSince: t0 - minutes(20), outAt: t0 + minutes(41) };
    expect(tooLong(earlier, 0)).toBe(true);
    expect(tooLong({ ...earlier, outAt: t0 + minutes(40) }, 0)).toBe(false);
  });
});

describe("the fire service", () => {
  test.each([
    [0, false, false],
    [1, false, true],
    [1, true, false],
  ])("%i too long, storm over: %s → advised: %s", (late, ended, advised) => {
    expect(fireAdvised(late, ended)).toBe(advised);
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import type { CityLift } from "../city/city.ts";
import { dayOf } from "../city/days.ts";
import { generateCity, usualDay } from "../city/generate-city.ts";
import { arrivedIn30Minutes, housingShare, nanjingRescues, rizhaoCauses } from "../city/published-rescues.ts";
import { createDice } from "../dice.ts";
import { type HistoryRow, historyOf } from "./lift-history.ts";
import { type PastRescue, pastRescuesOf } from "./past-rescues.ts";

const seed = 20_261_123;
const months = 60;
const asOf = dayOf(usualDay);
const city = generateCity({ seed, lifts: 20_000 });
const dice = createDice(seed + 77);

type Case = { readonly lift: CityLift; readonly rescue: PastRescue };
let cases: Case[];
beforeAll(() => {
  cases = city.lifts.flatMap((lift, no) =>
    pastRescuesOf({ lift, no, dice }, { asOf, months }).map((rescue) => ({ lift, rescue })),
  );
});

const share = (test: (each: Case) => boolean, of: readonly Case[] = cases): number =>
  of.filter(test).length / of.length;
const mean = (value: (rescue: PastRescue) => number): number =>
  cases.reduce((sum, { rescue }) => sum + value(rescue), 0) / cases.length;
const yearsOn = (lift: CityLift, day: number): number => (day - lift.papers.inUseSince) / 365.25;
/** Lifts of a kind that were in use in the middle of each past month, summed over the months of the last `of` months. */
const liftMonths = (of: number, wanted: (lift: CityLift, day: number) => boolean): number =>
  Array.from({ length: of }, (_, m) => asOf - (m + 0.5) * 30.4375).reduce(
    (sum, day) => sum + city.lifts.filter((lift) => lift.papers.inUseSince <= day && wanted(lift, day)).length,
    0,
  );
const passenger = (lift: CityLift): boolean => lift.kind === "3110";

describe("five past years of rescues of 20,000 lifts are as published", () => {
  // 南京 2023-09: 664 ÷ 110,989 = 0.598 %; 江苏 2020: 0.55 % on the average of the year.
  test("between 0.5 and 0.65 % of the passenger lifts trap somebody in a month", () => {
    for (const of of [12, months]) {
      const recent = cases.filter(({ lift, rescue }) => passenger(lift) && rescue.day > asOf - of * 30.4375);
      const rate = recent.length / liftMonths(of, passenger);
      expect(rate, `last ${of} months`).toBeGreaterThan(0.005);
      expect(rate, `last ${of} months`).toBeLessThan(0.0065);
    }
  });

  // 南京 2018 上半年: 70.9 % in housing; 南京 2023-09: 32 of 696 in goods lifts.
  test("places and kinds", () => {
    expect(Math.abs(share(({ lift }) => lift.sector === "housing") - housingShare)).toBeLessThan(0.05);
    const goods = 1 - nanjingRescues.ofPassengerLifts / nanjingRescues.cases;
    expect(Math.abs(share(({ lift }) => !passenger(lift)) - goods)).toBeLessThan(0.015);
    expect(cases.some(({ lift }) => /^3[34]/.test(lift.kind))).toBe(false);
  });

  // 南京 2015: most at 11–15 years (1.45 % where all have 0.905 %), fewer above (0.68 %).
  test("ages", () => {
    const rate = (from: number, to: number): number => {
      const within = (lift: CityLift, day: number) => yearsOn(lift, day) >= from && yearsOn(lift, day) < to;
      const found = cases.filter(({ lift, rescue }) => passenger(lift) && within(lift, rescue.day)).length;
      return found / liftMonths(months, (lift, day) => passenger(lift) && within(lift, day));
    };
    const [young, middle, worst, old] = [rate(0, 5), rate(5, 10), rate(10, 15), rate(15, 99)];
    expect(worst).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(old);
    expect(old).toBeGreaterThan(young);
    expect(Math.abs(worst / old / (1.45 / 0.68) - 1)).toBeLessThan(0.2);
  });

  // 南京 2017-06: 13.33 % from 8 to 10, 14.67 % from 18 to 20 o'clock.
  test("hours", () => {
    const between = (from: number, to: number) =>
      share(({ rescue }) => {
        const hour = Math.floor((rescue.openedAt % 1_440) / 60);
        return hour >= from && hour < to;
      });
    expect(Math.abs(between(8, 10) - 90 / 675)).toBeLessThan(0.015);
    expect(Math.abs(between(18, 20) - 99 / 675)).toBeLessThan(0.015);
    expect(between(0, 6)).toBeLessThan(0.08);
  });

  // 日照 2020-06~12, of 414: 人为 130, 外部 132 (停电 92), 门 48, 控制 47.
  test("causes", () => {
    const { cases: all, human, outside, power, door, control } = rizhaoCauses;
    for (const [first, published] of [
      ["1", human],
      ["2", outside],
      ["3", door],
      ["5", control],
      ["201", power],
    ] as const)
      expect(Math.abs(share(({ rescue }) => rescue.cause.startsWith(first)) - published / all), first).toBeLessThan(
        0.02,
      );
  });

  // 南京 2023-09: 9.8 and 4.4 minutes, 1,572 people in 696 cases; 日照: 99.52 % within 30 minutes; 贵州: 0.98 % by stations.
  test("times, people, levels", () => {
    const arrival = (rescue: PastRescue): number => rescue.arrivedAt - rescue.openedAt;
    expect(mean(arrival)).toBeCloseTo(nanjingRescues.arriveMinutes, 0);
    expect(mean((rescue) => rescue.freedAt - rescue.arrivedAt)).toBeCloseTo(nanjingRescues.rescueMinutes, 0);
    expect(mean((rescue) => rescue.people)).toBeCloseTo(nanjingRescues.freed / nanjingRescues.cases, 1);
    expect(Math.abs(share(({ rescue }) => arrival(rescue) <= 30) - arrivedIn30Minutes)).toBeLessThan(0.006);
    expect(Math.abs(share(({ rescue }) => rescue.secondLevel) - 0.0098)).toBeLessThan(0.006);
  });

  test("some lifts trap again and again", () => {
    const often = new Map<string, number>();
    for (const { lift } of cases) often.set(lift.registerCode, (often.get(lift.registerCode) ?? 0) + 1);
    expect(Math.max(...often.values())).toBeGreaterThanOrEqual(5);
  });
});

test("in the form of histories each has its entries in order, a fault and a repair where the lift was the cause, and nothing lies ahead", () => {
  const bodies = { inspection: "I", testing: ["T"], stations: ["S"] };
  const options = { seed, asOf, ...bodies, monthsOfVisits: 0, monthsOfFaults: 0, monthsOfRescues: months };
  const rows = city.lifts
    .slice(0, 4_000)
    .flatMap((lift, no) => historyOf(lift, no, options).filter(({ paper }) => paper.startsWith("示范-JY")));
  const byPaper = Map.groupBy(rows, (row: HistoryRow) => `${row.lift_code} ${row.paper}`);
  expect(byPaper.size).toBeGreaterThan(500);
  for (const entries of byPaper.values()) {
    const kinds = entries.map(({ kind }) => kind).filter((kind) => kind.startsWith("rescue-"));
    expect(kinds).toEqual(["rescue-opened", "rescue-crew-arrived", "rescue-people-freed", "rescue-closed"]);
    const times = entries.map((row) => `${row.done_on} ${row.done_time}`);
    expect(times).toEqual([...times].sort());
    const closed = entries.find(({ kind }) => kind === "rescue-closed");
    expect(entries.some(({ kind }) => kind === "repaired")).toBe(/^[3-6]/.test(closed?.cause ?? ""));
  }
  expect(rows.every((row) => row.done_on <= usualDay)).toBe(true);
});

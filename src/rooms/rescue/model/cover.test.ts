import { expect, test } from "vitest";
import { percentOf } from "../../../kernel/percent.ts";
import { type CoverGroup, districtsOf, sumOf } from "./cover.ts";

const group = (more: Partial<CoverGroup>): CoverGroup => ({
  regionCode: "330106",
  region: "甲区",
  code: true,
  number: "answered",
  station: "in-reach",
  lifts: 1,
  ...more,
});

test("each condition is counted by itself, and covered is who has all three", () => {
  const all = [
    group({ lifts: 50 }),
    group({ code: false, lifts: 7 }),
    group({ number: "overdue", lifts: 5 }),
    group({ code: false, number: "never", station: "too-far", lifts: 3, regionCode: "330107", region: "乙区" }),
  ];
  const sum = sumOf(all);
  expect(sum).toMatchObject({ lifts: 65, covered: 50, code: 55, number: 57, station: 62 });
  expect(sum.numberFaults).toMatchObject({ overdue: 5, never: 3, "no-unit": 0 });
  expect(sum.stationFaults).toMatchObject({ "too-far": 3, "no-station": 0 });
  const districts = districtsOf(all.toReversed());
  expect(districts.map(({ region, counts }) => [region, counts.lifts, counts.covered])).toEqual([
    ["甲区", 62, 50],
    ["乙区", 3, 0],
  ]);
});

test("nearly all is not all, and of nothing there is no share", () => {
  expect(percentOf(199_999, 200_000)).toBe(99.99);
  expect(percentOf(3, 4)).toBe(75);
  expect(percentOf(0, 0)).toBeNull();
});

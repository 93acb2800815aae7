import { expect, test } from "vitest";
import type { FigureValue } from "./bulletin-figures.ts";
import { changeOf, compared, knownOf, otherPeriods } from "./compare-months.ts";

const china = (text: string): number => Date.parse(`${text}T00:00:00+08:00`);
const of = (value: number | null, unit: FigureValue["unit"]): FigureValue => ({ value, unit, of: null });

test("a month is set beside the one before and the same one a year before, also over the year's end and February", () => {
  expect(otherPeriods({ from: china("2026-01-01"), to: china("2026-02-01") })).toEqual({
    before: { from: china("2025-12-01"), to: china("2026-01-01") },
    yearBefore: { from: china("2025-01-01"), to: china("2025-02-01") },
  });
  const march = otherPeriods({ from: china("2028-03-01"), to: china("2028-04-01") });
  expect(march?.before).toEqual({ from: china("2028-02-01"), to: china("2028-03-01") });
  expect(otherPeriods({ from: china("2026-01-01"), to: china("2026-01-31") })).toBeUndefined();
  expect(otherPeriods({ from: china("2026-01-02"), to: china("2026-02-01") })).toBeUndefined();
});

test("counts differ also in percent, shares in points, minutes in minutes; from nothing there is no percent", () => {
  expect(changeOf(of(12, "count"), of(8, "count"))).toEqual({ value: 8, difference: 4, percent: 50 });
  expect(changeOf(of(12, "count"), of(0, "count"))).toEqual({ value: 0, difference: 12, percent: null });
  expect(changeOf(of(91.2, "percent"), of(93.7, "percent"))).toEqual({ value: 93.7, difference: -2.5, percent: null });
  expect(changeOf(of(9.1, "minutes"), of(8, "minutes"))).toEqual({ value: 8, difference: 1.1, percent: null });
  expect(changeOf(of(null, "minutes"), of(8, "minutes"))).toEqual({ value: 8, difference: null, percent: null });
});

test("before there were records there is nothing to compare with, which is not zero", () => {
  const period = { from: china("2026-10-01"), to: china("2026-11-01") };
  expect(knownOf(period, china("2026-09-15"))).toBe("full");
  expect(knownOf(period, china("2026-10-15"))).toBe("partly");
  expect(knownOf(period, china("2026-11-01"))).toBe("none");
  expect(knownOf(period, null)).toBe("none");
  const values = { cases: of(5, "count") };
  const none = compared(values, { period, values: { cases: of(0, "count") }, recordsSince: null });
  expect([none.known, none.changes.cases]).toEqual(["none", { value: null, difference: null, percent: null }]);
});

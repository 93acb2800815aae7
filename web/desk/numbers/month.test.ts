import { expect, test } from "vitest";
import { monthOf, monthPeriod } from "./month.ts";

test("a month begins at midnight in China and ends where the next begins", () => {
  expect(monthPeriod("2026-02")).toEqual({ from: Date.UTC(2026, 0, 31, 16), to: Date.UTC(2026, 1, 28, 16) });
  expect(monthPeriod("2026-12")?.to).toBe(monthPeriod("2027-01")?.from);
  for (const wrong of ["2026-13", "2026-00", "2026", ""]) expect(monthPeriod(wrong)).toBeUndefined();
});

test("the last hours of a month in UTC are the next month's in China", () => {
  expect(monthOf(Date.UTC(2026, 9, 31, 15, 59))).toBe("2026-10");
  expect(monthOf(Date.UTC(2026, 9, 31, 16))).toBe("2026-11");
});

import { expect, test } from "vitest";
import { isReportDue } from "./is-report-due.ts";

const here = { lat: 31.23, lon: 121.47 };
/** About 60 m to the north. */
const there = { lat: 31.23054, lon: 121.47 };

test.each([
  ["the first fix goes at once", null, here, 0, true],
  ["moved, but only just told", { at: 0, position: here }, there, 9_000, false],
  ["moved 60 m in 10 s", { at: 0, position: here }, there, 10_000, true],
  ["standing still for 20 s", { at: 0, position: here }, here, 20_000, false],
  ["standing still: one in 30 s says it is alive", { at: 0, position: here }, here, 30_000, true],
] as const)("%s", (_name, told, position, now, due) => {
  expect(isReportDue(told, position, now)).toBe(due);
});

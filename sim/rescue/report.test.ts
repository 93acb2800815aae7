import { expect, test } from "vitest";
import { bootstrap, mean } from "./bootstrap.ts";
import { dayFigures, sortedDays } from "./day-figures.ts";
import { runRescue } from "./run-rescue.ts";

test("a short run in threads prints every world and policy, and names every target of the issue", async () => {
  const lines: string[] = [];
  const report = await runRescue({
    seed: 5,
    city: "demo",
    days: 3,
    worlds: 2,
    storms: 2,
    stormSize: { lifts: 40, crews: 6 },
    threads: 2,
    realDataDir: "",
    report: (line) => void lines.push(line),
  });
  expect(report.targets.map((each) => `${each.name} ${each.op} ${each.limit}`)).toEqual([
    "calibrated = 1",
    "p90_arrival_cut_vs_contract >= 0.25",
    "driving_with_restore_ratio <= 1.3",
    "late_cut_vs_contract >= 0.75",
    "late_ratio_vs_timer15 <= 1",
    "person_minutes_cut_vs_dynamic >= 0.15",
    "person_minutes_cut_vs_greedy >= 0.1",
    "last_freed_cut_vs_least_eta >= 0.15",
    "p95_freed_cut_vs_dynamic >= 0.05",
    "vulnerable_mean_cut_vs_dynamic >= 0.35",
    "unknown_person_minutes_cut_vs_dynamic >= 0.04",
  ]);
  expect(lines.filter((line) => line.startsWith("world "))).toHaveLength(2);
  expect(lines.filter((line) => line.startsWith("hedge: ")).length).toBeGreaterThan(8);
  // Three days have no thirty late cases: then there is no ratio, and its targets count as missed.
  expect(report.targets.find((each) => each.name === "late_ratio_vs_timer15")).toMatchObject({
    value: null,
    ok: false,
  });
}, 120_000);

test("days that count twice count twice, and days that do not count are left out", () => {
  const days = sortedDays({
    day: Int32Array.from([0, 0, 1, 2]),
    arrived: Float64Array.from([10, 40, 20, Number.POSITIVE_INFINITY]),
    selfFreed: Uint8Array.from([0, 0, 0, 0]),
    byContracted: Uint8Array.from([1, 0, 1, 0]),
    hedged: Uint8Array.from([0, 1, 0, 0]),
    driving: Float64Array.from([5, 6, 7, 8]),
    restore: Float64Array.from([0, 3, 0, 0]),
  });
  expect(dayFigures(days, null)).toMatchObject({ calls: 4, late: 2, driving: 26, withRestore: 29, byContracted: 0.5 });
  expect(dayFigures(days, Int32Array.from([1, 2, 0]))).toMatchObject({ calls: 4, late: 1, p90Minutes: 40 });
  expect(dayFigures(days, Int32Array.from([1, 2, 0])).meanMinutes).toBeCloseTo(22.5);
});

test("an interval holds the figure, has width where days differ, and is the same again", () => {
  const values = Array.from({ length: 50 }, (_, i) => i % 7);
  const figures = () =>
    bootstrap(1, 50, (resample) => ({
      mean: mean(values.flatMap((value, i) => Array<number>(resample?.[0]?.times[i] ?? 1).fill(value))),
    })).mean;
  const { value, low, high } = figures();
  expect(low).toBeLessThan(value);
  expect(high).toBeGreaterThan(value);
  expect(high - low).toBeLessThan(2);
  expect(figures()).toEqual({ value, low, high });
});

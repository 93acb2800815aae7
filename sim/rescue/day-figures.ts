import type { DaysOf } from "./run-world.ts";

/** What one policy's calls of one world come to, each day counted so often (bootstrap) or once. */
export type DayFigures = {
  readonly calls: number;
  readonly meanMinutes: number;
  readonly p90Minutes: number;
  readonly late: number;
  readonly byContracted: number;
  readonly hedged: number;
  readonly driving: number;
  readonly withRestore: number;
};

/** Late: nobody at the door 30 minutes after the alarm. */
const lateMinutes = 30;

/** Calls in the order of arrival, so that a percentile of any weighing is one walk. */
export type SortedDays = { readonly days: DaysOf; readonly byArrival: Int32Array };

export const sortedDays = (days: DaysOf): SortedDays => ({
  days,
  byArrival: Int32Array.from(days.arrived, (_, i) => i).sort(
    (a, b) => (days.arrived[a] as number) - (days.arrived[b] as number) || a - b,
  ),
});

/** @param times how often each day counts; null = once */
export function dayFigures({ days, byArrival }: SortedDays, times: Int32Array | null): DayFigures {
  const weight = (i: number): number => (times === null ? 1 : (times[days.day[i] as number] as number));
  const sums = { calls: 0, reached: 0, minutes: 0, late: 0, own: 0, hedged: 0, all: 0, driving: 0, restore: 0 };
  for (let i = 0; i < days.day.length; i += 1) {
    const w = weight(i);
    sums.all += w;
    sums.hedged += w * (days.hedged[i] as number);
    sums.driving += w * (days.driving[i] as number);
    sums.restore += w * (days.restore[i] as number);
    if (days.selfFreed[i] === 1) continue;
    const arrived = days.arrived[i] as number;
    sums.calls += w;
    if (arrived > lateMinutes) sums.late += w;
    sums.own += w * (days.byContracted[i] as number);
    if (!Number.isFinite(arrived)) continue;
    sums.reached += w;
    sums.minutes += w * arrived;
  }
  return {
    calls: sums.calls,
    meanMinutes: sums.minutes / sums.reached,
    p90Minutes: percentileOf(days, byArrival, weight, 0.9 * sums.calls),
    late: sums.late,
    byContracted: sums.own / sums.calls,
    hedged: sums.hedged / sums.all,
    driving: sums.driving,
    withRestore: sums.driving + sums.restore,
  };
}

function percentileOf(days: DaysOf, byArrival: Int32Array, weight: (i: number) => number, wanted: number): number {
  let seen = 0;
  for (const i of byArrival) {
    if (days.selfFreed[i] === 1) continue;
    seen += weight(i);
    if (seen >= wanted) return days.arrived[i] as number;
  }
  return Number.NaN;
}

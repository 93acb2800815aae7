import { bootstrap, type Estimate, mean, type Resample } from "./bootstrap.ts";
import { type DayFigures, dayFigures, type SortedDays, sortedDays } from "./day-figures.ts";
import { allPolicies, contractOnly, ours, type Policy, timer15, timer30 } from "./policies.ts";
import type { WorldResult } from "./run-world.ts";

/** Below so many late cases of the baseline, pooled over worlds, a ratio means nothing: counts are printed. */
const fewestLate = 30;

export type Fence = {
  readonly meanMinutes: number;
  readonly lateShare: number;
  readonly freedByLevelOne: number;
  readonly holds: boolean;
};

export type PolicyRow = {
  readonly policy: Policy;
  readonly meanMinutes: number;
  readonly p90Minutes: number;
  readonly late: number;
  readonly calls: number;
  readonly hedged: number;
  readonly p90Cut: Estimate;
  readonly driving: Estimate;
  readonly withRestore: Estimate;
  /** Null below the fewest late cases. */
  readonly lateCut: Estimate | null;
};

export type DayReport = {
  readonly fence: Fence;
  readonly rows: readonly PolicyRow[];
  readonly lateVsTimer15: Estimate | null;
  readonly ours: PolicyRow;
};

type Sorted = readonly (readonly SortedDays[])[];

/** @param days how many days each world has */
export function dayReport(worlds: readonly WorldResult[], days: number): DayReport {
  const sorted = worlds.map((world) => world.days.map(sortedDays));
  const rows = allPolicies.map((policy) => rowOf(sorted, days, policy));
  const mine = rows.find((row) => row.policy === ours);
  if (mine === undefined) throw new Error("our own policy was not run");
  const timer = lateOf(sorted, timer15);
  const lateVsTimer15 =
    timer < fewestLate
      ? null
      : bootstrap(worlds.length, days, (resample) => ({
          ratio: pooledLate(sorted, ours, resample) / pooledLate(sorted, timer15, resample),
        })).ratio;
  return { fence: fenceOf(sorted), rows, lateVsTimer15, ours: mine };
}

/** Calibration, checked first: outside of it the run is void. */
function fenceOf(sorted: Sorted): Fence {
  const contract = sorted.map((world) => figuresOf(world, contractOnly, null));
  const levelOne = sorted.map((world) => figuresOf(world, timer30, null).byContracted);
  const fence = {
    meanMinutes: mean(contract.map((each) => each.meanMinutes)),
    lateShare: mean(contract.map((each) => each.late / each.calls)),
    freedByLevelOne: mean(levelOne),
  };
  const { meanMinutes, lateShare, freedByLevelOne } = fence;
  const holds =
    meanMinutes >= 10 && meanMinutes <= 13 && lateShare >= 0.005 && lateShare <= 0.02 && freedByLevelOne >= 0.985;
  return { ...fence, holds };
}

function rowOf(sorted: Sorted, days: number, policy: Policy): PolicyRow {
  const figures = sorted.map((world) => figuresOf(world, policy, null));
  const ratios = bootstrap(sorted.length, days, (resample) => ratiosOf(sorted, policy, resample));
  return {
    policy,
    meanMinutes: mean(figures.map((each) => each.meanMinutes)),
    p90Minutes: mean(figures.map((each) => each.p90Minutes)),
    late: figures.reduce((sum, each) => sum + each.late, 0),
    calls: figures.reduce((sum, each) => sum + each.calls, 0),
    hedged: mean(figures.map((each) => each.hedged)),
    p90Cut: ratios.p90Cut,
    driving: ratios.driving,
    withRestore: ratios.withRestore,
    lateCut: lateOf(sorted, contractOnly) < fewestLate ? null : ratios.lateCut,
  };
}

/** Means over worlds; the cut of lateness pooled over worlds, as its cases are few. */
function ratiosOf(sorted: Sorted, policy: Policy, resample: Resample | null) {
  const pairs = picked(sorted, resample).map(({ world, times }) => ({
    own: figuresOf(world, policy, times),
    base: figuresOf(world, contractOnly, times),
  }));
  const late = (of: (pair: (typeof pairs)[number]) => DayFigures): number =>
    pairs.reduce((sum, pair) => sum + of(pair).late, 0);
  return {
    p90Cut: mean(pairs.map(({ own, base }) => 1 - own.p90Minutes / base.p90Minutes)),
    driving: mean(pairs.map(({ own, base }) => own.driving / base.withRestore)),
    withRestore: mean(pairs.map(({ own, base }) => own.withRestore / base.withRestore)),
    lateCut: 1 - late((pair) => pair.own) / late((pair) => pair.base),
  };
}

const picked = (sorted: Sorted, resample: Resample | null) =>
  resample === null
    ? sorted.map((world) => ({ world, times: null }))
    : resample.map(({ world, times }) => ({ world: sorted[world] ?? [], times }));

/** The same world, policy and weighing is asked for often. */
function figuresOf(world: readonly SortedDays[], policy: Policy, times: Int32Array | null): DayFigures {
  const days = world[allPolicies.indexOf(policy)];
  if (days === undefined) throw new Error(`${policy.name} was not run`);
  return dayFigures(days, times);
}

const lateOf = (sorted: Sorted, policy: Policy): number => pooledLate(sorted, policy, null);

const pooledLate = (sorted: Sorted, policy: Policy, resample: Resample | null): number =>
  picked(sorted, resample).reduce((sum, { world, times }) => sum + figuresOf(world, policy, times).late, 0);

/** One world's own figures, for its line. */
export function worldLine(world: WorldResult): string {
  const sorted = world.days.map(sortedDays);
  const of = (policy: Policy): DayFigures => figuresOf(sorted, policy, null);
  const [base, timer, own] = [of(contractOnly), of(timer15), of(ours)];
  const { meanMinutes, lateShare, freedByLevelOne, holds } = fenceOf([sorted]);
  return [
    `world ${world.seed}: ${world.sites} sites, ${world.crews} crews, ${base.calls} calls`,
    `fence ${holds ? "holds" : "DOES NOT HOLD"} (mean ${meanMinutes.toFixed(1)} min, late ${(100 * lateShare).toFixed(2)} %, level 1 frees ${(100 * freedByLevelOne).toFixed(2)} %)`,
    `p90 ${base.p90Minutes.toFixed(1)} → ${own.p90Minutes.toFixed(1)} min (${(100 * (1 - own.p90Minutes / base.p90Minutes)).toFixed(1)} %)`,
    `late ${base.late}, timer ${timer.late}, ours ${own.late}`,
    `driving ${(own.driving / base.driving).toFixed(2)}, with restore ${(own.withRestore / base.withRestore).toFixed(2)}`,
  ].join("; ");
}

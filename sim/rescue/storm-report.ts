import { bootstrap, type Estimate, mean, type Resample } from "./bootstrap.ts";
import type { StormResult } from "./run-storm.ts";
import type { StormRun, WorldResult } from "./run-world.ts";

const names = {
  dynamic: "dynamic nearest",
  greedy: "greedy (travel + service) / weight",
  leastEta: "least expected arrival incl. queue",
  ours: "regret insertion + local search, rolling",
} as const;

export const stormCuts = [
  ["person_minutes_cut_vs_dynamic", "personMinutes", "dynamic", true],
  ["person_minutes_cut_vs_greedy", "personMinutes", "greedy", true],
  ["last_freed_cut_vs_least_eta", "lastFreed", "leastEta", true],
  ["p95_freed_cut_vs_dynamic", "p95Freed", "dynamic", true],
  ["vulnerable_mean_cut_vs_dynamic", "vulnerableMean", "dynamic", true],
  ["unknown_person_minutes_cut_vs_dynamic", "personMinutes", "dynamic", false],
] as const;
export type StormCut = (typeof stormCuts)[number][0];

export type StormReport = {
  readonly cuts: Readonly<Record<StormCut, Estimate>>;
  readonly rows: readonly (StormResult & { readonly name: string; readonly personsKnown: boolean })[];
};

export function stormReport(worlds: readonly WorldResult[], storms: number): StormReport {
  const cuts = bootstrap(worlds.length, storms, (resample) => cutsOf(worlds, resample));
  const rows = (worlds[0]?.storms ?? []).map(({ name, personsKnown }, i) => {
    const all = worlds.flatMap((world) => world.storms[i]?.storms ?? []);
    const of = (figure: keyof StormResult): number => mean(all.map((each) => each[figure]));
    return {
      name,
      personsKnown,
      lastFreed: of("lastFreed"),
      p95Freed: of("p95Freed"),
      personMinutes: of("personMinutes"),
      vulnerableMean: of("vulnerableMean"),
    };
  });
  return { cuts, rows };
}

/** Each cut of the means over a world's storms, then the mean over worlds. What other policies do not know, they do not use. */
function cutsOf(worlds: readonly WorldResult[], resample: Resample | null): Record<StormCut, number> {
  const picked =
    resample === null
      ? worlds.map((world) => ({ world, times: null }))
      : resample.map(({ world, times }) => ({ world: worlds[world], times }));
  const cut = ([, figure, against, known]: (typeof stormCuts)[number]): number =>
    mean(
      picked.map(({ world, times }) => {
        const own = runOf(world, names.ours, known);
        const other = runOf(world, names[against], true);
        return 1 - meanOf(own, figure, times) / meanOf(other, figure, times);
      }),
    );
  return Object.fromEntries(stormCuts.map((each) => [each[0], cut(each)])) as Record<StormCut, number>;
}

function runOf(world: WorldResult | undefined, name: string, personsKnown: boolean): StormRun {
  const run = world?.storms.find((each) => each.name === name && each.personsKnown === personsKnown);
  if (run === undefined) throw new Error(`${name} was not run`);
  return run;
}

function meanOf({ storms }: StormRun, figure: keyof StormResult, times: Int32Array | null): number {
  const weight = (i: number): number => (times === null ? 1 : (times[i] ?? 0));
  const sum = storms.reduce((total, _, i) => total + weight(i), 0);
  return storms.reduce((total, storm, i) => total + weight(i) * storm[figure], 0) / sum;
}

/** One world's own cuts, for its line. */
export function stormLine(world: WorldResult): string {
  const cuts = cutsOf([world], null);
  return `  storms of world ${world.seed}: ${stormCuts.map(([name]) => `${name} ${(100 * cuts[name]).toFixed(1)} %`).join(", ")}`;
}

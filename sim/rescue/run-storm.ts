import type { StormPolicy } from "./storm-policies.ts";
import { type StormScene, stormRates } from "./storm-scene.ts";
import { roadTold, type StormState } from "./storm-state.ts";
import { type VirtualClock, virtualClock } from "./virtual-clock.ts";

/** Minutes from each lift's alarm until its people were out. */
export type StormResult = {
  /** Mean of all people. */
  readonly personMinutes: number;
  readonly lastFreed: number;
  /** Of lifts. */
  readonly p95Freed: number;
  /** Mean of the vulnerable. */
  readonly vulnerableMean: number;
};

type Run = {
  readonly state: StormState;
  readonly policy: StormPolicy;
  readonly clock: VirtualClock;
  readonly freedAt: Float64Array;
};

/** A refusal by telephone takes this long. */
const refusalMinutes = 1;

/** One storm under one policy, until everybody is out. */
export function runStorm(scene: StormScene, policy: StormPolicy, personsKnown: boolean): StormResult {
  const n = scene.lifts.length;
  const state: StormState = {
    scene,
    open: new Set(),
    crews: scene.crews.map(({ turnOut }) => ({ at: null, busy: false, expectedFree: turnOut })),
    barred: new Uint8Array(n * scene.crews.length),
    personsKnown,
  };
  const run: Run = { state, policy, clock: virtualClock(), freedAt: new Float64Array(n).fill(Number.NaN) };
  for (const [lift, { alarmAt }] of scene.lifts.entries())
    run.clock.at(alarmAt, () => {
      state.open.add(lift);
      policy.alarm(state, lift, run.clock.now());
      if (!policy.pooled) send(run);
    });
  if (policy.pooled) run.clock.at(stormRates.withinMinutes, () => send(run));
  run.clock.drain();
  return resultOf(scene, run.freedAt);
}

/** Every idle crew gets what the policy has for it. */
function send(run: Run): void {
  const { state, policy, clock } = run;
  if (state.open.size === 0) return;
  policy.plan(state, clock.now());
  for (const [crew, each] of state.crews.entries()) {
    if (each.busy) continue;
    const lift = policy.choose(state, crew);
    if (lift !== null) go(run, crew, lift);
  }
}

function go(run: Run, crew: number, lift: number): void {
  const { state, clock } = run;
  const { scene } = state;
  const mine = state.crews[crew];
  const there = scene.lifts[lift];
  if (mine === undefined || there === undefined) return;
  mine.busy = true;
  state.open.delete(lift);
  const now = clock.now();
  if (scene.refuses(crew, lift)) {
    clock.at(now + refusalMinutes, () => refused(run, crew, lift));
    return;
  }
  const told = roadTold(state, crew, lift);
  const rollsAt = Math.max(now, mine.at === null ? (scene.crews[crew]?.turnOut ?? 0) : 0);
  const arrives = rollsAt + told * scene.roadRatio(crew, lift);
  mine.at = lift;
  mine.expectedFree = rollsAt + told + there.serviceTold;
  // From its arrival on, the rest is the service alone.
  clock.at(arrives, () => {
    mine.expectedFree = clock.now() + there.serviceTold;
  });
  clock.at(arrives + there.service, () => {
    run.freedAt[lift] = clock.now();
    mine.busy = false;
    mine.expectedFree = clock.now();
    send(run);
  });
}

function refused(run: Run, crew: number, lift: number): void {
  const { state, policy, clock } = run;
  const mine = state.crews[crew];
  if (mine !== undefined) mine.busy = false;
  state.barred[crew * state.scene.lifts.length + lift] = 1;
  state.open.add(lift);
  policy.alarm(state, lift, clock.now());
  send(run);
}

function resultOf({ lifts }: StormScene, freedAt: Float64Array): StormResult {
  const waits = lifts.map(({ alarmAt }, lift) => {
    const freed = freedAt[lift] ?? Number.NaN;
    if (Number.isNaN(freed)) throw new Error(`lift ${lift} of a storm was never freed`);
    return freed - alarmAt;
  });
  const meanBy = (weight: (lift: number) => number): number => {
    const sum = waits.reduce((total, _, lift) => total + weight(lift), 0);
    return waits.reduce((total, wait, lift) => total + wait * weight(lift), 0) / sum;
  };
  const sorted = waits.toSorted((a, b) => a - b);
  return {
    personMinutes: meanBy((lift) => lifts[lift]?.persons ?? 0),
    lastFreed: sorted.at(-1) ?? 0,
    p95Freed: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0,
    vulnerableMean: meanBy((lift) => lifts[lift]?.vulnerable ?? 0),
  };
}

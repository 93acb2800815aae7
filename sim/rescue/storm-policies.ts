import { planStorm, type StormSettings } from "../../src/rooms/rescue/model/plan-storm.ts";
import { type StormPlan, type StormProblem, weightOf } from "../../src/rooms/rescue/model/storm-tour.ts";
import { isBarred, roadFrom, roadTold, type StormState } from "./storm-state.ts";

/**
 * How crews are sent in a storm. All see the same: alarms, estimates, positions, refusals; none sees noise or service
 * draws. `choose` names the next lift of an idle crew, or none; `alarm` hears of each lift as it becomes known or is
 * refused. `pooled` policies begin when the first wave is known, the others at once.
 */
export type StormPolicy = {
  readonly name: string;
  readonly pooled: boolean;
  readonly alarm: (state: StormState, lift: number, now: number) => void;
  /** Before idle crews choose: a chance to plan for all. */
  readonly plan: (state: StormState, now: number) => void;
  readonly choose: (state: StormState, crew: number) => number | null;
};

const nothing = (): void => {};

/** Each crew has a queue; an alarm goes to the crew with the least price when it comes in. */
function queued(name: string, price: (state: StormState, end: QueueEnd, lift: number) => number): StormPolicy {
  const queues = new Map<number, number[]>();
  const queueOf = (crew: number): number[] => {
    const queue = queues.get(crew) ?? [];
    queues.set(crew, queue);
    return queue;
  };
  return {
    name,
    pooled: false,
    alarm: (state, lift, now) => {
      let [best, found] = [Number.POSITIVE_INFINITY, 0];
      for (let crew = 0; crew < state.crews.length; crew += 1) {
        if (isBarred(state, crew, lift)) continue;
        const cost = price(state, endOf(state, queueOf(crew), { crew, now }), lift);
        if (cost < best) [best, found] = [cost, crew];
      }
      queueOf(found).push(lift);
    },
    plan: nothing,
    choose: (_, crew) => queueOf(crew).shift() ?? null,
  };
}

type QueueEnd = { readonly crew: number; readonly at: number | null; readonly minutes: number };

/** Where and when a crew will be through with its queue, as estimated. */
function endOf(state: StormState, queue: readonly number[], { crew, now }: { crew: number; now: number }): QueueEnd {
  const { scene, crews } = state;
  let at = crews[crew]?.at ?? null;
  let minutes = Math.max(0, (crews[crew]?.expectedFree ?? now) - now);
  for (const lift of queue) {
    minutes += roadFrom(scene, crew, at, lift) + (scene.lifts[lift]?.serviceTold ?? 0);
    at = lift;
  }
  return { crew, at, minutes };
}

/** The nearest crew as it stands, however many wait for it. */
export const nearestQueue = (): StormPolicy =>
  queued("nearest-first, queue per crew", (state, { crew }, lift) => roadTold(state, crew, lift));

export const leastEta = (): StormPolicy =>
  queued(
    "least expected arrival incl. queue",
    ({ scene }, { crew, at, minutes }, lift) => minutes + roadFrom(scene, crew, at, lift),
  );

/** Whoever is idle takes the open lift with the least price. */
const pooled = (name: string, price: (state: StormState, crew: number, lift: number) => number): StormPolicy => ({
  name,
  pooled: true,
  alarm: nothing,
  plan: nothing,
  choose: (state, crew) => {
    let [best, found]: [number, number | null] = [Number.POSITIVE_INFINITY, null];
    for (const lift of state.open) {
      if (isBarred(state, crew, lift)) continue;
      const cost = price(state, crew, lift);
      if (cost < best) [best, found] = [cost, lift];
    }
    return found;
  },
});

export const dynamicNearest = (): StormPolicy => pooled("dynamic nearest", roadTold);

/** With the same weights as ours: it knows as much. */
export const greedy = ({ weights }: StormSettings): StormPolicy =>
  pooled("greedy (travel + service) / weight", (state, crew, lift) => {
    const weight = weightOf(insideOf(state, lift), weights);
    return (roadTold(state, crew, lift) + (state.scene.lifts[lift]?.serviceTold ?? 0)) / weight;
  });

const insideOf = ({ scene, personsKnown }: StormState, lift: number) => {
  const { persons, vulnerable } = scene.lifts[lift] ?? { persons: 1, vulnerable: 0 };
  return personsKnown ? { persons, vulnerable } : { persons: null, vulnerable: null };
};

/** The platform's own planner, planning anew whenever a crew is free. */
export function oursStorm(settings: StormSettings): StormPolicy {
  let tours: number[][] | null = null;
  return {
    name: "regret insertion + local search, rolling",
    pooled: true,
    alarm: nothing,
    plan: (state, now) => {
      const open = [...state.open].sort((a, b) => a - b);
      const place = new Map(open.map((lift, i) => [lift, i]));
      const before: StormPlan | null = tours?.map((tour) => tour.flatMap((lift) => place.get(lift) ?? [])) ?? null;
      const { plan } = planStorm(problemOf(state, open, now), before, settings);
      tours = plan.map((tour) => tour.map((i) => open[i] as number));
    },
    choose: (_, crew) => tours?.[crew]?.[0] ?? null,
  };
}

function problemOf(state: StormState, open: readonly number[], now: number): StormProblem {
  const { scene, crews } = state;
  const m = crews.length;
  const n = open.length;
  return {
    stops: open.map((lift) => ({
      ...insideOf(state, lift),
      serviceMinutes: scene.lifts[lift]?.serviceTold ?? 0,
      waitedMinutes: now - (scene.lifts[lift]?.alarmAt ?? now),
    })),
    crews: crews.map((crew, i) => ({
      freeInMinutes: Math.max(
        crew.busy ? stillBusy(scene.lifts[crew.at ?? -1]?.serviceTold) : 0,
        crew.expectedFree - now,
      ),
      network: scene.crews[i]?.network ?? 0,
    })),
    first: Float32Array.from({ length: m * n }, (_, i) => roadTold(state, Math.floor(i / n), open[i % n] as number)),
    between: scene.between.map((whole) => partOf(whole, open, scene.lifts.length)),
    barred: state.barred.includes(1)
      ? Uint8Array.from({ length: m * n }, (_, i) =>
          isBarred(state, Math.floor(i / n), open[i % n] as number) ? 1 : 0,
        )
      : null,
  };
}

/** Whoever is about over his time has met a hard case: it is expected to last a good part of the usual time longer. */
const stillBusy = (serviceTold = 5): number => 0.4 * serviceTold;

function partOf(whole: Float32Array, open: readonly number[], n: number): Float32Array {
  const part = new Float32Array(open.length ** 2);
  for (let i = 0; i < open.length; i += 1) {
    const row = (open[i] as number) * n;
    for (let j = 0; j < open.length; j += 1) part[i * open.length + j] = whole[row + (open[j] as number)] as number;
  }
  return part;
}

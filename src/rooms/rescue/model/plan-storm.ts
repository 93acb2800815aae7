import { greedyPlan, insertByRegret, regretPlan } from "./storm-insertion.ts";
import { improve } from "./storm-search.ts";
import {
  groundOf,
  mayGo,
  planCost,
  type StormGround,
  type StormPlan,
  type StormProblem,
  type StormWeights,
  toursOf,
} from "./storm-tour.ts";

/** Weights and effort of the storm planner. Data: chosen by `npm run sim -- rescue` on seeds that are not reported. */
export type StormSettings = {
  readonly weights: StormWeights;
  /** Sweeps of the local search for a plan from nothing, and for a re-plan. */
  readonly firstSweeps: number;
  readonly againSweeps: number;
};

export const defaultStorm: StormSettings = {
  weights: { vulnerable: 3, tail: 0.01, personsMean: 2.6, vulnerableMean: 0.3 },
  firstSweeps: 8,
  againSweeps: 2,
};

export type PlannedStorm = {
  readonly plan: StormPlan;
  /** Weighted minutes on the planner's own estimates: its own, and what the rule of thumb would have cost. */
  readonly cost: number;
  readonly greedyCost: number;
};

/**
 * Tours for all crews over all stops: each stop once. Never worse than the rule of thumb on the same estimates, the same
 * answer for the same question.
 * @param before the plan so far in the numbers of this problem; stops that it lacks are put in, null = plan from nothing
 */
export function planStorm(problem: StormProblem, before: StormPlan | null, settings: StormSettings): PlannedStorm {
  const ground = groundOf(problem, settings.weights);
  const greedy = greedyPlan(ground);
  const greedyCost = planCost(ground, greedy);
  const mine = before === null ? regretPlan(ground) : completed(ground, before);
  const start = planCost(ground, mine) <= greedyCost || !coversAll(ground, greedy) ? mine : greedy;
  const tours = toursOf(ground, start);
  improve(ground, tours, before === null ? settings.firstSweeps : settings.againSweeps);
  const plan = tours.map((tour) => tour.order);
  return { plan, cost: planCost(ground, plan), greedyCost };
}

const coversAll = ({ count }: StormGround, plan: StormPlan): boolean =>
  plan.reduce((sum, order) => sum + order.length, 0) === count;

/** What the plan before still says, without stops that a crew has refused since, and with those that are new. */
function completed(ground: StormGround, before: StormPlan): StormPlan {
  const kept = before.map((order, crew) => order.filter((stop) => mayGo(ground, crew, stop)));
  const known = new Set(kept.flat());
  const missing = Array.from({ length: ground.count }, (_, stop) => stop).filter((stop) => !known.has(stop));
  const tours = toursOf(ground, kept);
  insertByRegret(ground, tours, missing);
  return tours.map((tour) => tour.order);
}

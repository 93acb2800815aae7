import { bestInsertion, removeAt } from "./storm-insertion.ts";
import {
  groundOf,
  leg,
  type StormPlan,
  type StormProblem,
  type StormWeights,
  tourCost,
  toursOf,
} from "./storm-tour.ts";

/** Why a crew is sent to its next stop, in figures that can be shown and computed again. */
export type NextStopWhy = {
  readonly stop: number;
  readonly roadMinutes: number;
  /** Until the people are out. */
  readonly outInMinutes: number;
  /** What a minute inside counts. */
  readonly weight: number;
  /** Stops of the tour after this one. */
  readonly after: number;
  /** The crew that would be second best for this stop, and how many weighted minutes the plan would lose by it. */
  readonly secondBest: { readonly crew: number; readonly loses: number } | null;
};

/** Null when the plan has nothing for the crew. */
export function whyNextStop(
  problem: StormProblem,
  plan: StormPlan,
  crew: number,
  weights: StormWeights,
): NextStopWhy | null {
  const ground = groundOf(problem, weights);
  const tours = toursOf(ground, plan);
  const tour = tours[crew];
  const stop = tour?.order[0];
  if (tour === undefined || stop === undefined) return null;
  const facts = {
    stop,
    roadMinutes: leg(ground, tour, 0, stop),
    outInMinutes: tour.out[0] ?? 0,
    weight: ground.weight[stop] ?? 0,
    after: tour.order.length - 1,
  };
  const withIt = tourCost(ground, tour);
  removeAt(ground, tour, 0);
  const spared = withIt - tourCost(ground, tour);
  const others = tours
    .filter((each) => each.crew !== crew)
    .map((each) => ({ crew: each.crew, loses: bestInsertion(ground, each, stop).cost - spared }))
    .filter((each) => Number.isFinite(each.loses))
    .sort((a, b) => a.loses - b.loses);
  return { ...facts, secondBest: others[0] ?? null };
}

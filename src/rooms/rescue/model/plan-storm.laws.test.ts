import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultStorm, planStorm } from "./plan-storm.ts";
import { groundOf, planCost, type StormProblem } from "./storm-tour.ts";
import { whyNextStop } from "./why-next-stop.ts";

const place = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }));
const stop = fc.record({
  at: place,
  persons: fc.option(fc.integer({ min: 1, max: 10 })),
  vulnerable: fc.option(fc.integer({ min: 0, max: 3 })),
  serviceMinutes: fc.integer({ min: 1, max: 20 }),
  waitedMinutes: fc.integer({ min: 0, max: 90 }),
});
const crew = fc.record({ at: place, freeInMinutes: fc.integer({ min: 0, max: 30 }), network: fc.constantFrom(0, 1) });
const problems = fc
  .record({
    stops: fc.array(stop, { minLength: 1, maxLength: 40 }),
    crews: fc.array(crew, { minLength: 1, maxLength: 8 }),
    barred: fc.option(fc.infiniteStream(fc.boolean())),
  })
  .map(({ stops, crews, barred }): StormProblem => {
    const minutes = (a: readonly [number, number], b: readonly [number, number], network: number): number =>
      (1 + Math.hypot(a[0] - b[0], a[1] - b[1]) / 4) * (1 + network / 2);
    const matrix = (network: number) =>
      Float32Array.from(stops.flatMap((a) => stops.map((b) => minutes(a.at, b.at, network))));
    const marks = barred?.[Symbol.iterator]();
    return {
      stops,
      crews,
      first: Float32Array.from(crews.flatMap((a) => stops.map((b) => minutes(a.at, b.at, a.network)))),
      between: [matrix(0), matrix(1)],
      // The first crew may always go: so that every stop has somebody.
      barred: marks
        ? Uint8Array.from({ length: crews.length * stops.length }, (_, i) =>
            i >= stops.length && marks.next().value ? 1 : 0,
          )
        : null,
    };
  });

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
const allStops = (problem: StormProblem): number[] => problem.stops.map((_, i) => i);

test("every stop is visited once, by a crew that may go there", () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const { plan } = planStorm(problem, null, defaultStorm);
      expect(sorted(plan.flat())).toEqual(allStops(problem));
      for (const [n, tour] of plan.entries())
        for (const each of tour) expect(problem.barred?.[n * problem.stops.length + each] ?? 0).toBe(0);
    }),
  );
});

test("it is never worse than the rule of thumb on its own estimates, and says its true cost", () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const { plan, cost, greedyCost } = planStorm(problem, null, defaultStorm);
      expect(cost).toBeLessThanOrEqual(greedyCost + 1e-6);
      expect(planCost(groundOf(problem, defaultStorm.weights), plan)).toBeCloseTo(cost, 6);
    }),
  );
});

test("more search never costs, so every change was weighed as it is", () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const with0 = planStorm(problem, null, { ...defaultStorm, firstSweeps: 0 });
      const with1 = planStorm(problem, null, { ...defaultStorm, firstSweeps: 1 });
      const with8 = planStorm(problem, null, defaultStorm);
      expect(with1.cost).toBeLessThanOrEqual(with0.cost + 1e-6);
      expect(with8.cost).toBeLessThanOrEqual(with1.cost + 1e-6);
    }),
  );
});

test("the same problem has the same plan, and a plan that stands is not made worse by planning again", () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const first = planStorm(problem, null, defaultStorm);
      expect(planStorm(problem, null, defaultStorm)).toEqual(first);
      const again = planStorm(problem, first.plan, defaultStorm);
      expect(again.cost).toBeLessThanOrEqual(first.cost + 1e-6);
      expect(sorted(again.plan.flat())).toEqual(allStops(problem));
    }),
  );
});

test("what a plan before lacks is put in, and what a crew refused since goes to another", () => {
  fc.assert(
    fc.property(problems, fc.nat(), (problem, cut) => {
      const { plan } = planStorm({ ...problem, barred: null }, null, defaultStorm);
      const part = plan.map((tour, i) => (i % 2 === cut % 2 ? tour.slice(1) : tour));
      const { plan: whole } = planStorm(problem, part, defaultStorm);
      expect(sorted(whole.flat())).toEqual(allStops(problem));
    }),
  );
});

/** Two lifts equally far to both sides of one crew; people differ. */
const fork = (left: readonly [number, number], right: readonly [number, number]): StormProblem => ({
  stops: [left, right].map(([persons, vulnerable]) => ({ persons, vulnerable, serviceMinutes: 5, waitedMinutes: 0 })),
  crews: [{ freeInMinutes: 0, network: 0 }],
  first: Float32Array.from([10, 10]),
  between: [Float32Array.from([0, 20, 20, 0])],
  barred: null,
});

test("more people come first, and one old person before two others", () => {
  expect(planStorm(fork([1, 0], [4, 0]), null, defaultStorm).plan).toEqual([[1, 0]]);
  expect(planStorm(fork([1, 1], [2, 0]), null, defaultStorm).plan).toEqual([[0, 1]]);
});

test("a crew's next stop is explained by its figures and by who would be second best", () => {
  const problem: StormProblem = {
    ...fork([1, 0], [4, 0]),
    crews: [
      { freeInMinutes: 0, network: 0 },
      { freeInMinutes: 30, network: 0 },
    ],
    first: Float32Array.from([10, 10, 10, 10]),
  };
  const { plan } = planStorm(problem, null, defaultStorm);
  const why = whyNextStop(problem, plan, 0, defaultStorm.weights);
  expect(why).toMatchObject({ stop: 1, roadMinutes: 10, outInMinutes: 15, weight: 4, secondBest: { crew: 1 } });
  expect(why?.secondBest?.loses).toBeGreaterThan(0);
  expect(whyNextStop(problem, [[], [0, 1]], 0, defaultStorm.weights)).toBeNull();
});

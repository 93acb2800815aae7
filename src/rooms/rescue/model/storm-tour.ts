/**
 * A storm: more lifts with people inside than crews. Crews and stops are numbered from 0; times are minutes, counted
 * from the moment of planning, all of them estimates.
 */
export type StormStop = {
  /** People inside and, of them, the vulnerable (children, old, ill, pregnant); null = nobody knows. */
  readonly persons: number | null;
  readonly vulnerable: number | null;
  /** From the crew's stop at the address until the people are out. */
  readonly serviceMinutes: number;
  /** How long people have been inside. */
  readonly waitedMinutes: number;
};

export type StormCrew = {
  /** Until it is free of what it does now. */
  readonly freeInMinutes: number;
  /** Which of the networks of `between` it travels by. */
  readonly network: number;
};

export type StormProblem = {
  readonly stops: readonly StormStop[];
  readonly crews: readonly StormCrew[];
  /** crew × stop: from where the crew will be free. */
  readonly first: Float32Array;
  /** For each network stop × stop. */
  readonly between: readonly Float32Array[];
  /** crew × stop: 1 = this crew must not be sent there (it refused); null = none. */
  readonly barred: Uint8Array | null;
};

/**
 * What a minute inside counts. One for each person, `vulnerable` more for each who is vulnerable; `tail` for each lift
 * and minute grows with the minutes it lasts, so that nobody is forgotten. Unknown numbers count as these means.
 */
export type StormWeights = {
  readonly vulnerable: number;
  readonly tail: number;
  readonly personsMean: number;
  readonly vulnerableMean: number;
};

/** Tours by crew: stops in their order. */
export type StormPlan = readonly (readonly number[])[];

/** A problem made ready: weights and times as flat arrays. */
export type StormGround = {
  readonly problem: StormProblem;
  readonly count: number;
  readonly weight: Float64Array;
  readonly service: Float64Array;
  readonly waited: Float64Array;
  readonly tail: number;
};

export function groundOf(problem: StormProblem, weights: StormWeights): StormGround {
  const { stops } = problem;
  return {
    problem,
    count: stops.length,
    weight: Float64Array.from(stops, (stop) => weightOf(stop, weights)),
    service: Float64Array.from(stops, (stop) => stop.serviceMinutes),
    waited: Float64Array.from(stops, (stop) => stop.waitedMinutes),
    tail: weights.tail,
  };
}

export const weightOf = (stop: Pick<StormStop, "persons" | "vulnerable">, weights: StormWeights): number =>
  (stop.persons ?? weights.personsMean) + weights.vulnerable * (stop.vulnerable ?? weights.vulnerableMean);

/** A crew's tour with what is needed to weigh a change of it in constant time. */
export type Tour = {
  readonly crew: number;
  readonly network: number;
  readonly freeIn: number;
  /** Road minutes to each stop from where the crew will be free, and between stops by its network. */
  readonly first: Float32Array;
  readonly between: Float32Array;
  readonly order: number[];
  /** When each stop's people are out. */
  readonly out: number[];
  /** From each place to the end: sums of weights, and of the minutes inside. One longer than the order. */
  readonly weightFrom: number[];
  readonly insideFrom: number[];
};

export function emptyTour({ problem, count }: StormGround, crew: number): Tour {
  const { freeInMinutes, network } = problem.crews[crew] ?? { freeInMinutes: 0, network: 0 };
  const first = problem.first.subarray(crew * count, (crew + 1) * count);
  const between = problem.between[network] ?? new Float32Array(0);
  return { crew, network, freeIn: freeInMinutes, first, between, order: [], out: [], weightFrom: [0], insideFrom: [0] };
}

/** Road minutes to a stop as the one at `place` of a crew's tour. */
export const leg = ({ count }: StormGround, tour: Tour, place: number, stop: number): number =>
  place === 0
    ? (tour.first[stop] as number)
    : (tour.between[(tour.order[place - 1] as number) * count + stop] as number);

export const between = ({ count }: StormGround, tour: Tour, from: number, to: number): number =>
  tour.between[from * count + to] as number;

/** When the crew sets out for the one at `place`. */
export const leaves = (tour: Tour, place: number): number =>
  place === 0 ? tour.freeIn : (tour.out[place - 1] as number);

/** Brings the sums up to date from a place on; earlier ones of `out` hold. */
export function measure(ground: StormGround, tour: Tour, from = 0): void {
  const { order, out, weightFrom, insideFrom } = tour;
  const length = order.length;
  out.length = length;
  weightFrom.length = length + 1;
  insideFrom.length = length + 1;
  for (let place = from; place < length; place += 1) {
    const stop = order[place] as number;
    out[place] = leaves(tour, place) + leg(ground, tour, place, stop) + (ground.service[stop] as number);
  }
  weightFrom[length] = 0;
  insideFrom[length] = 0;
  for (let place = length - 1; place >= 0; place -= 1) {
    const stop = order[place] as number;
    weightFrom[place] = (weightFrom[place + 1] as number) + (ground.weight[stop] as number);
    insideFrom[place] = (insideFrom[place + 1] as number) + (out[place] as number) + (ground.waited[stop] as number);
  }
}

/** What it costs that a stop's people are out at `out`. */
export function stopCost(ground: StormGround, stop: number, out: number): number {
  const inside = out + (ground.waited[stop] as number);
  return (ground.weight[stop] as number) * out + ground.tail * inside * inside;
}

/** What it costs to move everything from a place on by so many minutes. */
export function shiftCost(ground: StormGround, tour: Tour, place: number, minutes: number): number {
  const stops = tour.order.length - place;
  return (
    minutes * (tour.weightFrom[place] as number) +
    ground.tail * (2 * minutes * (tour.insideFrom[place] as number) + minutes * minutes * stops)
  );
}

export const tourCost = (ground: StormGround, tour: Tour): number =>
  tour.order.reduce((sum, stop, place) => sum + stopCost(ground, stop, tour.out[place] as number), 0);

export const mayGo = ({ problem, count }: StormGround, crew: number, stop: number): boolean =>
  problem.barred === null || problem.barred[crew * count + stop] === 0;

/** Tours that can be changed, measured. */
export function toursOf(ground: StormGround, plan: StormPlan): Tour[] {
  return ground.problem.crews.map((_, crew) => {
    const tour = emptyTour(ground, crew);
    tour.order.push(...(plan[crew] ?? []));
    measure(ground, tour);
    return tour;
  });
}

/** The whole plan on its own estimates: weighted minutes until everybody is out. */
export const planCost = (ground: StormGround, plan: StormPlan): number =>
  toursOf(ground, plan).reduce((sum, tour) => sum + tourCost(ground, tour), 0);

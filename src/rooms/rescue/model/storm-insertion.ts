import {
  between,
  emptyTour,
  leaves,
  leg,
  mayGo,
  measure,
  type StormGround,
  type StormPlan,
  shiftCost,
  stopCost,
  type Tour,
  toursOf,
} from "./storm-tour.ts";

export type Insertion = { readonly cost: number; readonly place: number };
const impossible: Insertion = { cost: Number.POSITIVE_INFINITY, place: -1 };

/** The cheapest place for a stop in one tour. */
export function bestInsertion(ground: StormGround, tour: Tour, stop: number): Insertion {
  if (!mayGo(ground, tour.crew, stop)) return impossible;
  let best = impossible.cost;
  let at = -1;
  for (let place = 0; place <= tour.order.length; place += 1) {
    const cost = insertionCost(ground, tour, place, stop);
    if (cost < best) {
      best = cost;
      at = place;
    }
  }
  return { cost: best, place: at };
}

function insertionCost(ground: StormGround, tour: Tour, place: number, stop: number): number {
  const out = leaves(tour, place) + leg(ground, tour, place, stop) + (ground.service[stop] as number);
  const own = stopCost(ground, stop, out);
  if (place === tour.order.length) return own;
  const next = tour.order[place] as number;
  const later =
    out + between(ground, tour, stop, next) + (ground.service[next] as number) - (tour.out[place] as number);
  return own + shiftCost(ground, tour, place, later);
}

export function insert(ground: StormGround, tour: Tour, place: number, stop: number): void {
  tour.order.splice(place, 0, stop);
  measure(ground, tour, place);
}

export function removeAt(ground: StormGround, tour: Tour, place: number): void {
  tour.order.splice(place, 1);
  measure(ground, tour, place);
}

/**
 * Puts stops into tours, always that one next which would lose most by waiting for its second-best crew (regret). Ties go
 * to the lower number, so the same problem always has the same plan.
 */
export function insertByRegret(ground: StormGround, tours: readonly Tour[], stops: readonly number[]): void {
  const open = stops.map((stop) => ({
    stop,
    offers: tours.map((tour) => bestInsertion(ground, tour, stop)),
  }));
  while (open.length > 0) {
    const next = mostRegretted(open);
    const [{ stop }] = open.splice(next.at, 1) as [(typeof open)[number]];
    const tour = tours[next.tour];
    if (tour === undefined) continue;
    insert(ground, tour, next.place, stop);
    for (const each of open) each.offers[next.tour] = bestInsertion(ground, tour, each.stop);
  }
}

type Open = readonly { readonly stop: number; readonly offers: readonly Insertion[] }[];

function mostRegretted(open: Open): { at: number; tour: number; place: number } {
  let found = { at: 0, tour: -1, place: -1 };
  let most = Number.NEGATIVE_INFINITY;
  for (const [at, { offers }] of open.entries()) {
    let [first, second, tour] = [impossible.cost, impossible.cost, -1];
    for (const [i, { cost }] of offers.entries()) {
      if (cost < first) [first, second, tour] = [cost, first, i];
      else if (cost < second) second = cost;
    }
    const regret = tour === -1 ? Number.NEGATIVE_INFINITY : second - first;
    if (regret > most) {
      most = regret;
      found = { at, tour, place: offers[tour]?.place ?? -1 };
    }
  }
  return found;
}

/**
 * The dispatcher's rule of thumb: whoever is free first takes what is quickest done for its weight, (road + service) /
 * weight. Measured beside ours, and never better than it on the same estimates.
 */
export function greedyPlan(ground: StormGround): StormPlan {
  const tours = ground.problem.crews.map((_, crew) => emptyTour(ground, crew));
  const open = new Set(Array.from({ length: ground.count }, (_, stop) => stop));
  const idle = new Set(tours);
  while (open.size > 0 && idle.size > 0) {
    const tour = soonest(idle);
    const stop = quickestFor(ground, tour, open);
    if (stop === -1) {
      idle.delete(tour);
      continue;
    }
    open.delete(stop);
    tour.order.push(stop);
    measure(ground, tour, tour.order.length - 1);
  }
  return tours.map((tour) => tour.order);
}

function soonest(tours: ReadonlySet<Tour>): Tour {
  let best: Tour | undefined;
  for (const tour of tours) if (best === undefined || endOf(tour) < endOf(best)) best = tour;
  return best as Tour;
}

const endOf = (tour: Tour): number => leaves(tour, tour.order.length);

function quickestFor(ground: StormGround, tour: Tour, open: ReadonlySet<number>): number {
  let [best, found] = [Number.POSITIVE_INFINITY, -1];
  for (const stop of open) {
    if (!mayGo(ground, tour.crew, stop)) continue;
    const minutes = leg(ground, tour, tour.order.length, stop) + (ground.service[stop] as number);
    const price = minutes / (ground.weight[stop] as number);
    if (price < best) [best, found] = [price, stop];
  }
  return found;
}

/** Tours by regret insertion, from nothing. */
export function regretPlan(ground: StormGround): StormPlan {
  const tours = toursOf(ground, []);
  insertByRegret(
    ground,
    tours,
    Array.from({ length: ground.count }, (_, stop) => stop),
  );
  return tours.map((tour) => tour.order);
}

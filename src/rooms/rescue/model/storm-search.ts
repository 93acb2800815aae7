import { bestInsertion, type Insertion, insert, removeAt } from "./storm-insertion.ts";
import {
  between,
  leaves,
  leg,
  mayGo,
  measure,
  type StormGround,
  shiftCost,
  stopCost,
  type Tour,
} from "./storm-tour.ts";

/** Changes below this are noise of arithmetic. */
const least = 1e-6;

/**
 * Local search: each sweep tries to move every stop to its best place, to exchange any two stops of different tours, and
 * to exchange the ends of any two tours; what makes the plan cheaper is kept. Ends after so many sweeps, or with one that
 * found nothing; never by the clock, so the same problem always has the same plan.
 */
export function improve(ground: StormGround, tours: readonly Tour[], sweeps: number): void {
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const moved = moveStops(ground, tours);
    const exchanged = exchangeStops(ground, tours);
    const crossed = exchangeEnds(ground, tours);
    if (!moved && !exchanged && !crossed) return;
  }
}

function moveStops(ground: StormGround, tours: readonly Tour[]): boolean {
  const home = new Int32Array(ground.count).fill(-1);
  for (const [i, tour] of tours.entries()) for (const stop of tour.order) home[stop] = i;
  let changed = false;
  for (let stop = 0; stop < ground.count; stop += 1) {
    const from = tours[home[stop] as number];
    if (from === undefined) continue;
    const place = from.order.indexOf(stop);
    removeAt(ground, from, place);
    const to = cheapest(ground, tours, stop);
    const stays = insertedAt(ground, from, place, stop);
    const target = tours[to.tour];
    if (target === undefined || to.cost > stays - least) {
      insert(ground, from, place, stop);
      continue;
    }
    insert(ground, target, to.place, stop);
    home[stop] = to.tour;
    changed = true;
  }
  return changed;
}

function cheapest(ground: StormGround, tours: readonly Tour[], stop: number): Insertion & { tour: number } {
  let best: Insertion = { cost: Number.POSITIVE_INFINITY, place: -1 };
  let tour = -1;
  for (let i = 0; i < tours.length; i += 1) {
    const offer = bestInsertion(ground, tours[i] as Tour, stop);
    if (offer.cost < best.cost) [best, tour] = [offer, i];
  }
  return { ...best, tour };
}

/** What the stop costs at this very place: the tour's cost with it less that without. */
function insertedAt(ground: StormGround, tour: Tour, place: number, stop: number): number {
  const out = leaves(tour, place) + leg(ground, tour, place, stop) + (ground.service[stop] as number);
  const next = tour.order[place];
  if (next === undefined) return stopCost(ground, stop, out);
  const nextOut = out + between(ground, tour, stop, next) + (ground.service[next] as number);
  return stopCost(ground, stop, out) + shiftCost(ground, tour, place, nextOut - (tour.out[place] as number));
}

function exchangeStops(ground: StormGround, tours: readonly Tour[]): boolean {
  let changed = false;
  for (let i = 0; i < tours.length; i += 1)
    for (let j = i + 1; j < tours.length; j += 1)
      if (exchangeBetween(ground, tours[i] as Tour, tours[j] as Tour)) changed = true;
  return changed;
}

function exchangeBetween(ground: StormGround, a: Tour, b: Tour): boolean {
  let changed = false;
  for (let p = 0; p < a.order.length; p += 1) {
    for (let q = 0; q < b.order.length; q += 1) {
      const x = a.order[p] as number;
      const y = b.order[q] as number;
      if (!mayGo(ground, a.crew, y) || !mayGo(ground, b.crew, x)) continue;
      if (replaced(ground, a, p, y) + replaced(ground, b, q, x) > -least) continue;
      a.order[p] = y;
      b.order[q] = x;
      measure(ground, a, p);
      measure(ground, b, q);
      changed = true;
    }
  }
  return changed;
}

/** What it costs to have another stop at this place. */
function replaced(ground: StormGround, tour: Tour, place: number, stop: number): number {
  const now = tour.order[place] as number;
  const nowOut = tour.out[place] as number;
  const out = leaves(tour, place) + leg(ground, tour, place, stop) + (ground.service[stop] as number);
  const change = stopCost(ground, stop, out) - stopCost(ground, now, nowOut);
  const next = tour.order[place + 1];
  if (next === undefined) return change;
  const later = out + between(ground, tour, stop, next) - nowOut - between(ground, tour, now, next);
  return change + shiftCost(ground, tour, place + 1, later);
}

/** Only between crews that travel alike: then the times within an end stay what they are. */
function exchangeEnds(ground: StormGround, tours: readonly Tour[]): boolean {
  let changed = false;
  for (let i = 0; i < tours.length; i += 1)
    for (let j = i + 1; j < tours.length; j += 1) {
      const [a, b] = [tours[i] as Tour, tours[j] as Tour];
      if (alike(ground, a, b) && endsBetween(ground, a, b)) changed = true;
    }
  return changed;
}

const alike = ({ problem }: StormGround, a: Tour, b: Tour): boolean =>
  problem.barred === null && a.network === b.network;

function endsBetween(ground: StormGround, a: Tour, b: Tour): boolean {
  for (let p = 0; p <= a.order.length; p += 1) {
    for (let q = 0; q <= b.order.length; q += 1) {
      if (p === a.order.length && q === b.order.length) continue;
      if (attached(ground, [a, p], [b, q]) + attached(ground, [b, q], [a, p]) > -least) continue;
      const [endOfA, endOfB] = [a.order.splice(p), b.order.splice(q)];
      a.order.push(...endOfB);
      b.order.push(...endOfA);
      measure(ground, a, Math.min(p, a.order.length));
      measure(ground, b, Math.min(q, b.order.length));
      return true;
    }
  }
  return false;
}

type Cut = readonly [tour: Tour, place: number];

/** What it costs to let the end of one tour follow the beginning of the other. */
function attached(ground: StormGround, [head, p]: Cut, [end, q]: Cut): number {
  const first = end.order[q];
  if (first === undefined) return 0;
  const out = leaves(head, p) + leg(ground, head, p, first) + (ground.service[first] as number);
  return shiftCost(ground, end, q, out - (end.out[q] as number));
}

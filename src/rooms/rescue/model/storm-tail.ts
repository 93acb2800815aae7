import type { Position } from "../../../kernel/coordinates.ts";

/** Where and in how many minutes a crew is free when it has done its tour so far. */
export type TourEnd<Crew> = { readonly crew: Crew; readonly from: Position; readonly freeInMinutes: number };
/** One that has no place in a tour yet. */
export type Waiting<Stop> = { readonly stop: Stop; readonly at: Position; readonly serviceMinutes: number };
export type Behind<Crew, Stop> = { readonly crew: Crew; readonly stop: Stop; readonly outInMinutes: number };

/**
 * A place behind the tours for everybody whom the plan does not search a place for: who was asked a moment ago whether they are inside, or
 * more than it can weigh. In the order given each goes to the crew that has them out soonest; the effort grows with stops × crews only.
 * @returns nothing for one to whom no crew may go
 */
export function placeBehind<Crew, Stop>(
  ends: readonly TourEnd<Crew>[],
  waiting: readonly Waiting<Stop>[],
  rules: {
    readonly minutes: (crew: Crew, from: Position, to: Position) => number;
    readonly mayGo: (crew: Crew, stop: Stop) => boolean;
  },
): Behind<Crew, Stop>[] {
  const now = [...ends];
  return waiting.flatMap(({ stop, at, serviceMinutes }) => {
    let [soonest, best] = [Number.POSITIVE_INFINITY, -1];
    for (const [i, { crew, from, freeInMinutes }] of now.entries()) {
      if (freeInMinutes >= soonest || !rules.mayGo(crew, stop)) continue;
      const there = freeInMinutes + rules.minutes(crew, from, at);
      if (there < soonest) [soonest, best] = [there, i];
    }
    const chosen = now[best];
    if (chosen === undefined) return [];
    const outInMinutes = soonest + serviceMinutes;
    now[best] = { crew: chosen.crew, from: at, freeInMinutes: outInMinutes };
    return [{ crew: chosen.crew, stop, outInMinutes }];
  });
}

import type { Draws } from "../draws.ts";
import { type Happening, LiftScript, lookalikes, type Sent, type Span, staged, type Truth } from "./lift-script.ts";
import { dayMs, minute } from "./moments.ts";
import { ageFactor, placeFactor, type Traits, tripsIn, tripsPerDay } from "./traits.ts";

export type Days = {
  readonly begin: number;
  readonly days: number;
  readonly often: number;
  readonly cuts: readonly Span[];
};

/** 困人率 of a city's passenger lifts, 0.6 % a month (Nanjing 2023-09, domain-facts.md §6), by days. */
const trappedPerDay = 0.006 / 30.4;
/** Own choice: of each kind of fault so many as entrapments. */
const faultsPerTrapped = 2;

/** One lift over some days: what it sends, and what was so. Drawn by keys, so that a lift is the same whoever else is in the city. */
export function liftDays(traits: Traits, days: Days, draws: Draws): { sent: Sent[]; truths: Truth[] } {
  const script = new LiftScript(traits, draws, days.begin);
  const end = days.begin + days.days * dayMs;
  for (let hourBegin = days.begin; hourBegin < end; hourBegin += 60 * minute) {
    // A Chinese clock: the day begins at 16:00 UTC.
    const hour = Math.floor(hourBegin / (60 * minute) + 8) % 24;
    const trips = tripsIn(traits.sector, hour);
    const count = Math.floor(trips + draws.unit(traits.key, hourBegin, "trips"));
    const starts = Array.from(
      { length: count },
      (_, n) => hourBegin + 60 * minute * draws.unit(traits.key, hourBegin, n),
    );
    for (const start of starts.sort((a, b) => a - b)) {
      const cut = days.cuts.find(({ from, to }) => from < Math.max(start, script.now) + minute && to > script.now);
      if (cut !== undefined) script.powerCut(cut);
      if (start < script.now) continue;
      script.rest(start);
      script.trip(whatHappens(traits, draws, { start, often: days.often }));
    }
  }
  script.rest(end);
  return { sent: script.sent, truths: script.truths };
}

/** Own choices: of how many trips one only looks like something. */
const perTrip: Readonly<Record<(typeof lookalikes)[number], number>> = {
  abuse: 0.0001,
  goods: 0.01,
  "waits-inside": 0.0001,
  levels: 0.004,
  work: 0.0003,
};

/** What a trip comes to. Entrapments and faults are drawn `often` times as many as in life; all that only looks like one is not. */
function whatHappens(
  { key, ageYears, sector }: Traits,
  draws: Draws,
  { start, often }: { readonly start: number; readonly often: number },
): Happening {
  const factor = (trappedPerDay * often * ageFactor(ageYears) * placeFactor(sector)) / tripsPerDay(sector);
  let rest = draws.unit(key, start, "happens");
  for (const [happening, share] of [
    ["trapped", factor],
    ...staged.map((kind) => [kind, factor * faultsPerTrapped] as const),
    ...lookalikes.map((like) => [like, perTrip[like]] as const),
  ] as const) {
    rest -= share;
    if (rest < 0) return happening;
  }
  return "nothing";
}

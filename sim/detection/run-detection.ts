import type { Report } from "../../tools/report-line.ts";
import { dayOf } from "../city/days.ts";
import { generateCity, usualDay } from "../city/generate-city.ts";
import { createDraws, type Draws } from "../draws.ts";
import { type Confusion, confusionOf, type Watched } from "./confusion.ts";
import { type Days, liftDays } from "./lift-days.ts";
import type { Sent, Span } from "./lift-script.ts";
import { dayMs, minute } from "./moments.ts";
import { type Lie, type Traits, traitsOf } from "./traits.ts";
import { type Silence, watchLift } from "./watch-lift.ts";

export type DetectionOptions = {
  readonly seed: number;
  readonly lifts: number;
  readonly days: number;
  /** Entrapments and faults happen so many times as often as in life; all that only looks like them does not. */
  readonly often: number;
  readonly report: (line: string) => void;
};

/** Own choices: a compound's power goes in so many of its days, a carrier's network in so many of a city's. */
const cutShare = 0.01;
const outageShare = 0.3;

/** The simulated city's devices over some days, heard by the platform's own detection, and held against what was so. */
export function runDetection(options: DetectionOptions): {
  readonly confusion: Confusion;
  readonly lies: Readonly<Record<string, number>>;
} {
  const { seed, lifts, days, often, report } = options;
  const draws = createDraws(seed);
  const today = dayOf(usualDay);
  const begin = today * dayMs - 8 * 60 * minute;
  const city = generateCity({ seed, lifts });
  const cars = city.lifts.filter(({ kind }) => !kind.startsWith("33")).map((lift) => traitsOf(lift, draws, today));
  const outages = outagesOf(cars, draws, { begin, days });
  const watched: Watched[] = [];
  const lies: Partial<Record<Lie, number>> = {};
  for (const traits of cars) {
    const plan: Days = { begin, days, often, cuts: cutsOf(traits, draws, { begin, days }) };
    const { sent, truths } = liftDays(traits, plan, draws);
    const away = [...(outages.get(traits.carrier) ?? []), ...(traits.battery ? [] : plan.cuts)];
    const silences: Silence[] = away.map((span) => ({
      ...span,
      kept: traits.keepsFrames && !plan.cuts.includes(span),
    }));
    const hear = (wanted: (each: Sent) => boolean) =>
      watchLift(sent.filter(wanted), silences, traits.ratedSpeed * 1_000);
    const alone = {
      "vendor-event": hear(({ body, channel }) => channel === "event" && body.code === "entrapment"),
      "alarm-button": hear(({ body, channel }) => channel === "event" && body.code === "alarm-button"),
      inference: hear(({ body, channel }) => channel === "state" || body.code === "power-lost"),
    };
    watched.push({ lie: traits.lie, truths, said: hear(() => true), alone });
    lies[traits.lie] = (lies[traits.lie] ?? 0) + 1;
    if (watched.length % 100 === 0) report(`${watched.length} lifts of ${cars.length}`);
  }
  return { confusion: confusionOf(watched, cars.length * days), lies };
}

/** The report of `npm run sim -- devices`. It has no limits: the figures themselves are what is asked for. */
export function reportDetection(options: DetectionOptions): Report {
  const { confusion, lies } = runDetection(options);
  const { seed, lifts, days, often } = options;
  return { name: "devices", targets: [], seed, details: { lifts, days, often, lies, ...confusion } };
}

type When = { readonly begin: number; readonly days: number };
const spanOf = (draws: Draws, key: readonly (string | number)[], { begin }: When, longest: number): Span => {
  const from = begin + dayMs * draws.unit(...key, "from");
  return { from, to: from + minute * draws.between(5, longest, ...key, "lasts") };
};

/** All lifts of a compound lose their power together. */
const cutsOf = ({ supply }: Traits, draws: Draws, when: When): Span[] =>
  Array.from({ length: when.days }, (_, day) => day).flatMap((day) =>
    draws.chance(cutShare, supply, "cut", day)
      ? [spanOf(draws, [supply, "cut", day], { ...when, begin: when.begin + day * dayMs }, 50)]
      : [],
  );

/** All devices of a carrier lose contact together. */
function outagesOf(traits: readonly Traits[], draws: Draws, when: When): ReadonlyMap<string, Span[]> {
  const carriers = new Set(traits.map(({ carrier }) => carrier));
  return new Map(
    [...carriers].map((carrier) => [
      carrier,
      Array.from({ length: when.days }, (_, day) => day).flatMap((day) =>
        draws.chance(outageShare, carrier, "outage", day)
          ? [spanOf(draws, [carrier, "outage", day], { ...when, begin: when.begin + day * dayMs }, 90)]
          : [],
      ),
    ]),
  );
}

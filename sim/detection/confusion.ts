import { faultKinds } from "../../src/rooms/devices/model/fault-kinds.ts";
import { percentile } from "../../tools/report-line.ts";
import type { Truth } from "./lift-script.ts";
import { type Lie, lies } from "./traits.ts";
import type { Said } from "./watch-lift.ts";

export type Watched = {
  readonly lie: Lie;
  readonly truths: readonly Truth[];
  readonly said: readonly Said[];
  /** What each source of alarms says where it is the only one. */
  readonly alone: Readonly<Record<Source, readonly Said[]>>;
};

/** The lift's own controller, the button in the car, and what is inferred from states. */
export const sources = ["vendor-event", "alarm-button", "inference"] as const;
export type Source = (typeof sources)[number];

export type AloneFigures = {
  readonly found: number;
  readonly found_share: number | null;
  readonly seconds_p50: number | null;
  readonly seconds_p90: number | null;
  readonly false_alarms_per_1000_lift_days: number;
};

export type DetectorFigures = {
  /** Entrapments that it was the first to tell, and from the stop to then. */
  readonly first: number;
  readonly seconds_p50: number | null;
  readonly seconds_p90: number | null;
  /** Told while nobody was trapped; and those of them that said a doubt themselves. */
  readonly false_alarms: number;
  readonly doubted: number;
  readonly false_alarms_per_1000_lift_days: number;
};
export type Confusion = {
  readonly lift_days: number;
  readonly entrapments: number;
  readonly found: number;
  readonly found_share: number | null;
  readonly seconds_until_found: { readonly p50: number | null; readonly p90: number | null };
  readonly false_alarms: number;
  readonly false_alarms_per_1000_lift_days: number;
  readonly false_alarms_without_doubt_per_1000_lift_days: number;
  readonly by_detector: Readonly<Record<string, DetectorFigures>>;
  readonly alone: Readonly<Record<Source, AloneFigures>>;
  /** Of lifts whose sensors lie so. */
  readonly false_alarms_by_lie: Readonly<Record<string, number>>;
  readonly missed: Readonly<Record<string, number>>;
  readonly faults: Readonly<
    Record<string, { readonly happened: number; readonly found: number; readonly false_per_1000_lift_days: number }>
  >;
};

/** Somebody who has just got out is still what the alarm was about. */
const graceMs = 60_000;
/** A fault is confirmed some time after it began, and may be over by then. */
const faultGraceMs = 120_000;

export function confusionOf(lifts: readonly Watched[], liftDays: number): Confusion {
  const per1000 = (count: number): number => Math.round((1e5 * count) / liftDays) / 100;
  const trapped = lifts.flatMap(({ truths, said }) =>
    truths.flatMap((truth) => (truth.kind === "trapped" ? [{ truth, first: firstAbout(truth, said) }] : [])),
  );
  const falseAlarms = lifts.flatMap(falseOf);
  const found = trapped.flatMap(({ truth, first }) =>
    first === undefined ? [] : [{ detector: first.detector, seconds: Math.round((first.at - truth.from) / 1_000) }],
  );
  const missed = trapped.filter(({ first }) => first === undefined);
  const detectors = [...new Set([...found, ...falseAlarms].map(({ detector }) => detector))].sort();
  const seconds = found.map((each) => each.seconds);
  return {
    lift_days: liftDays,
    entrapments: trapped.length,
    found: found.length,
    found_share: shareOf(found.length, trapped.length),
    seconds_until_found: { p50: percentile(seconds, 0.5), p90: percentile(seconds, 0.9) },
    false_alarms: falseAlarms.length,
    false_alarms_per_1000_lift_days: per1000(falseAlarms.length),
    false_alarms_without_doubt_per_1000_lift_days: per1000(falseAlarms.filter(({ doubted }) => !doubted).length),
    by_detector: Object.fromEntries(
      detectors.map((detector) => {
        const own = found.filter((each) => each.detector === detector).map((each) => each.seconds);
        const wrong = falseAlarms.filter((each) => each.detector === detector);
        const figures: DetectorFigures = {
          first: own.length,
          seconds_p50: percentile(own, 0.5),
          seconds_p90: percentile(own, 0.9),
          false_alarms: wrong.length,
          doubted: wrong.filter(({ doubted }) => doubted).length,
          false_alarms_per_1000_lift_days: per1000(wrong.length),
        };
        return [detector, figures];
      }),
    ),
    alone: Object.fromEntries(
      sources.map((source) => [source, aloneFigures(lifts, source, per1000)]),
    ) as Confusion["alone"],
    false_alarms_by_lie: Object.fromEntries(
      lies.map((lie) => [lie, lifts.filter((each) => each.lie === lie).flatMap(falseOf).length]),
    ),
    missed: {
      breakdown: missed.filter(({ truth }) => truth.how === "breakdown").length,
      "power-cut": missed.filter(({ truth }) => truth.how === "power-cut").length,
    },
    faults: faultFigures(lifts, per1000),
  };
}

function aloneFigures(lifts: readonly Watched[], source: Source, per1000: (count: number) => number): AloneFigures {
  const only = lifts.map(({ alone, ...lift }) => ({ ...lift, said: alone[source] }));
  const seconds = only.flatMap(({ truths, said }) =>
    truths.flatMap((truth) => {
      if (truth.kind !== "trapped") return [];
      const first = firstAbout(truth, said);
      return [first === undefined ? null : Math.round((first.at - truth.from) / 1_000)];
    }),
  );
  const found = seconds.filter((each) => each !== null);
  return {
    found: found.length,
    found_share: shareOf(found.length, seconds.length),
    seconds_p50: percentile(found, 0.5),
    seconds_p90: percentile(found, 0.9),
    false_alarms_per_1000_lift_days: per1000(only.flatMap(falseOf).length),
  };
}

const shareOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((1_000 * part) / whole) / 1_000;

type Trapped = Truth & { readonly kind: "trapped" };
type Alarm = Said & { readonly kind: "trapped" };
const alarms = (said: readonly Said[]): Alarm[] => said.filter((each): each is Alarm => each.kind === "trapped");

const firstAbout = ({ from, to }: Trapped, said: readonly Said[]): Alarm | undefined =>
  alarms(said).find(({ at }) => at >= from && at <= to);

const falseOf = ({ truths, said }: Pick<Watched, "truths" | "said">): Alarm[] =>
  alarms(said).filter(
    ({ at }) => !truths.some(({ kind, from, to }) => kind === "trapped" && at >= from && at <= to + graceMs),
  );

function faultFigures(lifts: readonly Watched[], per1000: (count: number) => number): Confusion["faults"] {
  const rows = faultKinds.map((kind) => {
    const truthsOf = ({ truths }: Watched) => truths.filter((truth) => truth.kind === "fault" && truth.fault === kind);
    const saidOf = ({ said }: Watched) => said.filter((each) => each.kind === "fault" && each.fault === kind);
    const about = (truth: Truth, at: number): boolean => at >= truth.from && at <= truth.to + faultGraceMs;
    const happened = lifts.flatMap((lift) =>
      truthsOf(lift).map((truth) => saidOf(lift).some(({ at }) => about(truth, at))),
    );
    // A lift with people trapped in it stands outside the door zone too.
    const wrong = lifts.flatMap((lift) =>
      saidOf(lift).filter(
        ({ at }) =>
          ![...truthsOf(lift), ...lift.truths.filter((truth) => truth.kind === "trapped")].some((truth) =>
            about(truth, at),
          ),
      ),
    );
    const figures = {
      happened: happened.length,
      found: happened.filter(Boolean).length,
      false_per_1000_lift_days: per1000(wrong.length),
    };
    return [kind, figures] as const;
  });
  return Object.fromEntries(
    rows.filter(([, { happened, false_per_1000_lift_days: wrong }]) => happened > 0 || wrong > 0),
  );
}

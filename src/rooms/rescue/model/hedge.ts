import type { CrewId } from "../../../kernel/ids.ts";
import {
  type ArrivalOdds,
  arrivalOdds,
  expectedMinutes,
  neither,
  notThereAfter,
  type PreparedHistory,
  typicalSeconds,
} from "./arrival-odds.ts";

/**
 * When a second crew is sent beside the one that is asked or on its way (level 2 beside level 1). Settings are data.
 * - gainMinutes: sent when it brings the first arrival forward by more than this, on average
 * - lateShare: … or when, without it, lateness is likelier than this and it helps
 * - limitSeconds: late = nobody there so long after the alarm
 * - latestStartSeconds: … or when nobody is there so long after the alarm, whatever the odds say
 * - recheckSeconds: how soon it is asked again while nobody is there
 * - compared: how many candidates are weighed, those that are typically first
 */
export type HedgeSettings = {
  readonly gainMinutes: number;
  readonly lateShare: number;
  readonly limitSeconds: number;
  readonly latestStartSeconds: number;
  readonly recheckSeconds: number;
  readonly compared: number;
};

/**
 * The platform's own choice, by `npm run sim -- rescue` (docs/rescue-simulation.md): the seeds that it was chosen on are
 * not those that are reported.
 */
export const defaultHedge: HedgeSettings = {
  gainMinutes: 6,
  lateShare: 0.1,
  limitSeconds: 1_800,
  latestStartSeconds: 900,
  recheckSeconds: 60,
  compared: 8,
};

/** A crew that could be sent as the second, were it asked now. */
export type HedgeCandidate = {
  readonly crewId: CrewId;
  readonly roadSeconds: number;
  readonly typicalSeconds: number;
  readonly odds: ArrivalOdds;
};

export function hedgeCandidate(
  crewId: CrewId,
  roadSeconds: number,
  history: PreparedHistory,
  answerLimitSeconds: number,
): HedgeCandidate {
  const odds = arrivalOdds({ kind: "asked", waitedSeconds: 0, roadSeconds, answerLimitSeconds }, history);
  return { crewId, roadSeconds, typicalSeconds: typicalSeconds(roadSeconds, history), odds };
}

export type HedgeQuestion = {
  readonly sinceAlarmSeconds: number;
  /** Odds of whoever is asked or on the way; null = nobody is. */
  readonly running: ArrivalOdds | null;
  readonly candidates: readonly HedgeCandidate[];
};

/** What a second crew would change, in figures that can be shown and computed again. */
export type HedgeFigures = {
  readonly crewId: CrewId;
  readonly roadSeconds: number;
  readonly lateWithout: number;
  readonly lateWith: number;
  readonly minutesWithout: number;
  readonly gainMinutes: number;
};

export type HedgeDecision =
  | {
      readonly kind: "start";
      readonly rule: "gain" | "lateness" | "time";
      readonly chosen: HedgeFigures;
      readonly compared: readonly HedgeFigures[];
    }
  | {
      readonly kind: "wait";
      readonly rule: "not-worth-it" | "nobody-to-send";
      readonly recheckInSeconds: number;
      readonly compared: readonly HedgeFigures[];
    };

/** Whether a second crew is sent now, which, and why. The same question always has the same answer. */
export function decideHedge(question: HedgeQuestion, settings: HedgeSettings): HedgeDecision {
  const compared = question.candidates
    .toSorted((a, b) => a.typicalSeconds - b.typicalSeconds)
    .slice(0, settings.compared)
    .map((candidate) => figuresOf(candidate, question, settings))
    .sort((a, b) => b.gainMinutes - a.gainMinutes);
  const wait = { kind: "wait", recheckInSeconds: settings.recheckSeconds, compared } as const;
  const best = compared[0];
  if (best === undefined) return { ...wait, rule: "nobody-to-send" };
  const start = { kind: "start", compared } as const;
  if (best.gainMinutes > settings.gainMinutes) return { ...start, rule: "gain", chosen: best };
  const surest = compared.reduce((least, each) => (each.lateWith < least.lateWith ? each : least), best);
  if (surest.lateWithout > settings.lateShare && surest.lateWith < surest.lateWithout * worthwhile)
    return { ...start, rule: "lateness", chosen: surest };
  if (question.sinceAlarmSeconds >= settings.latestStartSeconds) return { ...start, rule: "time", chosen: best };
  return { ...wait, rule: "not-worth-it" };
}

/** A second crew that leaves more than this part of the danger of lateness is no help against it. */
const worthwhile = 0.8;

function figuresOf(candidate: HedgeCandidate, question: HedgeQuestion, settings: HedgeSettings): HedgeFigures {
  const { roadSeconds, crewId, odds } = candidate;
  const left = settings.limitSeconds - question.sinceAlarmSeconds;
  const without = question.running ?? odds.map(() => 1);
  const together = neither(without, odds);
  const minutesWithout = expectedMinutes(without);
  return {
    crewId,
    roadSeconds,
    lateWithout: notThereAfter(without, left),
    lateWith: notThereAfter(together, left),
    minutesWithout,
    gainMinutes: minutesWithout - expectedMinutes(together),
  };
}

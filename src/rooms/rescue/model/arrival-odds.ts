import { bandShares, meanOf } from "./spread.ts";
import type { UnitHistory } from "./unit-history.ts";

/**
 * When a crew will stand at the lift, as odds: `odds[i]` = probability that it is not there `i` steps from now. Falls from
 * 1; what is left at the end never comes within the hour.
 */
export type ArrivalOdds = Float64Array;
const stepSeconds = 30;
const steps = 121;

/**
 * What is known about a crew's way.
 * - asked: no answer yet, for so long
 * - accepted: not known to be rolling; so long since it accepted, and the road time then
 * - rolling: its position is known; road time from there
 * - at-address: it is there and looks for the lift, since so long
 */
export type CrewWay =
  | {
      readonly kind: "asked";
      readonly waitedSeconds: number;
      readonly roadSeconds: number;
      readonly answerLimitSeconds: number;
    }
  | { readonly kind: "accepted"; readonly waitedSeconds: number; readonly roadSeconds: number }
  | { readonly kind: "rolling"; readonly roadSeconds: number }
  | { readonly kind: "at-address"; readonly waitedSeconds: number };

/** A unit's history made ready for many questions. */
export type PreparedHistory = {
  readonly history: UnitHistory;
  /** Probability that turn-out and access, or access alone, together take longer than `i` steps. */
  readonly turnOutAndAccess: ArrivalOdds;
  readonly access: ArrivalOdds;
  readonly means: { readonly beforeAndAfter: number; readonly roadRatio: number };
};

export function prepareHistory(history: UnitHistory): PreparedHistory {
  const both = history.turnOut.flatMap((a, i) =>
    history.access.map((b, j) => [a + b, (bandShares[i] ?? 0) * (bandShares[j] ?? 0)] as const),
  );
  const access = history.access.map((value, i) => [value, bandShares[i] ?? 0] as const);
  const means = {
    beforeAndAfter: meanOf(history.answer) + meanOf(history.turnOut) + meanOf(history.access),
    roadRatio: meanOf(history.roadRatio),
  };
  return { history, turnOutAndAccess: oddsOf(both), access: oddsOf(access), means };
}

const oddsOf = (atoms: readonly (readonly [number, number])[]): ArrivalOdds =>
  Float64Array.from({ length: steps }, (_, i) =>
    atoms.reduce((sum, [value, share]) => (value > i * stepSeconds ? sum + share : sum), 0),
  );

/** Odds between the steps by straight line: 1 before now, the last value after the hour. */
function at(odds: ArrivalOdds, seconds: number): number {
  if (seconds <= 0) return seconds < 0 ? 1 : (odds[0] ?? 1);
  const place = seconds / stepSeconds;
  const i = Math.floor(place);
  if (i >= steps - 1) return odds[steps - 1] ?? 0;
  const [low, high] = [odds[i] ?? 0, odds[i + 1] ?? 0];
  return low + (high - low) * (place - i);
}

/**
 * The odds of one crew. Whoever is silent or refuses never comes: what is left at the end says how likely that is.
 * With the same news, a longer road never makes an early arrival likelier.
 */
export function arrivalOdds(way: CrewWay, prepared: PreparedHistory): ArrivalOdds {
  switch (way.kind) {
    case "asked":
      return afterAnswer(way, prepared);
    case "accepted":
      return stillToCome(onTheRoad(way.roadSeconds, prepared.turnOutAndAccess, prepared.history), way.waitedSeconds);
    case "rolling":
      return onTheRoad(way.roadSeconds, prepared.access, prepared.history);
    case "at-address":
      return stillToCome(prepared.access, way.waitedSeconds);
  }
}

/** Adds a share of the odds that something comes which comes so much later than `odds` says. */
function addLater(sum: Float64Array, odds: ArrivalOdds, laterSeconds: number, share: number): void {
  const later = laterSeconds / stepSeconds;
  const whole = Math.ceil(later);
  const part = whole - later;
  for (let i = 0; i < Math.min(steps, whole); i += 1) sum[i] = (sum[i] as number) + share;
  for (let i = whole; i < steps; i += 1) {
    const low = odds[i - whole] as number;
    const high = odds[Math.min(steps - 1, i - whole + 1)] as number;
    sum[i] = (sum[i] as number) + share * (low + (high - low) * part);
  }
}

/** Road time varies as it did for this unit, the rest of the way as `rest`. */
function onTheRoad(roadSeconds: number, rest: ArrivalOdds, { roadRatio }: UnitHistory): ArrivalOdds {
  const odds = new Float64Array(steps);
  for (const [j, ratio] of roadRatio.entries()) addLater(odds, rest, roadSeconds * ratio, bandShares[j] ?? 0);
  return odds;
}

/** Given that it has not come in the time that has passed: silence makes a near crew more suspicious than a far one. */
function stillToCome(odds: ArrivalOdds, waitedSeconds: number): ArrivalOdds {
  const already = at(odds, waitedSeconds);
  if (waitedSeconds <= 0 || already < 1e-9) return waitedSeconds <= 0 ? odds : new Float64Array(steps).fill(1);
  return odds.map((_, i) => at(odds, waitedSeconds + i * stepSeconds) / already);
}

/** Each answer that may still come shifts the way; having had none for long makes silence likelier. */
function afterAnswer(way: Extract<CrewWay, { kind: "asked" }>, prepared: PreparedHistory): ArrivalOdds {
  const { history } = prepared;
  const accepts = Math.max(0, 1 - history.silent - history.refused);
  const road = onTheRoad(way.roadSeconds, prepared.turnOutAndAccess, history);
  const open = history.answer.map((answer, k) =>
    answer >= way.waitedSeconds && answer <= way.answerLimitSeconds ? (bandShares[k] ?? 0) : 0,
  );
  const toAnswer = open.reduce((sum, share) => sum + share, 0);
  const tooLate = history.answer.reduce(
    (sum, answer, k) => (answer > way.answerLimitSeconds ? sum + (bandShares[k] ?? 0) : sum),
    0,
  );
  const all = toAnswer * (1 - history.silent) + tooLate * (1 - history.silent) + history.silent;
  if (all <= 0 || toAnswer <= 0) return new Float64Array(steps).fill(1);
  const odds = new Float64Array(steps).fill(1 - (toAnswer * accepts) / all);
  for (const [k, share] of open.entries())
    if (share > 0) addLater(odds, road, (history.answer[k] ?? 0) - way.waitedSeconds, (share * accepts) / all);
  return odds;
}

/** The odds that neither of two crews is there, which go their ways independently. */
export function neither(a: ArrivalOdds, b: ArrivalOdds): ArrivalOdds {
  const odds = new Float64Array(steps);
  for (let i = 0; i < steps; i += 1) odds[i] = (a[i] as number) * (b[i] as number);
  return odds;
}

/** The odds when, should the first fail (what is left of it at the end), the next is sent so much later. */
export function withNext(first: ArrivalOdds, next: ArrivalOdds, laterSeconds: number): ArrivalOdds {
  const fails = first[steps - 1] ?? 0;
  return first.map((odds, i) => odds - fails * (1 - at(next, i * stepSeconds - laterSeconds)));
}

/** Probability that it is not there when so many seconds have passed from now. */
export const notThereAfter = (odds: ArrivalOdds, seconds: number): number => at(odds, Math.max(0, seconds));

/** Mean minutes until it is there; who is not there within the hour counts as the hour. */
export function expectedMinutes(odds: ArrivalOdds): number {
  let sum = 0;
  for (let i = 0; i + 1 < steps; i += 1) sum += ((odds[i] ?? 0) + (odds[i + 1] ?? 0)) / 2;
  return (sum * stepSeconds) / 60;
}

/** What a crew's way takes on average once it is asked, for a first sorting of candidates. */
export const typicalSeconds = (roadSeconds: number, { means }: PreparedHistory): number =>
  means.beforeAndAfter + roadSeconds * means.roadRatio;

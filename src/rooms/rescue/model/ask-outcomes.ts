import type { CrewAsk } from "./incident.ts";
import { meanOf, spreadOf } from "./spread.ts";
import type { AskOutcome, UnitHistory } from "./unit-history.ts";

/** Values at even steps of a log-normal distribution: what nobody has observed yet, as if it had been. */
const drawn = (median: number, sigma: number): number[] =>
  [-1.75, -1.15, -0.75, -0.43, -0.14, 0.14, 0.43, 0.75, 1.15, 1.75].map((z) => median * Math.exp(sigma * z));

/**
 * What is assumed of a unit without a record: the figures of the simulation (docs/rescue-simulation.md), all of them our
 * own. The city's own incidents take their place as they come.
 */
export const assumedHistory: UnitHistory = {
  silent: 0.03,
  refused: 0.04,
  answer: spreadOf(drawn(30, 0.7)),
  turnOut: spreadOf(drawn(100, 0.5)),
  roadRatio: spreadOf(drawn(1, 0.25)),
  access: spreadOf(drawn(85, 0.6)),
  asks: 0,
};

/**
 * What became of an ask, for its unit's record; undefined where it says nothing about the unit: stood down before it came,
 * or still open. Nobody measures when a crew rolls or stands at the gate: how much longer or shorter its whole way
 * took than is usual is spread over its parts alike.
 */
export function outcomeOf(ask: CrewAsk): AskOutcome | undefined {
  const none = { answerSeconds: null, turnOutSeconds: null, roadRatio: null, accessSeconds: null };
  if (ask.status === "overdue" && ask.answeredAt === undefined) return { ...none, result: "silent" };
  if (ask.answeredAt === undefined) return undefined;
  const answerSeconds = Math.max(0, (ask.answeredAt - ask.askedAt) / 1_000);
  if (ask.status === "refused") return { ...none, result: "refused", answerSeconds };
  const arrivedAt = ask.arrivedAt ?? ask.cameAt;
  if (arrivedAt === undefined) return undefined;
  const [turnOut, access] = [meanOf(assumedHistory.turnOut), meanOf(assumedHistory.access)];
  const took = Math.max(0, (arrivedAt - ask.answeredAt) / 1_000);
  const slower = Math.min(slowestRatio, took / (turnOut + ask.why.etaSeconds + access));
  return {
    result: "arrived",
    answerSeconds,
    turnOutSeconds: turnOut * slower,
    roadRatio: slower,
    accessSeconds: access * slower,
  };
}

/** A crew that told its arrival hours later says nothing about roads. */
const slowestRatio = 6;

/** Whose record an ask belongs to: stations together, else a unit and how its crew travels. */
export type CrewKind = {
  readonly kind: "unit" | "station";
  readonly organisationId: string;
  readonly travel: "car" | "e-bike";
};
export const groupOf = (crew: CrewKind): string =>
  crew.kind === "station" ? "station" : `${crew.organisationId}/${crew.travel}`;
/** All units that travel alike, or all stations: what a short record leans on. */
export const kindOf = (crew: CrewKind): string => `all/${crew.kind === "station" ? "station" : crew.travel}`;

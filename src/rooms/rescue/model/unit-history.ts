import { blended, type Spread, spreadOf } from "./spread.ts";

/** What became of one ask to a crew, as the incident's stream and the crew's positions tell it. */
export type AskOutcome = {
  readonly result: "silent" | "refused" | "arrived";
  /** Asked → refused or accepted. */
  readonly answerSeconds: number | null;
  /** Accepted → rolling. */
  readonly turnOutSeconds: number | null;
  /** Time on the road over the road time that was estimated when it was accepted. */
  readonly roadRatio: number | null;
  /** At the address → at the lift's door. */
  readonly accessSeconds: number | null;
};

/** How a unit's crews behave when they are asked: the record that lateness is judged by. */
export type UnitHistory = {
  /** Shares of all asks. */
  readonly silent: number;
  readonly refused: number;
  readonly answer: Spread;
  readonly turnOut: Spread;
  readonly roadRatio: Spread;
  readonly access: Spread;
  /** How many asks it rests on. */
  readonly asks: number;
};

/** With this many asks of its own a unit counts half for itself, half for what all units show. */
const halfOwnAsks = 40;

const told = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

/** The record of all units together. @param outcomes at least one that arrived. */
export function historyOfAll(outcomes: readonly AskOutcome[]): UnitHistory {
  return {
    silent: shareOf(outcomes, "silent"),
    refused: shareOf(outcomes, "refused"),
    answer: spreadOf(told(outcomes.map((each) => each.answerSeconds))),
    turnOut: spreadOf(told(outcomes.map((each) => each.turnOutSeconds))),
    roadRatio: spreadOf(told(outcomes.map((each) => each.roadRatio))),
    access: spreadOf(told(outcomes.map((each) => each.accessSeconds))),
    asks: outcomes.length,
  };
}

/** One unit's record, leaning on that of all units as long as it is short; none of its own = that of all. */
export function historyOfUnit(outcomes: readonly AskOutcome[], all: UnitHistory): UnitHistory {
  if (!outcomes.some((each) => each.result === "arrived")) return all;
  const own = historyOfAll(outcomes);
  const share = own.asks / (own.asks + halfOwnAsks);
  const mixed = (a: number, b: number): number => share * a + (1 - share) * b;
  return {
    silent: mixed(own.silent, all.silent),
    refused: mixed(own.refused, all.refused),
    answer: blended(own.answer, all.answer, share),
    turnOut: blended(own.turnOut, all.turnOut, share),
    roadRatio: blended(own.roadRatio, all.roadRatio, share),
    access: blended(own.access, all.access, share),
    asks: own.asks,
  };
}

const shareOf = (outcomes: readonly AskOutcome[], result: AskOutcome["result"]): number =>
  outcomes.filter((each) => each.result === result).length / outcomes.length;

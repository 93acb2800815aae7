import type { AskId } from "../../src/kernel/ids.ts";
import {
  type ArrivalOdds,
  arrivalOdds,
  neither,
  type PreparedHistory,
  withNext,
} from "../../src/rooms/rescue/model/arrival-odds.ts";
import type { CrewAsk, Incident } from "../../src/rooms/rescue/model/incident.ts";
import { type Trip, wayOf } from "./crew-trip.ts";
import type { CrewOption, CrewsForCall } from "./crews-for-call.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { Crew } from "./world.ts";

type Running = {
  readonly incident: Incident;
  readonly clock: VirtualClock;
  readonly crews: CrewsForCall;
  readonly trips: ReadonlyMap<AskId, Trip>;
  readonly historyOf: (crew: Crew) => PreparedHistory;
};

const answerLimitSeconds = 90;

/**
 * The odds of all who are asked or on their way; null when nobody is. Should the contracted unit's crew not answer or
 * refuse, its next crew is asked: `own` are those, the nearest first.
 */
export function oddsOfRunning(running: Running, own: readonly CrewOption[]): ArrivalOdds | null {
  return running.incident.asks.reduce<ArrivalOdds | null>((together, ask) => {
    const odds = oddsOfAsk(running, ask, own);
    return odds === null ? together : together === null ? odds : neither(together, odds);
  }, null);
}

function oddsOfAsk(running: Running, ask: CrewAsk, own: readonly CrewOption[]): ArrivalOdds | null {
  const { clock, crews, historyOf } = running;
  const trip = running.trips.get(ask.askId);
  const stillComes = ask.status === "accepted" || (ask.status === "overdue" && ask.answeredAt !== undefined);
  if (trip !== undefined && stillComes) return arrivalOdds(wayOf(trip, clock.now()), historyOf(trip.option.crew));
  if (ask.status !== "asked") return null;
  const option = [...crews.own, ...crews.others].find((each) => each.crewId === ask.crewId);
  if (option === undefined) return null;
  const waitedSeconds = clock.now() - ask.askedAt / 1_000;
  const odds = arrivalOdds(
    { kind: "asked", waitedSeconds, roadSeconds: option.etaSeconds, answerLimitSeconds },
    historyOf(option.crew),
  );
  const asked = new Set(running.incident.asks.map((each) => each.crewId));
  const next = option.contracted ? own.find((each) => !asked.has(each.crewId) && !each.busy) : undefined;
  if (next === undefined) return odds;
  const nextOdds = arrivalOdds(
    { kind: "asked", waitedSeconds: 0, roadSeconds: next.etaSeconds, answerLimitSeconds },
    historyOf(next.crew),
  );
  return withNext(odds, nextOdds, Math.max(0, answerLimitSeconds - waitedSeconds));
}

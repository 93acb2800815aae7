import type { AskId, CrewId } from "../../../kernel/ids.ts";
import {
  type ArrivalOdds,
  arrivalOdds,
  type CrewWay,
  expectedMinutes,
  neither,
  notThereAfter,
  type PreparedHistory,
  withNext,
} from "./arrival-odds.ts";
import { decideHedge, type HedgeDecision, hedgeCandidate } from "./hedge.ts";
import type { SecondCrewSettings } from "./settings.ts";

/** Who is asked or on the way, as it is known now; `group` names the record that its lateness is judged by. */
export type RunningCrew = {
  readonly askId: AskId;
  readonly group: string;
  readonly way: CrewWay;
  /** Should the contracted unit's crew not answer: its next one, asked so much later. */
  readonly next: { readonly group: string; readonly roadSeconds: number; readonly inSeconds: number } | null;
};

/**
 * All that a decision about a second crew rests on, kept with it: with the histories that were learned by `historiesAt` the
 * same question has the same answer for ever.
 */
export type SecondCrewQuestion = {
  readonly sinceAlarmSeconds: number;
  readonly running: readonly RunningCrew[];
  readonly candidates: readonly { readonly crewId: CrewId; readonly group: string; readonly roadSeconds: number }[];
  readonly answerLimitSeconds: number;
  /** Null: nothing had been learned yet, the assumed history counts. */
  readonly historiesAt: number | null;
  readonly settings: SecondCrewSettings;
};

type HistoryOf = (group: string) => PreparedHistory;

/** How often a rescue that waits is looked at; what is known changes little within it. */
const recheckSeconds = 60;

export function weighSecond(question: SecondCrewQuestion, historyOf: HistoryOf): HedgeDecision {
  const { running, candidates, settings, sinceAlarmSeconds, answerLimitSeconds } = question;
  const offered = candidates.map(({ crewId, group, roadSeconds }) =>
    hedgeCandidate(crewId, roadSeconds, historyOf(group), answerLimitSeconds),
  );
  return decideHedge(
    { sinceAlarmSeconds, running: together(running, question, historyOf), candidates: offered },
    { ...settings, recheckSeconds },
  );
}

function together(
  running: readonly RunningCrew[],
  question: SecondCrewQuestion,
  historyOf: HistoryOf,
): ArrivalOdds | null {
  return running.reduce<ArrivalOdds | null>((all, crew) => {
    const odds = oddsOf(crew, question.answerLimitSeconds, historyOf);
    return all === null ? odds : neither(all, odds);
  }, null);
}

function oddsOf({ way, group, next }: RunningCrew, answerLimitSeconds: number, historyOf: HistoryOf): ArrivalOdds {
  const odds = arrivalOdds(way, historyOf(group));
  if (next === null) return odds;
  const { roadSeconds, inSeconds } = next;
  const asked = { kind: "asked", waitedSeconds: 0, roadSeconds, answerLimitSeconds } as const;
  return withNext(odds, arrivalOdds(asked, historyOf(next.group)), inSeconds);
}

/** What keeping the farther of two crews on the way still brings. */
export type Spared = {
  readonly nearer: AskId;
  readonly farther: AskId;
  readonly lateWithout: number;
  readonly lateWith: number;
  readonly minutesWithout: number;
  readonly gainMinutes: number;
};

/** Which of two crews on their way need not come, if one is clearly nearer: seen rolling or at the address. */
export function clearlyNearer(question: SecondCrewQuestion, historyOf: HistoryOf): Spared | undefined {
  const { running, settings } = question;
  const [a, b] = running;
  if (a === undefined || b === undefined || running.length !== 2) return undefined;
  const found = [sparedBy(a, b, question, historyOf), sparedBy(b, a, question, historyOf)].filter(
    (spared) =>
      spared !== undefined &&
      spared.gainMinutes < settings.standDownGainMinutes &&
      spared.lateWithout - spared.lateWith < settings.standDownLateShare,
  );
  return found.sort((x, y) => (x?.gainMinutes ?? 0) - (y?.gainMinutes ?? 0))[0];
}

function sparedBy(
  nearer: RunningCrew,
  farther: RunningCrew,
  question: SecondCrewQuestion,
  historyOf: HistoryOf,
): Spared | undefined {
  if (nearer.way.kind !== "rolling" && nearer.way.kind !== "at-address") return undefined;
  const alone = oddsOf(nearer, question.answerLimitSeconds, historyOf);
  const both = neither(alone, oddsOf(farther, question.answerLimitSeconds, historyOf));
  const left = question.settings.limitSeconds - question.sinceAlarmSeconds;
  const minutesWithout = expectedMinutes(alone);
  return {
    nearer: nearer.askId,
    farther: farther.askId,
    lateWithout: notThereAfter(alone, left),
    lateWith: notThereAfter(both, left),
    minutesWithout,
    gainMinutes: minutesWithout - expectedMinutes(both),
  };
}

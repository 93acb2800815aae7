import type { Instant } from "../../../kernel/clock.ts";
import { type AskId, type IncidentId, newId } from "../../../kernel/ids.ts";
import { ok } from "../../../kernel/result.ts";
import type { RoadEngine } from "../../../platform/roads/index.ts";
import { groupOf, kindOf } from "../model/ask-outcomes.ts";
import { askable, type CrewOption, chooseCrew, whyOf } from "../model/choose-crew.ts";
import type { Clocks } from "../model/clocks.ts";
import { fitting, ranked, rankSeconds } from "../model/crew-fit.ts";
import { type Decision, nothing } from "../model/decide-alarm.ts";
import type { HedgeFigures } from "../model/hedge.ts";
import { askBeside, contractedLineLost, secondCrewPossible } from "../model/hedged-asks.ts";
import { type Incident, isHelper } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import { type SecondCrewSettings, secondCrewSettings } from "../model/settings.ts";
import { clearlyNearer, type RunningCrew, type SecondCrewQuestion, weighSecond } from "../model/weigh-second.ts";
import type { Means } from "../rescue-means.ts";
import { clocksOf } from "../views/clocks.ts";
import { settingsFor } from "../views/settings.ts";
import { type Histories, unitHistories } from "../views/unit-histories.ts";
import { command, type Moment } from "./command.ts";
import { askForCrews, type CrewOptionNamed, crewOptions } from "./crew-options.ts";
import { type CrewUnderWay, crewsUnderWay, wayOf } from "./crew-ways.ts";
import { CrewTaken, loadIncident } from "./store.ts";

type RoadMeans = Means & { readonly roads: RoadEngine };

/**
 * A look at a rescue that waits for its crew: whether a second is asked beside the first (level 2 before level 1 is late),
 * whether one of two is clearly nearer, and whether the contracted unit's line must go on. Measures roads before the
 * transaction; inside it decides only if those who are asked are still the same.
 */
export async function lookAtSecondCrew(means: RoadMeans, incidentId: IncidentId): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await lookOnce(means, incidentId);
    } catch (error) {
      // Another rescue was quicker: measure again without that crew.
      if (!(error instanceof CrewTaken) || tries === 5) throw error;
    }
  }
}

async function lookOnce(means: RoadMeans, incidentId: IncidentId): Promise<void> {
  const loaded = await loadIncident(means.database.db, incidentId);
  if (loaded === undefined || !worthALook(loaded.incident)) return;
  const seen = await look(means, loaded.incident);
  const askId = newId<"ask">() as AskId;
  await command(means, { incidentId, actor: { kind: "system", id: "dispatch" } }, (current, moment) => {
    if (asksOf(current) !== asksOf(loaded.incident) || !worthALook(current)) return nothing;
    return decide(current, seen, { ...moment, askId });
  });
}

const twoOnTheirWay = (incident: Incident): boolean =>
  incident.asks.filter((ask) => ask.status === "accepted" && !isHelper(ask)).length === 2 &&
  !incident.asks.some((ask) => ask.status === "arrived");

const worthALook = (incident: Incident): boolean =>
  secondCrewPossible(incident) || contractedLineLost(incident) || twoOnTheirWay(incident);

/** Who is asked and what became of it: what was measured holds only as long as this does. */
const asksOf = (incident: Incident): string => incident.asks.map((ask) => `${ask.askId}:${ask.status}`).join();

type Seen = {
  readonly question: SecondCrewQuestion;
  readonly own: readonly CrewOption[];
  readonly others: readonly CrewOption[];
  readonly historyOf: Histories["of"];
};

async function look(means: RoadMeans, incident: Incident): Promise<Seen> {
  const { db } = means.database;
  const now = means.clock.now();
  const needsOthers = secondCrewPossible(incident);
  const crewQuestion = askForCrews(db, means.roads, incident, now);
  const [crews, own, others, clocks, settings] = await Promise.all([
    // Who comes to help a crew comes whoever is first: no other line is weighed against it.
    crewsUnderWay(means, { ...incident, asks: incident.asks.filter((ask) => !isHelper(ask)) }),
    crewOptions(crewQuestion, incident, "contracted"),
    needsOthers ? crewOptions(crewQuestion, incident, "others") : [],
    clocksOf(db, incident, now),
    settingsFor(db, incident.regionCode, now).then((found) => secondCrewSettings(found, incident.arriveLimit)),
  ]);
  const offered = settings.on ? askable(incident, others, now) : [];
  const histories = await unitHistories(db, kindsOf(crews, [...own, ...others]));
  const question = questionOf(incident, { crews, own, offered, clocks, settings, now });
  return { question: { ...question, historiesAt: histories.learnedAt }, own, others, historyOf: histories.of };
}

function kindsOf(crews: readonly CrewUnderWay[], options: readonly CrewOptionNamed[]): ReadonlyMap<string, string> {
  const all = [...crews.map(({ crew }) => crew), ...options.map(({ crew }) => crew)];
  return new Map(all.map((crew) => [groupOf(crew), kindOf(crew)]));
}

type Known = {
  readonly crews: readonly CrewUnderWay[];
  readonly own: readonly CrewOptionNamed[];
  readonly offered: readonly CrewOptionNamed[];
  readonly clocks: Clocks;
  readonly settings: SecondCrewSettings;
  readonly now: Instant;
};

/** So many of the nearest come into question; `compared` of them are weighed. */
const candidatesMax = 16;

function questionOf(incident: Incident, known: Known): Omit<SecondCrewQuestion, "historiesAt"> {
  const { crews, own, offered, clocks, settings, now } = known;
  const nearest = ranked(fitting(offered));
  const next = ranked(fitting(askable(incident, own, now))).at(0);
  return {
    sinceAlarmSeconds: (now - incident.openedAt) / 1_000,
    running: crews.map((crew) => runningCrew(crew, next, { now, answerLimitSeconds: clocks.crewAnswer })),
    candidates: nearest.slice(0, candidatesMax).map((each) => ({
      crewId: each.crewId,
      group: groupOf(each.crew),
      roadSeconds: Math.round(rankSeconds(each)),
    })),
    answerLimitSeconds: clocks.crewAnswer,
    settings,
  };
}

function runningCrew(
  crew: CrewUnderWay,
  next: CrewOptionNamed | undefined,
  { now, answerLimitSeconds }: { now: Instant; answerLimitSeconds: number },
): RunningCrew {
  const { ask } = crew;
  const follows = ask.status === "asked" && ask.why.rule === "contracted-unit" && next !== undefined;
  return {
    askId: ask.askId,
    group: groupOf(crew.crew),
    way: wayOf(crew, now, answerLimitSeconds),
    next: follows
      ? {
          group: groupOf(next.crew),
          roadSeconds: Math.round(next.etaSeconds),
          inSeconds: Math.max(0, (ask.respondBy - now) / 1_000),
        }
      : null,
  };
}

function decide(incident: Incident, seen: Seen, at: Moment & { askId: AskId }): Decision {
  if (twoOnTheirWay(incident)) return standDownFarther(seen);
  if (contractedLineLost(incident)) {
    const asIf = { ...incident, level: 1 as const };
    const choice = chooseCrew(asIf, seen.own, at.clocks, at.now);
    if (choice.kind === "ask" && choice.raise === null) return askBeside(incident, choice, at);
  }
  if (!secondCrewPossible(incident) || !seen.question.settings.on) return nothing;
  return askSecond(incident, seen, at);
}

function askSecond(incident: Incident, seen: Seen, at: Moment & { askId: AskId }): Decision {
  const { question, others, historyOf } = seen;
  const decision = weighSecond(question, historyOf);
  const best = decision.kind === "start" ? decision.chosen : decision.compared[0];
  // Where nobody could be sent there was nothing to weigh.
  if (best === undefined || decision.rule === "nobody-to-send") return nothing;
  const weighed: IncidentEvent = {
    type: "SecondCrewWeighed",
    decision: decision.kind,
    rule: decision.rule,
    figures: figuresOf(best),
    crewId: best.crewId,
    nearer: null,
    question,
  };
  if (decision.kind !== "start") return ok([weighed]);
  const option = others.find((each) => each.crewId === decision.chosen.crewId);
  if (option === undefined) return ok([weighed]);
  const why = {
    ...whyOf(option, 2, askable(incident, others, at.now)),
    line: "others" as const,
    beside: { rule: decision.rule, ...figuresOf(decision.chosen) },
  };
  const asked = askBeside(incident, { crewId: option.crewId, why }, at);
  return asked.ok ? ok([weighed, ...asked.value]) : asked;
}

const figuresOf = ({ lateWithout, lateWith, minutesWithout, gainMinutes }: HedgeFigures) => ({
  lateWithout,
  lateWith,
  minutesWithout,
  gainMinutes,
});

/** One of two is so near that the other would bring nothing any more: it is told that it need not come. */
function standDownFarther({ question, historyOf }: Seen): Decision {
  const spared = question.settings.on ? clearlyNearer(question, historyOf) : undefined;
  if (spared === undefined) return nothing;
  const { nearer, farther, ...figures } = spared;
  return ok([
    {
      type: "SecondCrewWeighed",
      decision: "stand-down",
      rule: "clearly-nearer",
      figures,
      crewId: null,
      nearer,
      question,
    },
    { type: "CrewStoodDown", askId: farther, reason: "another-crew-nearer" },
  ]);
}

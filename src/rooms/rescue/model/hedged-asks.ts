import { type Instant, seconds } from "../../../kernel/clock.ts";
import type { AskId, CrewId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import type { Why } from "../contract.ts";
import { arrivalTimes } from "./choose-crew.ts";
import { type Clocks, levelOneAsksMax } from "./clocks.ts";
import { closedRefusal, type Decision, nothing } from "./decide-alarm.ts";
import { type CrewAsk, type Incident, isHelper, isRunning } from "./incident.ts";
import type { AnswerChannel, IncidentEvent } from "./incident-events.ts";

/**
 * Two lines of asks side by side: the contracted unit's (level 1) and that of everybody else (level 2). In each one ask
 * waits or one crew holds, as without hedging. Of the crews that hold, one is accountable: who stands at the lift, else
 * who accepted first and is not late; so accountability never passes on before somebody else has it. Nobody = the desk.
 * The first at the lift ends both lines (`arrive` in decide-crew.ts stands the others down).
 */
export type Line = "contracted" | "others";

/** A third line beside these two: who comes because a crew needs help, one at a time. */
const lineOf = ({ why }: Pick<CrewAsk, "why">): Line | "help" =>
  why.line ?? (why.rule === "contracted-unit" ? "contracted" : "others");

/** The ask of a line that waits for its answer or whose crew holds. */
export const runningAsk = (incident: Incident, line: Line | "help"): CrewAsk | undefined =>
  incident.asks.findLast(
    (ask) => lineOf(ask) === line && (ask.status === "asked" || ask.status === "accepted" || ask.status === "arrived"),
  );

/** Whether a second crew may be thought of: one line runs, the other is free, and nobody is there. */
export function secondCrewPossible(incident: Incident): boolean {
  const { forbidden, nearer } = incident.secondCrew;
  return (
    !forbidden &&
    incident.storm === null &&
    isRunning(incident) &&
    !incident.asks.some((ask) => ask.status === "arrived") &&
    runningAsk(incident, "others") === undefined &&
    runningAsk(incident, "contracted") !== undefined &&
    !incident.asks.some((ask) => ask.askId === nearer && ask.status === "accepted")
  );
}

/**
 * The contracted unit's line has lost its crew while the other runs: its next crew is asked, as without the other, so
 * that its own arrival is recorded. Not when the desk chose.
 */
export function contractedLineLost(incident: Incident): boolean {
  const contracted = incident.asks.filter((ask) => lineOf(ask) === "contracted");
  const last = contracted.at(-1);
  return (
    isRunning(incident) &&
    incident.storm === null &&
    last !== undefined &&
    (last.status === "refused" || last.status === "overdue") &&
    contracted.length < levelOneAsksMax &&
    runningAsk(incident, "others")?.why.rule !== "dispatcher" &&
    runningAsk(incident, "others")?.status !== "arrived"
  );
}

/** Asks a crew in its line, whatever runs in the other. Nothing when the line has somebody or a crew is there. */
export function askBeside(
  incident: Incident,
  chosen: { readonly crewId: CrewId; readonly why: Why },
  at: { readonly askId: AskId; readonly now: Instant; readonly clocks: Clocks },
): Decision {
  if (!isRunning(incident) || incident.asks.some((ask) => ask.status === "arrived")) return nothing;
  if (runningAsk(incident, lineOf(chosen)) !== undefined) return nothing;
  const raised: IncidentEvent[] =
    incident.level === 1 && chosen.why.level === 2
      ? [{ type: "LevelRaised", level: 2, reason: "level-1-may-be-late" }]
      : [];
  const { crewId, why } = chosen;
  const respondBy = at.now + seconds(at.clocks.crewAnswer);
  return ok([...raised, { type: "CrewAsked", askId: at.askId, crewId, why, respondBy }]);
}

/** Accepts beside a crew of the other line; within its own line as `accept` in decide-crew.ts. */
export function acceptBeside(
  incident: Incident,
  answer: { readonly askId: AskId; readonly etaSeconds: number; readonly by: AnswerChannel },
  at: { readonly now: Instant; readonly clocks: Clocks },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const ask = incident.asks.find((each) => each.askId === answer.askId);
  if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  if (ask.status === "accepted" || ask.status === "arrived") return nothing;
  if (!isRunning(incident)) return refuse("RESCUE_PEOPLE_ARE_OUT");
  if (ask.status === "refused" || ask.status === "stood-down") return refuse("RESCUE_ASK_WITHDRAWN");
  if (!isHelper(ask) && incident.asks.some((each) => each.status === "arrived"))
    return refuse("RESCUE_ANOTHER_CREW_HOLDS");
  const inLine = runningAsk(incident, lineOf(ask));
  if (inLine !== undefined && inLine.status === "accepted") return refuse("RESCUE_ANOTHER_CREW_HOLDS");
  const stoodDown: IncidentEvent[] =
    inLine?.status !== "asked" || inLine.askId === ask.askId
      ? []
      : [{ type: "CrewStoodDown", askId: inLine.askId, reason: "another-crew-came" }];
  const { askId, by, etaSeconds } = answer;
  return ok([...stoodDown, { type: "CrewAccepted", askId, by, ...arrivalTimes(etaSeconds, at.clocks, at.now) }]);
}

/** A crew's latest-arrival time has passed: it answers for nothing any more, yet may still come and is welcome. */
export function markLate(incident: Incident, now: Instant): Decision {
  const late = incident.asks.filter((ask) => ask.status === "accepted" && (ask.arriveBy ?? now) <= now);
  return ok(late.map((ask) => ({ type: "ArrivalOverdue", askId: ask.askId })));
}

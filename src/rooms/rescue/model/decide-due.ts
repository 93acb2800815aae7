import { type Instant, seconds } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import { ok } from "../../../kernel/result.ts";
import { warnStranded } from "./accident.ts";
import { type Clocks, reestimateSeconds } from "./clocks.ts";
import { type Decision, nothing } from "./decide-alarm.ts";
import { type Due, hasCome } from "./due.ts";
import { type CrewAsk, type Incident, isHelper, isRunning } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";
import { warnOfHelp } from "./outside-help.ts";

/**
 * Time has passed and nobody did anything. `find-crew` is not decided here: it needs road times and is an action of its own.
 * @param etas road seconds of the crews on their way from where they are now, by ask; absent where that is not known.
 */
export function timePassed(
  incident: Incident,
  due: Due,
  at: { now: Instant; clocks: Clocks; etas: ReadonlyMap<AskId, number> },
): Decision {
  switch (due.kind) {
    case "find-crew":
    case "storm":
      return nothing;
    case "crew-answer":
    case "crew-arrival":
    case "second-crew":
      return lookAfterAsks(incident, at);
    case "outside":
      return ok(warnOfHelp(incident, at.clocks, at.now));
    case "stranded":
      return ok(warnStranded(incident, at.clocks, at.now));
    // Somebody may have acted since the moment was found: then what is due next has its own time, which has not come.
    case "free":
      return due.at > at.now ? nothing : ok([{ type: "DeskAlerted", about: "not-freed" }]);
    case "fault":
    case "repair":
      return due.at > at.now ? nothing : ok([{ type: "DeskAlerted", about: "fault-waits" }]);
    case "close":
      return due.at > at.now ? nothing : ok([{ type: "DeskAlerted", about: "not-closed" }]);
  }
}

type Look = { readonly now: Instant; readonly etas: ReadonlyMap<AskId, number> };

/** Every crew that is asked or on its way, of both lines. */
function lookAfterAsks(incident: Incident, look: Look): Decision {
  if (!isRunning(incident)) return nothing;
  const there = incident.asks.some((ask) => ask.status === "arrived");
  const waited = there ? incident.asks.filter(isHelper) : incident.asks;
  const events = waited.flatMap((ask) => {
    if (ask.status === "asked")
      return hasCome({ at: ask.respondBy, kind: "crew-answer" }, look.now) ? [overdue(ask)] : [];
    return ask.status === "accepted" ? lookAfterCrew(ask, look) : [];
  });
  const late = !there && events.some(({ type }) => type === "ArrivalOverdue");
  return ok(
    late && incident.level === 1 ? [...events, { type: "LevelRaised", level: 2, reason: "level-1-is-late" }] : events,
  );
}

const overdue = ({ askId }: CrewAsk): IncidentEvent => ({ type: "CrewAskOverdue", askId });

/** On the way: a new estimate when it has changed; past the limit the crew no longer holds the rescue, and another is sought. */
function lookAfterCrew(ask: CrewAsk, { now, etas }: Look): IncidentEvent[] {
  const { askId } = ask;
  if (now >= (ask.arriveBy ?? now)) return [{ type: "ArrivalOverdue", askId }];
  const etaSeconds = etas.get(askId);
  if (etaSeconds === undefined) return [];
  // Roads know nothing of why the crew said that it will be late: until then its own word is the earliest.
  const word = ask.delay === undefined || ask.delay.expectedAt <= now ? 0 : ask.delay.expectedAt;
  const expectedAt = Math.max(now + seconds(etaSeconds), word);
  const changed = Math.abs(expectedAt - (ask.expectedAt ?? 0)) > seconds(reestimateSeconds);
  return changed ? [{ type: "ArrivalReestimated", askId, expectedAt }] : [];
}

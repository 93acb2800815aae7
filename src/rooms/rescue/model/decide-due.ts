import { type Instant, seconds } from "../../../kernel/clock.ts";
import { ok } from "../../../kernel/result.ts";
import { warnStranded } from "./accident.ts";
import { type Clocks, reestimateSeconds } from "./clocks.ts";
import { type Decision, nothing } from "./decide-alarm.ts";
import type { Due } from "./due.ts";
import { holderOf, type Incident, pendingAsk } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";

/**
 * Time has passed and nobody did anything. `find-crew` is not decided here: it needs road times and is an action of its own.
 * @param etaSeconds road time of the crew on its way from where it is now; undefined when that is not known.
 */
export function timePassed(
  incident: Incident,
  due: Due,
  at: { now: Instant; clocks: Clocks; etaSeconds: number | undefined },
): Decision {
  switch (due.kind) {
    case "find-crew":
      return nothing;
    case "crew-answer": {
      const ask = pendingAsk(incident);
      return ask === undefined || ask.respondBy > at.now ? nothing : ok([{ type: "CrewAskOverdue", askId: ask.askId }]);
    }
    case "crew-arrival":
      return lookAfterCrew(incident, at);
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

/** On the way: a new estimate when it has changed; past the limit the crew no longer holds the rescue, and another is sought. */
function lookAfterCrew(incident: Incident, at: { now: Instant; etaSeconds: number | undefined }): Decision {
  const holder = holderOf(incident);
  if (holder === undefined || holder.status !== "accepted") return nothing;
  if (at.now >= (holder.arriveBy ?? at.now)) {
    const events: IncidentEvent[] = [{ type: "ArrivalOverdue", askId: holder.askId }];
    if (incident.level === 1) events.push({ type: "LevelRaised", level: 2, reason: "level-1-is-late" });
    return ok(events);
  }
  if (at.etaSeconds === undefined) return nothing;
  const expectedAt = at.now + seconds(at.etaSeconds);
  const changed = Math.abs(expectedAt - (holder.expectedAt ?? 0)) > seconds(reestimateSeconds);
  return changed ? ok([{ type: "ArrivalReestimated", askId: holder.askId, expectedAt }]) : nothing;
}

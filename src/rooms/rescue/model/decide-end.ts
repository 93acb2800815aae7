import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { freedAgain } from "./decide-again.ts";
import { closedRefusal, type Decision, nothing } from "./decide-alarm.ts";
import { type Incident, stageOf } from "./incident.ts";
import type { FreedBy, IncidentEvent } from "./incident-events.ts";

/** Whoever was asked or is on the way need not come any more; the crew that is there is not called back by an ask of old. */
function standDownAll(incident: Incident, reason: "people-are-out" | "false-alarm"): IncidentEvent[] {
  const there = incident.asks.filter((ask) => ask.status === "arrived").map((ask) => ask.crewId);
  return incident.asks
    .filter((ask) => ["asked", "accepted", "overdue"].includes(ask.status) && !there.includes(ask.crewId))
    .map((ask) => ({ type: "CrewStoodDown", askId: ask.askId, reason }));
}

/**
 * Everybody is out. A crew says so only from the scene; the desk may say so for the use unit, the people themselves or the fire service.
 * @param doneAt when they came out, where that is told later: it says nothing about who called for help since.
 */
export function free(
  incident: Incident,
  report: { count: number; injured: number; dead?: number | undefined; by: FreedBy },
  doneAt?: Instant,
  /** By a crew's phone: which ask's, and when it says that it was, whatever else was done since. */
  phone?: { readonly askId: AskId; readonly toldAt: Instant | undefined },
): Decision {
  if (phone !== undefined && incident.freed !== null)
    return freedAgain(incident, { ...report, askId: phone.askId, at: phone.toldAt });
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.kind === "fault") return refuse("RESCUE_IS_FAULT");
  if (incident.freed !== null) return nothing;
  if (report.injured + (report.dead ?? 0) > report.count) return refuse("RESCUE_MORE_INJURED_THAN_FREED");
  if (report.by === "crew" && stageOf(incident) !== "on-scene") return refuse("RESCUE_CREW_NOT_ON_SCENE");
  if (doneAt !== undefined && incident.lastAlarmSince > doneAt) return refuse("RESCUE_ALARM_SINCE");
  const { by: freedBy, dead, ...known } = report;
  const figures = dead === undefined || dead === 0 ? known : { ...known, dead };
  return ok([
    ...standDownAll(incident, "people-are-out"),
    { type: "PeopleFreed", ...figures, freedBy, ...(phone && { askId: phone.askId }) },
  ]);
}

/** The lift is safe for the public: stopped and locked, or running again. */
export function secure(incident: Incident, state: "stopped" | "running"): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.freed === null) return refuse("RESCUE_NOT_FREED");
  return incident.securedAt === null ? ok([{ type: "LiftSecured", state }]) : nothing;
}

export function close(
  incident: Incident,
  report: { cause: string; method: string | null; note: string | null },
): Decision {
  if (incident.closedAt !== null) return nothing;
  if (incident.kind === "fault")
    return incident.handedToRepairAt === null
      ? refuse("RESCUE_NOT_HANDED_TO_REPAIR")
      : ok([{ type: "IncidentClosed", ...report, method: null }]);
  if (incident.freed === null) return refuse("RESCUE_NOT_FREED");
  if (incident.securedAt === null) return refuse("RESCUE_NOT_SECURED");
  return ok([{ type: "IncidentClosed", ...report }]);
}

/** 交维修: of a fault at once, of a rescue when the people are out. */
export function handToRepair(incident: Incident, to: string | null, what: string | null = null): Decision {
  if (incident.drill !== undefined) return refuse("RESCUE_IS_DRILL");
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.kind === "entrapment" && incident.freed === null) return refuse("RESCUE_NOT_FREED");
  return incident.handedToRepairAt === null
    ? ok([{ type: "HandedToRepair", to, ...(what === null ? {} : { what }) }])
    : nothing;
}

/** A person has made sure that nobody is trapped: the rescue ends, marked as a false alarm. */
export function confirmFalse(incident: Incident, reason: string): Decision {
  if (incident.closedAt !== null) return nothing;
  if (incident.freed !== null && incident.freed.count > 0) return refuse("RESCUE_PEOPLE_WERE_FREED");
  return ok([
    ...standDownAll(incident, "false-alarm"),
    { type: "FalseAlarmConfirmed", reason },
    { type: "IncidentClosed", cause: null, method: null, note: null },
  ]);
}

/** Who has looked again has found people, or the record was closed too soon. */
export function reopen(incident: Incident, report: { reason: string; stillInside: boolean }): Decision {
  if (incident.drill !== undefined) return refuse("RESCUE_IS_DRILL");
  if (incident.mergedInto !== null) return refuse("RESCUE_MERGED_ELSEWHERE");
  const over = incident.closedAt !== null || (report.stillInside && incident.freed !== null);
  if (!over) return refuse("RESCUE_NOT_CLOSED");
  // Without anybody freed nothing is there to be put right, and a crew would be sought.
  if (incident.freed === null && !report.stillInside) return refuse("RESCUE_NOTHING_TO_PUT_RIGHT");
  const there = incident.asks.filter(
    ({ status }) => report.stillInside && (status === "arrived" || status === "accepted"),
  );
  return ok([
    ...there.map(({ askId }): IncidentEvent => ({ type: "CrewStoodDown", askId, reason: "people-are-out" })),
    { type: "IncidentReopened", ...report },
  ]);
}

/** 回访: the passenger, or who called, was asked how it went. */
export function followUp(
  incident: Incident,
  said: { reached: boolean; satisfaction: number | null; note: string | null },
): Decision {
  if (incident.drill !== undefined) return refuse("RESCUE_IS_DRILL");
  if (incident.mergedInto !== null) return refuse("RESCUE_MERGED_ELSEWHERE");
  if (incident.closedAt === null) return refuse("RESCUE_NOT_CLOSED");
  return ok([{ type: "FollowedUp", ...said }]);
}

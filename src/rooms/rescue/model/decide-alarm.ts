import type { Instant } from "../../../kernel/clock.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Source } from "../contract.ts";
import type { Incident } from "./incident.ts";
import type { AlarmCause, IncidentEvent } from "./incident-events.ts";

export type Decision = Result<readonly IncidentEvent[]>;
/** Nothing to record: the same was said before, or it no longer matters. */
export const nothing: Decision = ok([]);
export const closedRefusal = refuse("RESCUE_ALREADY_CLOSED");

export type Alarm = {
  readonly source: Source;
  readonly cause: AlarmCause;
  readonly alarmKey: string;
  readonly trappedSince: Instant;
} & Pick<Extract<IncidentEvent, { type: "AlarmJoined" }>, "because" | "splitFrom">;

/** A further alarm of an emergency that is open. The same alarm again (a device repeats itself) changes nothing. */
export function joinAlarm(incident: Incident, alarm: Alarm): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.alarmKeys.includes(alarm.alarmKey)) return nothing;
  return ok([{ type: "AlarmJoined", ...alarm }]);
}

/** The desk takes the incident into its hands: the alarm is answered. */
export function take(incident: Incident): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  return incident.takenAt === null ? ok([{ type: "IncidentTaken" }]) : nothing;
}

export function reportPersons(
  incident: Incident,
  report: { persons: number | null; injured: number | null; dead?: number | undefined; vulnerable: boolean },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const same =
    report.persons === incident.persons &&
    report.injured === incident.injured &&
    (report.dead ?? incident.dead) === incident.dead &&
    report.vulnerable === incident.vulnerable;
  const { dead, ...known } = report;
  return same ? nothing : ok([{ type: "PersonsReported", ...known, ...(dead === undefined ? {} : { dead }) }]);
}

/** The device or the passenger says that nobody is trapped any more. It ends nothing: a person is asked. */
export function sayFree(incident: Incident, by: "device" | "car" | "car-mistake"): Decision {
  if (incident.closedAt !== null) return by === "device" ? nothing : closedRefusal;
  if (incident.freed !== null) return nothing;
  if (by === "device") return incident.deviceSaysFree ? nothing : ok([{ type: "DeviceSaidFree" }]);
  if (by === "car") return incident.carSaysFree ? nothing : ok([{ type: "CarSaidFree" }]);
  return incident.carSaysMistake ? nothing : ok([{ type: "CarSaidMistake" }]);
}

export function answerForUseUnit(
  incident: Incident,
  answer: "on-my-way" | "guarding" | "false-alarm" | "no-answer",
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  return incident.useUnit.status === answer ? nothing : ok([{ type: "UseUnitAnswered", answer }]);
}

export const addNote = (_incident: Incident, text: string): Decision => ok([{ type: "NoteAdded", text }]);

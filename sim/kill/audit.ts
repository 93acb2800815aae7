import { type IncidentFile, type IncidentRow, incidentFile, incidentList } from "../../src/rooms/rescue/contract.ts";
import type { Api } from "../api.ts";
import type { AlarmLog, SentAlarm } from "./alarm-log.ts";

export type Audit = {
  readonly acknowledgedLost: readonly SentAlarm[];
  readonly incidentsDoubled: readonly string[];
  readonly openWithoutDue: readonly string[];
  readonly incidents: number;
  readonly stillOpen: number;
};

/** Compares what the platform holds with what it has promised. */
export async function audit(api: Api, log: AlarmLog, codeOf: ReadonlyMap<string, string>): Promise<Audit> {
  const incidents = await allIncidents(api);
  const files: IncidentFile[] = [];
  for (const { id } of incidents) files.push(await api.get(`/api/v1/incidents/${id}`, incidentFile));
  const byLift = Map.groupBy(files, ({ incident }) => codeOf.get(incident.rescueCode ?? "") ?? "");
  const lost = log.alarms.filter((alarm) => alarm.acknowledgedAt !== undefined && !isHeld(alarm, byLift));
  return {
    acknowledgedLost: lost,
    incidentsDoubled: doubled(log, byLift),
    openWithoutDue: incidents.filter((each) => each.closedAt === null && each.dueAt === null).map((each) => each.no),
    incidents: incidents.length,
    stillOpen: incidents.filter((each) => each.closedAt === null).length,
  };
}

async function allIncidents(api: Api): Promise<IncidentRow[]> {
  const all: IncidentRow[] = [];
  let after = "";
  for (;;) {
    const page = await api.get(`/api/v1/incidents?state=all&limit=200${after}`, incidentList);
    all.push(...page.incidents);
    if (page.next === null) return all;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

/**
 * An alarm is held when an incident's own history names it. A device's message that came while its emergency was told already
 * needs no line of its own: then an incident of that lift must have been open when it was acknowledged.
 */
function isHeld(alarm: SentAlarm, byLift: ReadonlyMap<string, readonly IncidentFile[]>): boolean {
  const files = byLift.get(alarm.registerCode) ?? [];
  const named = files.some(({ timeline }) =>
    timeline.some(({ data }) => typeof data.alarmKey === "string" && data.alarmKey.includes(alarm.mark)),
  );
  if (named || alarm.way !== "event") return named;
  const at = alarm.acknowledgedAt ?? alarm.sentAt;
  return files.some(({ incident }) => incident.openedAt <= at && (incident.closedAt ?? at) >= alarm.sentAt);
}

/** More incidents at a lift than emergencies, or two of them open at one time. */
function doubled(log: AlarmLog, byLift: ReadonlyMap<string, readonly IncidentFile[]>): string[] {
  const wrong: string[] = [];
  for (const [code, files] of byLift) {
    const inTurn = files.map((file) => file.incident).sort((a, b) => a.openedAt - b.openedAt);
    const tooMany = inTurn.slice(log.emergencies.get(code) ?? 0);
    const overlapping = inTurn.filter((each, i) => {
      const before = inTurn[i - 1];
      return before !== undefined && (before.closedAt ?? Number.POSITIVE_INFINITY) > each.openedAt;
    });
    wrong.push(...new Set([...tooMany, ...overlapping].map((each) => each.no)));
  }
  return wrong;
}

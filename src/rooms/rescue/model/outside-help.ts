import { type Instant, seconds } from "../../../kernel/clock.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import type { Hazard, HelpStatus, HelpStep, Service } from "../contract/hazards.ts";
import type { Clocks } from "./clocks.ts";
import { closedRefusal, type Decision, nothing, take } from "./decide-alarm.ts";
import { free } from "./decide-end.ts";
import type { HazardRule } from "./hazard-rule.ts";
import { hazardsOf } from "./hazards.ts";
import { evolve, type Incident } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";
import { active, helpOf, helpSteps, isActive, type OutsideHelp } from "./outside-help-state.ts";

/** Services that are to be called and were not: by hazards that still hold. */
export function wantedHelp(incident: Incident): readonly OutsideHelp[] {
  const holds = hazardsOf(incident);
  return (incident.outside ?? []).filter(
    ({ status, wanted }) =>
      status === "wanted" && wanted !== null && wanted.hazards.some((each) => holds.includes(each)),
  );
}

/** The service that leads on the spot; the clocks of the rescue run on meanwhile. */
export const leadingService = ({ outside = [] }: Pick<Incident, "outside">): Service | null =>
  outside.findLast(({ status }) => status === "lead")?.service ?? null;

/**
 * Adds to what happens the services that it calls for by the rule: at once, whatever the level, and however it became known. Who is
 * called already is not wanted again; who was declined is, for a new reason.
 */
export function withWantedHelp(
  before: Incident | undefined,
  events: readonly IncidentEvent[],
  { now, clocks, rule }: { readonly now: Instant; readonly clocks: Clocks; readonly rule: HazardRule },
): readonly IncidentEvent[] {
  const after = events.reduce<Incident | undefined>((state, event) => evolve(state, event, now), before);
  if (after === undefined || after.closedAt !== null || after.drill?.callOutside === false) return events;
  const held = before === undefined ? [] : hazardsOf(before);
  const fresh = hazardsOf(after).filter((hazard) => !held.includes(hazard));
  const wanted = new Map<Service, Hazard[]>();
  for (const hazard of fresh) {
    const service = rule[hazard];
    if (service !== undefined && !isActive(helpOf(after, service)))
      wanted.set(service, [...(wanted.get(service) ?? []), hazard]);
  }
  const callBy = now + seconds(clocks.outsideCall);
  return [
    ...events,
    ...[...wanted].map(
      ([service, hazards]): IncidentEvent => ({ type: "OutsideHelpWanted", service, hazards, callBy }),
    ),
  ];
}

/** Whether events may call for outside help, so that the rule has to be looked up. */
export const touchesHazards = (events: readonly IncidentEvent[]): boolean =>
  events.some(
    (event) =>
      event.type === "HazardsReported" ||
      ((event.type === "PersonsReported" || event.type === "PeopleFreed") && (event.injured ?? 0) > 0),
  );

/** The desk has called; who calls has the incident in hands. */
export function callOutside(incident: Incident, help: { service: Service; note: string | null }): Decision {
  const taken = take(incident);
  if (!taken.ok) return taken;
  const called = recordOutsideHelp(incident, help);
  return called.ok ? ok([...taken.value, ...called.value]) : called;
}

/** Level 3: police, fire service or ambulance were called by the dispatcher. */
export function recordOutsideHelp(incident: Incident, help: { service: Service; note: string | null }): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.drill?.callOutside === false) return refuse("RESCUE_DRILL_NO_OUTSIDE_CALL");
  const raised: IncidentEvent[] =
    incident.level === 3 || incident.kind === "fault" ? [] : [{ type: "LevelRaised", level: 3, reason: "dispatcher" }];
  return ok([{ type: "OutsideHelpRecorded", ...help }, ...raised]);
}

/** What a service that was called said or did. What came out of order is kept only where it goes further. */
export function advanceHelp(
  incident: Incident,
  told: { readonly service: Service; readonly step: HelpStep; readonly caseNo: string | null },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const help = helpOf(incident, told.service);
  if (!isActive(help)) return refuse("RESCUE_HELP_NOT_CALLED");
  const further = placeOf(told.step) > placeOf(help.status);
  const caseNo = told.caseNo !== null && told.caseNo !== help.caseNo ? told.caseNo : null;
  if (!further && caseNo === null) return nothing;
  const step = further ? told.step : stepOf(help.status);
  return ok([{ type: "OutsideHelpAdvanced", service: told.service, step, ...(caseNo === null ? {} : { caseNo }) }]);
}

const placeOf = (status: HelpStatus): number => (helpSteps as readonly HelpStatus[]).indexOf(status);
const stepOf = (status: HelpStatus): HelpStep => helpSteps.find((step) => step === status) ?? "answered";

/** 交回: the service has done what it does; the rescue goes on, or everybody is out by its hands. */
export function handBack(
  incident: Incident,
  back: {
    readonly service: Service;
    readonly did: string;
    readonly freed: { readonly count: number; readonly injured: number } | null;
  },
): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const { service, did, freed } = back;
  if (!isActive(helpOf(incident, service))) return refuse("RESCUE_HELP_NOT_CALLED");
  if (freed !== null && service !== "119") return refuse("RESCUE_HELP_FREES_NOT");
  const out: Decision =
    freed === null || incident.freed !== null ? nothing : free(incident, { ...freed, by: "fire-service" });
  if (!out.ok) return out;
  const given: IncidentEvent = { type: "OutsideHelpHandedBack", service, did, freed: freed?.count ?? null };
  return ok([given, ...out.value]);
}

/** A person decides that a service that the rule wants is not called. */
export function declineHelp(incident: Incident, service: Service, reason: string): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  return helpOf(incident, service)?.status === "wanted"
    ? ok([{ type: "OutsideHelpDeclined", service, reason }])
    : refuse("RESCUE_HELP_NOT_WANTED");
}

/** It was written down that a service was called, and it was not, or was for another rescue. */
export function undoHelp(incident: Incident, service: Service, reason: string): Decision {
  if (incident.closedAt !== null) return closedRefusal;
  const help = helpOf(incident, service);
  const status = help?.status ?? "declined";
  if (!active.includes(status) && status !== "handed-back") return refuse("RESCUE_HELP_NOT_CALLED");
  return ok([{ type: "OutsideHelpMistaken", service, reason }]);
}

/** When the desk is reminded that a call, or its answer, is overdue; once for each. */
export function helpDueAt(incident: Incident, clocks: Pick<Clocks, "outsideAnswer">): Instant | undefined {
  if (incident.closedAt !== null) return undefined;
  const times = [...overdueFrom(incident, clocks).values()];
  return times.length === 0 ? undefined : Math.min(...times);
}

function overdueFrom(incident: Incident, clocks: Pick<Clocks, "outsideAnswer">): ReadonlyMap<Service, Instant> {
  const waits = (incident.outside ?? []).filter(({ status, alerted }) => status === "called" && !alerted);
  return new Map([
    ...wantedHelp(incident).flatMap(({ service, wanted, alerted }) =>
      alerted || wanted === null ? [] : [[service, wanted.callBy] as const],
    ),
    ...waits.map(({ service, at }) => [service, at + seconds(clocks.outsideAnswer)] as const),
  ]);
}

export function warnOfHelp(incident: Incident, clocks: Pick<Clocks, "outsideAnswer">, now: Instant): IncidentEvent[] {
  return [...overdueFrom(incident, clocks)]
    .filter(([, from]) => from <= now)
    .map(([service]) => ({ type: "OutsideHelpOverdue", service }));
}

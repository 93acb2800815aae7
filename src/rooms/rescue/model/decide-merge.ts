import type { AskId, IncidentId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Service } from "../contract/hazards.ts";
import { closedRefusal, type Decision } from "./decide-alarm.ts";
import { openHelps } from "./help.ts";
import type { CrewAsk, Incident } from "./incident.ts";
import type { IncidentEvent, MergeReason } from "./incident-events.ts";
import { firstTimes } from "./joins.ts";
import { helpOf, helpSteps } from "./outside-help-state.ts";

export type Known = { readonly id: IncidentId; readonly incident: Incident };
export type Why = { readonly reason: string; readonly because: readonly MergeReason[] };
/** Gives the ask of a crew that goes over its new name. */
export type NameAsk = () => AskId;
/** What happens to the one that is joined (`from`), and to the one that goes on (`into`). */
export type Both = { readonly from: readonly IncidentEvent[]; readonly into: readonly IncidentEvent[] };

/** Two incidents are about one emergency: one of them goes on with everything that both know. */
export function merge(from: Known, into: Known, why: Why, nameAsk: NameAsk): Result<Both> {
  if (from.incident.mergedInto?.id === into.id) return ok({ from: [], into: [] });
  const refused = mergeRefusal(from, into);
  if (refused !== undefined) return refused;
  const crews = whoGoes(from.incident, into.incident, nameAsk);
  const { no, liftId, placeKey, alarms } = from.incident;
  return ok({
    from: [...crews.from, { type: "IncidentMerged", into: into.id, intoNo: into.incident.no, ...why }],
    into: [
      {
        type: "IncidentJoined",
        from: from.id,
        fromNo: no,
        liftId,
        placeKey,
        alarms,
        times: firstTimes(from.incident),
        ...why,
      },
      ...takenToo(from.incident, into.incident),
      ...peopleOfBoth(from.incident, into.incident),
      ...helpOfBoth(from.incident, into.incident),
      ...crews.into,
    ],
  });
}

function mergeRefusal(from: Known, into: Known): ReturnType<typeof refuse> | undefined {
  if (from.id === into.id) return refuse("RESCUE_MERGE_WITH_ITSELF");
  if (from.incident.drill !== undefined || into.incident.drill !== undefined) return refuse("RESCUE_IS_DRILL");
  if (from.incident.mergedInto !== null) return refuse("RESCUE_MERGED_ELSEWHERE");
  if (from.incident.closedAt !== null || into.incident.closedAt !== null) return closedRefusal;
  // Who is trapped must not disappear in a list of repairs.
  if (from.incident.kind === "entrapment" && into.incident.kind === "fault") return refuse("RESCUE_MERGE_INTO_FAULT");
  if (from.incident.freed !== null || into.incident.freed !== null) return refuse("RESCUE_MERGE_PEOPLE_ARE_OUT");
  if (from.incident.joins.length > 0) return refuse("RESCUE_HAS_JOINED");
  // Its report clock runs under its own number.
  if (from.incident.accident !== null) return refuse("RESCUE_MERGE_ACCIDENT_FILE");
  return undefined;
}

const active = (incident: Incident): CrewAsk[] =>
  incident.asks.filter(({ status }) => ["asked", "accepted", "arrived"].includes(status));
const rankOf = (incident: Incident): number =>
  Math.max(0, ...active(incident).map(({ status }) => ({ asked: 1, accepted: 2, arrived: 3 })[status as "asked"] ?? 0));

/** One crew goes on: the one that is further. The other is stood down and told; a crew that both have asked just goes on. */
function whoGoes(from: Incident, into: Incident, nameAsk: NameAsk): Both {
  const goesOver = rankOf(from) > rankOf(into);
  const going = new Set((goesOver ? active(from) : active(into)).map(({ crewId }) => crewId));
  const down = (ask: CrewAsk, reason: "merged" | "another-crew-came"): IncidentEvent => ({
    type: "CrewStoodDown",
    askId: ask.askId,
    reason: going.has(ask.crewId) ? "goes-on-in-other" : reason,
  });
  const ended = from.asks.filter(({ status }) => ["asked", "accepted", "arrived", "overdue"].includes(status));
  return {
    from: ended.map((ask) => down(ask, "merged")),
    into: goesOver
      ? [
          ...active(into).map((ask) => down(ask, "another-crew-came")),
          ...active(from).flatMap((ask) => askGoesOn(ask, nameAsk(), from)),
        ]
      : [],
  };
}

/** The same ask under the other incident, as far as its crew has come. */
function askGoesOn(ask: CrewAsk, askId: AskId, from: Incident): IncidentEvent[] {
  const { crewId, why, respondBy, answeredAt, expectedAt, arriveBy, arrivedAt, proof } = ask;
  const events: IncidentEvent[] = [{ type: "CrewAsked", askId, crewId, why, respondBy }];
  if (answeredAt !== undefined && expectedAt !== undefined && arriveBy !== undefined)
    events.push({ type: "CrewAccepted", askId, expectedAt, arriveBy, by: "merge", doneAt: answeredAt });
  if (arrivedAt !== undefined)
    events.push({
      ...{ type: "CrewArrived", askId, by: "merge", position: null, doneAt: arrivedAt },
      ...(proof === undefined ? {} : { proof }),
    });
  return [...events, ...wordsGoOn(ask, askId, from)];
}

/** What the crew said that still waits for somebody, and how far it is with the steps. */
function wordsGoOn(ask: CrewAsk, askId: AskId, from: Incident): IncidentEvent[] {
  const { delay, expectedAt } = ask;
  const late: IncidentEvent[] =
    delay === undefined
      ? []
      : [
          {
            ...{ type: "CrewDelayed", askId, minutes: delay.minutes, reason: delay.reason, text: null, by: "merge" },
            ...{ expectedAt: expectedAt ?? delay.expectedAt, doneAt: delay.saidAt },
          },
        ];
  const helps = openHelps(from)
    .filter((help) => help.askId === ask.askId)
    .map(
      ({ helpId, what, text, askedAt }): IncidentEvent => ({
        ...{ type: "HelpAsked", helpId, askId, what, text, doneAt: askedAt },
      }),
    );
  const steps = Object.entries(from.steps ?? {})
    .filter(([, { done }]) => done && ask.status === "arrived")
    .map(([step, { at, by }]): IncidentEvent => ({ type: "StepTold", askId, step, done: true, by, doneAt: at }));
  return [...late, ...helps, ...steps];
}

const takenToo = (from: Incident, into: Incident): IncidentEvent[] =>
  from.takenAt !== null && into.takenAt === null ? [{ type: "IncidentTaken" }] : [];

/** It is the same people: the larger figure is believed until somebody counts. */
function peopleOfBoth(from: Incident, into: Incident): IncidentEvent[] {
  const most = (a: number | null, b: number | null): number | null =>
    a === null ? b : b === null ? a : Math.max(a, b);
  const persons = most(from.persons, into.persons);
  const injured = most(from.injured, into.injured);
  const vulnerable = from.vulnerable || into.vulnerable;
  const same = persons === into.persons && injured === into.injured && vulnerable === into.vulnerable;
  return same ? [] : [{ type: "PersonsReported", persons, injured, vulnerable }];
}

function helpOfBoth(from: Incident, into: Incident): IncidentEvent[] {
  const called = from.outsideHelp.filter((service) => !into.outsideHelp.includes(service));
  const raised: IncidentEvent[] =
    from.level > into.level && from.level !== 1
      ? [{ type: "LevelRaised", level: from.level, reason: "dispatcher" }]
      : [];
  const known = into.hazards ?? [];
  const added = (from.hazards ?? []).filter((hazard) => !known.includes(hazard));
  return [
    ...called.flatMap((service): IncidentEvent[] => [
      { type: "OutsideHelpRecorded", service, note: null },
      ...partOf(from, service),
    ]),
    ...raised,
    // After who was called: nobody is wanted twice.
    ...(added.length === 0 ? [] : [{ type: "HazardsReported" as const, added, from: "desk" as const }]),
  ];
}

/** How far a service has come that was called for the other. */
function partOf(from: Incident, service: Service): IncidentEvent[] {
  const help = helpOf(from, service);
  const step = helpSteps.find((each) => each === help?.status);
  if (step === undefined) return [];
  const caseNo = help?.caseNo ?? null;
  return [{ type: "OutsideHelpAdvanced", service, step, ...(caseNo === null ? {} : { caseNo }) }];
}

/** They were two after all: the one that was joined is sought for anew. It may be undone also when the other is long over. */
export function undoMerge(from: Known, into: Known, reason: string): Result<Both> {
  if (from.incident.mergedInto?.id !== into.id) return refuse("RESCUE_NOT_MERGED");
  return ok({
    from: [{ type: "MergeUndone", from: into.id, fromNo: into.incident.no, reason }],
    into: [{ type: "JoinUndone", from: from.id, fromNo: from.incident.no, reason }],
  });
}

/** An alarm is another emergency: it leaves this one, which keeps at least one of its own. */
export function splitOff(
  incident: Incident,
  alarmKey: string,
  to: { readonly id: IncidentId; readonly no: string; readonly reason: string },
): Decision {
  const refused = splitRefusal(incident, alarmKey);
  if (refused !== undefined) return refused;
  return ok([{ type: "AlarmSplitOff", alarmKey, to: to.id, toNo: to.no, reason: to.reason }]);
}

export function splitRefusal(incident: Incident, alarmKey: string): ReturnType<typeof refuse> | undefined {
  if (incident.closedAt !== null) return closedRefusal;
  if (incident.drill !== undefined) return refuse("RESCUE_IS_DRILL");
  if (!incident.alarmKeys.includes(alarmKey)) return refuse("RESCUE_ALARM_UNKNOWN");
  const others = incident.alarms.filter((alarm) => alarm.alarmKey !== alarmKey && alarm.from === undefined);
  return others.length === 0 ? refuse("RESCUE_LAST_ALARM") : undefined;
}

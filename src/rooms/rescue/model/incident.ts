import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { AskId, CrewId, IncidentId, LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { never } from "../../../kernel/result.ts";
import type { ArriveLimit } from "../contract/arrive-areas.ts";
import type { Hazard, Service } from "../contract/hazards.ts";
import type { IncidentKind } from "../contract/sources.ts";
import type { Source, Stage, Why } from "../contract.ts";
import { type AccidentFile, accidentAfter } from "./accident-file.ts";
import type { ArrivalProof } from "./arrival-proof.ts";
import { type CarCallState, carCallAfter } from "./car-call.ts";
import { type BesideEvent, type Delay, isBeside } from "./crew-phone-events.ts";
import { doneAtOf } from "./deed-parts.ts";
import type { DrillPlan } from "./drill-plan.ts";
import { helpAfter, type WithHelp } from "./help.ts";
import type { AfterwardsEvent, FreedBy, IncidentEvent, StandDown, StormId, UseUnitAnswer } from "./incident-events.ts";
import { joinedBy, knownAlarm, unjoinedBy, withoutAlarm } from "./joins.ts";
import type { Join, KnownAlarm } from "./known-alarm.ts";
import { isOutsideEvent, type OutsideHelp, outsideAfter } from "./outside-help-state.ts";
import type { WithScene } from "./scene.ts";
import { besideAfter } from "./told-again.ts";
import { untouched } from "./untouched.ts";

/**
 * An ask to a crew. asked → accepted → arrived is the good way. An ask that nobody answered, or whose crew is late, is
 * `overdue`: it holds nothing any more, yet its crew may still accept or arrive, and is welcome.
 */
export type CrewAsk = {
  readonly askId: AskId;
  readonly crewId: CrewId;
  readonly why: Why;
  readonly askedAt: Instant;
  readonly respondBy: Instant;
  readonly status: "asked" | "accepted" | "refused" | "overdue" | "stood-down" | "arrived";
  readonly answeredAt?: Instant;
  readonly expectedAt?: Instant;
  readonly arriveBy?: Instant;
  readonly arrivedAt?: Instant;
  readonly proof?: ArrivalProof;
  /** It came although another crew was there first: recorded, and nothing more. */
  readonly cameAt?: Instant;
  readonly refusal?: string;
  /** Why it holds nothing any more: stood down, or overdue (`no-answer`: silent, `late`: accepted and not come), and since when. */
  readonly ended?: { readonly reason: StandDown | "no-answer" | "late"; readonly at: Instant };
  /** Expected later than was said first: the car is told so. */
  readonly later: boolean;
  /** That it will be late, by its own word, and when it then expects to arrive. */
  readonly delay?: Delay;
};

export type Incident = {
  readonly no: string;
  readonly kind: IncidentKind;
  readonly drill?: DrillPlan;
  readonly liftId: LiftId | null;
  readonly placeKey: string | null;
  readonly place: string;
  readonly position: Position | null;
  readonly regionCode: string;
  readonly maintenanceUnitId: OrganisationId | null;
  readonly arriveLimit?: ArriveLimit;
  readonly source: Source;
  readonly alarmKeys: readonly string[];
  readonly trappedSince: Instant;
  /** The same of the latest alarm: who was freed before it is not who pressed then. */
  readonly lastAlarmSince: Instant;
  readonly openedAt: Instant;
  readonly workInProgress: boolean;
  readonly persons: number | null;
  readonly injured: number | null;
  readonly dead: number;
  readonly vulnerable: boolean;
  readonly useUnit: { readonly status: "unknown" | "asked" | UseUnitAnswer; readonly at: Instant | null };
  readonly level: 1 | 2 | 3;
  readonly asks: readonly CrewAsk[];
  readonly noCrewSince: Instant | null;
  readonly alertedAt: Instant | null;
  readonly takenAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly dispatchedAt: Instant | null;
  readonly arrivedAt: Instant | null;
  readonly freed: {
    readonly at: Instant;
    readonly count: number;
    readonly injured: number;
    readonly by: FreedBy;
    readonly askId?: AskId;
  } | null;
  readonly securedAt: Instant | null;
  readonly falseAlarm: boolean;
  readonly closedAt: Instant | null;
  readonly deviceSaysFree: boolean;
  readonly carSaysFree: boolean;
  readonly carSaysMistake: boolean;
  readonly outsideHelp: readonly Service[];
  /** What waits for no level, and each service's part; absent: none. */
  readonly hazards?: readonly Hazard[];
  readonly outside?: readonly OutsideHelp[];
  /** The longest stay of which the desk was warned. */
  readonly strandedSeconds: number;
  readonly accident: AccidentFile | null;
  readonly reopened: number;
  readonly followedUpAt: Instant | null;
  /** One of many: since when it was asked whether somebody is still inside, and what was said. */
  readonly storm: {
    readonly id: StormId;
    readonly askedAt: Instant | null;
    readonly round: number;
    readonly inside: boolean | null;
  } | null;
  /**
   * Whether a person has forbidden that a second crew is asked by itself. `nearer`: of two that were on the way this one
   * was clearly nearer; while it comes no other is asked again.
   */
  readonly secondCrew: {
    readonly forbidden: boolean;
    readonly nearer: AskId | null;
  };
  readonly handedToRepairAt: Instant | null;
  readonly alarms: readonly KnownAlarm[];
  /** Others that were joined to this one; and the one that this was joined to. */
  readonly joins: readonly Join[];
  readonly mergedInto: { readonly id: IncidentId; readonly no: string; readonly reason: string } | null;
  /** By what the first arrival is proved; absent: nobody came, or the desk recorded it. */
  readonly arrivalProof?: ArrivalProof;
  /** 实时通话 with the car that is under way; absent, or null: none. */
  readonly carCall?: CarCallState | null;
} & WithHelp &
  WithScene;

/** Name of an incident's stream. */
export const incidentStream = (id: IncidentId): string => `incident-${id}`;

/**
 * Folds an incident's stream. The first event is IncidentOpened; undefined = there is none yet.
 * @param at when it was stored. What was done before it was told counts by the deed's own time.
 */
export function evolve(before: Incident | undefined, event: IncidentEvent, at: Instant): Incident {
  if (event.type === "IncidentOpened") return opened(event, at);
  if (before === undefined) throw new Error(`${event.type} before IncidentOpened`);
  const doneAt = doneAtOf(event, at);
  const change = isBeside(event) ? besideAfter(before, event, doneAt) : changeOf(before, event, doneAt);
  const help = helpAfter(before, event, doneAt);
  return { ...before, ...change, ...(help === undefined ? {} : { help }) };
}

const earlier = (known: Instant | null, at: Instant): Instant => (known === null ? at : Math.min(known, at));

const saidBy = {
  DeviceSaidFree: "deviceSaysFree",
  CarSaidFree: "carSaysFree",
  CarSaidMistake: "carSaysMistake",
} as const;

type LaterEvent = Exclude<IncidentEvent, { type: "IncidentOpened" } | BesideEvent>;

/** What an event changes. */
function changeOf(before: Incident, event: LaterEvent, at: Instant): Partial<Incident> {
  switch (event.type) {
    case "AlarmJoined":
      return {
        alarmKeys: [...before.alarmKeys, event.alarmKey],
        alarms: [...before.alarms, knownAlarm(event, at)],
        trappedSince: Math.min(before.trappedSince, event.trappedSince),
        lastAlarmSince: Math.max(before.lastAlarmSince, event.trappedSince),
        // Whoever said that it was over has been contradicted.
        deviceSaysFree: false,
        carSaysFree: false,
        carSaysMistake: false,
        storm: before.storm === null ? null : { ...before.storm, inside: true },
      };
    case "IncidentTaken":
      return { takenAt: before.takenAt ?? at, answeredAt: before.answeredAt ?? at };
    case "PersonsReported": {
      const { persons, injured, dead = before.dead, vulnerable } = event;
      return { persons, injured, dead, vulnerable };
    }
    case "UseUnitAsked":
      return { useUnit: { status: "asked", at } };
    case "UseUnitAnswered":
      return { useUnit: { status: event.answer, at } };
    case "LevelRaised":
      return { level: event.level };
    case "NoCrewFound":
      return { noCrewSince: before.noCrewSince ?? at };
    case "DeviceSaidFree":
    case "CarSaidFree":
    case "CarSaidMistake":
      return { [saidBy[event.type]]: true };
    case "DeskAlerted":
      return { alertedAt: at };
    case "PeopleFreed":
      return {
        freed: {
          ...{ at, count: event.count, injured: event.injured, by: event.freedBy },
          ...(event.askId === undefined ? {} : { askId: event.askId }),
        },
        injured: event.injured,
        dead: event.dead ?? before.dead,
        alertedAt: null,
      };
    case "LiftSecured":
      return { securedAt: at };
    case "FalseAlarmConfirmed":
      return { falseAlarm: true };
    case "HandedToRepair":
      return { handedToRepairAt: at, alertedAt: null };
    case "NoteAdded":
      return {};
    case "IncidentClosed":
      return { closedAt: at };
    default:
      return "askId" in event ? changeOfAsk(before, event, at) : changeAfterwards(before, event, at);
  }
}

/** What an event changes that is about a stay too long, or comes after the rescue. */
function changeAfterwards(before: Incident, event: AfterwardsEvent, at: Instant): Partial<Incident> {
  if (isOutsideEvent(event)) return outsideAfter(before, event, at);
  switch (event.type) {
    case "StrandedWarned":
      return { strandedSeconds: event.afterSeconds };
    case "IncidentReopened":
      return reopenedBy(before, event);
    case "FollowedUp":
      return { followedUpAt: at };
    case "StormJoined":
      // That nobody was free for it alone says nothing any more: the plan has a place for it.
      return { storm: { id: event.stormId, askedAt: null, round: 0, inside: null }, noCrewSince: null };
    case "StormLeft":
      return { storm: null };
    case "StillInsideAsked":
      return {
        storm: before.storm === null ? null : { ...before.storm, askedAt: at, round: event.round, inside: null },
      };
    case "StillInsideAnswered":
      return { storm: before.storm === null ? null : { ...before.storm, inside: event.inside } };
    case "StormMessageSent":
    case "DrillRemarked":
    case "CarCallRecorded":
      return {};
    case "DrillBrokenOff":
      return { closedAt: at };
    case "SecondCrewWeighed":
      return { secondCrew: { ...before.secondCrew, nearer: event.nearer ?? before.secondCrew.nearer } };
    case "SecondCrewSwitched":
      return { secondCrew: { ...before.secondCrew, forbidden: !event.allowed } };
    case "IncidentMerged":
      return { closedAt: at, mergedInto: { id: event.into, no: event.intoNo, reason: event.reason } };
    case "MergeUndone":
      return { closedAt: null, mergedInto: null, noCrewSince: null, alertedAt: null };
    case "IncidentJoined":
      return joinedBy(before, event);
    case "JoinUndone":
      return unjoinedBy(before, event.from);
    case "AlarmSplitOff":
      return withoutAlarm(before, event.alarmKey);
    case "CarCallAsked":
    case "CarCallRinging":
    case "CarCallAnswered":
    case "CarCallEnded":
    case "CarCallFailed":
      return { carCall: carCallAfter(event, at) };
    default:
      return { accident: accidentAfter(before.accident, event, at) };
  }
}

/** Taken up again. Who is still inside is sought from the start: nobody holds it, and the crews of before may be asked anew. */
function reopenedBy(before: Incident, event: Extract<LaterEvent, { type: "IncidentReopened" }>): Partial<Incident> {
  const again = {
    closedAt: null,
    falseAlarm: false,
    alertedAt: null,
    followedUpAt: null,
    reopened: before.reopened + 1,
  };
  return event.stillInside ? { ...again, freed: null, securedAt: null, noCrewSince: null } : again;
}

type AskEvent = Extract<LaterEvent, { readonly askId: AskId }>;

/** What an event changes about the crews that were asked. */
function changeOfAsk(before: Incident, event: AskEvent, at: Instant): Partial<Incident> {
  const asks = (part: Partial<CrewAsk>) => withAsk(before, event.askId, part);
  switch (event.type) {
    case "CrewAsked":
      return { asks: [...before.asks, newAsk(event, at)], dispatchedAt: before.dispatchedAt ?? at, noCrewSince: null };
    case "CrewAccepted": {
      const { expectedAt, arriveBy } = event;
      return {
        answeredAt: earlier(before.answeredAt, at),
        asks: asks({ status: "accepted", answeredAt: at, expectedAt, arriveBy }),
      };
    }
    case "CrewRefused":
      return { asks: asks({ status: "refused", answeredAt: at, refusal: event.reason }) };
    case "CrewAskOverdue":
      return { asks: asks({ status: "overdue", ended: { reason: "no-answer", at } }) };
    case "ArrivalOverdue":
      return { asks: asks({ status: "overdue", ended: { reason: "late", at } }) };
    case "CrewStoodDown":
      return { asks: asks({ status: "stood-down", ended: { reason: event.reason, at } }) };
    case "ArrivalReestimated":
      return { asks: reestimated(before, event.askId, event.expectedAt) };
    case "CrewDelayed": {
      const { minutes, reason, expectedAt } = event;
      return { asks: asks({ expectedAt, later: true, delay: { minutes, reason, saidAt: at, expectedAt } }) };
    }
    case "CrewArrived":
      return {
        arrivedAt: earlier(before.arrivedAt, at),
        alertedAt: null,
        asks: asks({ status: "arrived", arrivedAt: at, ...proofOf(event) }),
        // Of the first one there.
        ...(before.arrivedAt === null && event.proof !== undefined ? { arrivalProof: event.proof } : {}),
      };
    case "ContractedCrewCame":
      return { asks: asks({ cameAt: at, ...proofOf(event) }) };
    default:
      return never(event);
  }
}

const proofOf = ({ proof }: { readonly proof?: ArrivalProof }) => (proof === undefined ? {} : { proof });

function opened(event: Extract<IncidentEvent, { type: "IncidentOpened" }>, at: Instant): Incident {
  const { type: _, alarmKey, cause: __, useUnitId: ___, splitFrom: ____, ...facts } = event;
  return {
    ...facts,
    kind: facts.kind ?? "entrapment",
    handedToRepairAt: null,
    alarmKeys: [alarmKey],
    alarms: [knownAlarm(event, at)],
    joins: [],
    mergedInto: null,
    lastAlarmSince: facts.trappedSince,
    openedAt: at,
    ...untouched,
  };
}

const newAsk = (event: Extract<IncidentEvent, { type: "CrewAsked" }>, at: Instant): CrewAsk => ({
  askId: event.askId,
  crewId: event.crewId,
  why: event.why,
  askedAt: at,
  respondBy: event.respondBy,
  status: "asked",
  later: false,
});

const withAsk = (incident: Incident, askId: AskId, part: Partial<CrewAsk>): CrewAsk[] =>
  incident.asks.map((ask) => (ask.askId === askId ? { ...ask, ...part } : ask));

const reestimated = (incident: Incident, askId: AskId, expectedAt: Instant): CrewAsk[] =>
  incident.asks.map((ask) =>
    ask.askId === askId ? { ...ask, expectedAt, later: expectedAt > (ask.expectedAt ?? expectedAt) } : ask,
  );

/** Asked for because a crew needs help: it comes beside that crew, and is accountable only where nobody else is there. */
export const isHelper = ({ why }: Pick<CrewAsk, "why">): boolean => why.line === "help";

/**
 * The ask whose crew is accountable now; none = the desk is. Who stands at the lift, else of two that are on their way who
 * accepted first and is not late: so accountability never passes on before somebody else has it.
 */
export function holderOf(incident: Incident): CrewAsk | undefined {
  return (
    incident.asks.findLast((ask) => ask.status === "arrived" && !isHelper(ask)) ??
    incident.asks.findLast((ask) => ask.status === "arrived") ??
    incident.asks
      .filter((ask) => ask.status === "accepted")
      .reduce<CrewAsk | undefined>((first, ask) => (answeredBefore(ask, first) ? ask : first), undefined)
  );
}

const answeredBefore = (ask: CrewAsk, first: CrewAsk | undefined): boolean =>
  first === undefined || (ask.answeredAt ?? 0) < (first.answeredAt ?? 0);

/** The ask that waits for an answer, if any; of two lines the later. */
export const pendingAsk = (incident: Incident): CrewAsk | undefined =>
  incident.asks.findLast((ask) => ask.status === "asked");

export function stageOf(incident: Incident): Stage {
  if (incident.closedAt !== null) return "closed";
  if (incident.kind === "fault") return incident.handedToRepairAt === null ? "reported" : "in-repair";
  if (incident.securedAt !== null && incident.freed !== null) return "secured";
  if (incident.freed !== null) return "freed";
  const holder = holderOf(incident);
  if (holder?.status === "arrived") return "on-scene";
  if (holder !== undefined) return "en-route";
  if (pendingAsk(incident) !== undefined) return "crew-asked";
  return incident.noCrewSince === null ? "finding-crew" : "no-crew";
}

/** True while somebody must still be freed and the rescue is running. */
export const isRunning = (incident: Incident): boolean =>
  incident.kind === "entrapment" && !["freed", "secured", "closed"].includes(stageOf(incident));

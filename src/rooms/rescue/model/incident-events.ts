import type { Instant } from "../../../kernel/clock.ts";
import type { Position } from "../../../kernel/coordinates.ts";
import type { AskId, CrewId, Id, IncidentId, LiftId, OrganisationId } from "../../../kernel/ids.ts";
import type { AccidentReason, AccidentVerdict } from "../contract/afterwards.ts";
import type { ArriveLimit } from "../contract/arrive-areas.ts";
import type { Hazard, HazardTeller, HelpStep, Service } from "../contract/hazards.ts";
import type { Source, Why } from "../contract.ts";
import type { ArrivalProof } from "./arrival-proof.ts";
import type { CarCallEvent } from "./car-call.ts";
import type { CrewQuestion } from "./crew-fit.ts";
import type { CrewPhoneEvent } from "./crew-phone-events.ts";
import type { AnswerChannel, DeedTime, FreedBy } from "./deed-parts.ts";
import type { DrillPlan } from "./drill-plan.ts";
import type { HedgeFigures } from "./hedge.ts";
import type { AlarmCause, FirstTimes, KnownAlarm } from "./known-alarm.ts";
import type { SecondCrewQuestion } from "./weigh-second.ts";

export type { AnswerChannel, DeedTime, FreedBy };

export type StormId = Id<"storm">;

/** Why a crew need not go, or go on. */
export type StandDown =
  | "another-crew-came"
  | "another-crew-nearer"
  | "people-are-out"
  | "false-alarm"
  | "desk-chose-another"
  /** Its incident was joined to another, which has a crew. */
  | "merged"
  /** The same, and the crew goes on under the other's number: it need not be told anything. */
  | "goes-on-in-other"
  /** Of a drill: a real rescue needs the crew; or the drill was broken off. */
  | "real-rescue"
  | "drill-over";

/** Why two incidents look like one emergency. */
export type MergeReason = "same-lift" | "same-building" | "near" | "same-caller" | "moments-apart";

export type { AlarmCause };

/** Everything that can happen to an incident. Ids and figures only: names and telephone numbers stay in their own tables. */
export type IncidentEvent =
  | {
      readonly type: "IncidentOpened";
      readonly no: string;
      readonly liftId: LiftId | null;
      /** What makes a second alarm the same emergency: `lift:<id>` or `code:<typed digits>`; null where nothing does. */
      readonly placeKey: string | null;
      readonly place: string;
      readonly position: Position | null;
      readonly regionCode: string;
      readonly maintenanceUnitId: OrganisationId | null;
      readonly useUnitId: OrganisationId | null;
      readonly source: Source;
      readonly cause: AlarmCause;
      readonly alarmKey: string;
      readonly trappedSince: Instant;
      readonly workInProgress: boolean;
      /** How long a crew has to the lift, and by which clause. Absent: opened before 2026-11-28, or nobody is inside. */
      readonly arriveLimit?: ArriveLimit;
      /** Absent: an entrapment. */
      readonly kind?: "fault";
      /** An exercise and no rescue, from beginning to end: no later event makes one or ends that it is one. */
      readonly drill?: DrillPlan;
      /** Split off from another incident. */
      readonly splitFrom?: { readonly id: IncidentId; readonly no: string };
    }
  | {
      readonly type: "AlarmJoined";
      readonly source: Source;
      readonly cause: AlarmCause;
      readonly alarmKey: string;
      readonly trappedSince: Instant;
      /** By what it was known to be the same emergency; a person says it of an alarm that was split off from another incident. */
      readonly because?: "lift" | "code" | "person";
      readonly splitFrom?: { readonly id: IncidentId; readonly no: string };
    }
  /** This incident was joined to another, which goes on. */
  | {
      readonly type: "IncidentMerged";
      readonly into: IncidentId;
      readonly intoNo: string;
      readonly reason: string;
      readonly because: readonly MergeReason[];
    }
  /** Another incident was joined to this one. */
  | {
      readonly type: "IncidentJoined";
      readonly from: IncidentId;
      readonly fromNo: string;
      readonly liftId: LiftId | null;
      readonly placeKey: string | null;
      readonly alarms: readonly KnownAlarm[];
      readonly times: FirstTimes;
      readonly reason: string;
      readonly because: readonly MergeReason[];
    }
  /** The same two, taken apart again. */
  | {
      readonly type: "MergeUndone" | "JoinUndone";
      readonly from: IncidentId;
      readonly fromNo: string;
      readonly reason: string;
    }
  | {
      readonly type: "AlarmSplitOff";
      readonly alarmKey: string;
      readonly to: IncidentId;
      readonly toNo: string;
      readonly reason: string;
    }
  | { readonly type: "IncidentTaken" }
  | {
      readonly type: "PersonsReported";
      readonly persons: number | null;
      readonly injured: number | null;
      /** Absent: nobody is known to have died. */
      readonly dead?: number;
      readonly vulnerable: boolean;
    }
  | { readonly type: "UseUnitAsked"; readonly organisationId: OrganisationId; readonly phoneKnown: boolean }
  | { readonly type: "UseUnitAnswered"; readonly answer: UseUnitAnswer }
  | {
      readonly type: "CrewAsked";
      readonly askId: AskId;
      readonly crewId: CrewId;
      readonly why: Why;
      readonly respondBy: Instant;
      /** What the platform's own choice rested on; absent where a person or a storm's plan chose. */
      readonly question?: CrewQuestion<CrewId>;
    }
  | (DeedTime & {
      readonly type: "CrewAccepted";
      readonly askId: AskId;
      readonly expectedAt: Instant;
      readonly arriveBy: Instant;
      readonly by: AnswerChannel;
    })
  | (DeedTime & {
      readonly type: "CrewRefused";
      readonly askId: AskId;
      readonly reason: string;
      readonly text: string | null;
      readonly by: AnswerChannel;
    })
  | { readonly type: "CrewAskOverdue"; readonly askId: AskId }
  | { readonly type: "CrewStoodDown"; readonly askId: AskId; readonly reason: StandDown }
  | { readonly type: "ArrivalReestimated"; readonly askId: AskId; readonly expectedAt: Instant }
  | { readonly type: "ArrivalOverdue"; readonly askId: AskId }
  | { readonly type: "LevelRaised"; readonly level: 2 | 3; readonly reason: LevelReason }
  | { readonly type: "NoCrewFound"; readonly level: 1 | 2 }
  /** Something that waits for no level is known, or (`withdrawn`, by the desk) is not so after all. */
  | {
      readonly type: "HazardsReported";
      readonly added: readonly Hazard[];
      readonly withdrawn?: readonly Hazard[];
      readonly from: HazardTeller;
      readonly reason?: string | null;
    }
  /** By the city's rule a service is to be called at once, because of these hazards. */
  | {
      readonly type: "OutsideHelpWanted";
      readonly service: Service;
      readonly hazards: readonly Hazard[];
      readonly callBy: Instant;
    }
  | { readonly type: "OutsideHelpRecorded"; readonly service: Service; readonly note: string | null }
  | {
      readonly type: "OutsideHelpAdvanced";
      readonly service: Service;
      readonly step: HelpStep;
      /** 对方的警情编号. */
      readonly caseNo?: string;
    }
  /** `freed`: how many it let out, so that nobody is inside any more. */
  | {
      readonly type: "OutsideHelpHandedBack";
      readonly service: Service;
      readonly did: string;
      readonly freed: number | null;
    }
  | { readonly type: "OutsideHelpDeclined" | "OutsideHelpMistaken"; readonly service: Service; readonly reason: string }
  /** A call that is wanted was not made in time, or one that was made has no answer. */
  | { readonly type: "OutsideHelpOverdue"; readonly service: Service }
  | (DeedTime & {
      readonly type: "CrewArrived";
      readonly askId: AskId;
      readonly by: AnswerChannel;
      readonly position: Position | null;
      /** Absent: recorded by the desk, or before 2026-11-28. */
      readonly proof?: ArrivalProof;
    })
  /** The contracted unit's crew came although another was there first: its own arrival is recorded all the same. */
  | (DeedTime & {
      readonly type: "ContractedCrewCame";
      readonly askId: AskId;
      readonly by: AnswerChannel;
      readonly proof?: ArrivalProof;
    })
  /** Whether a second crew pays, with all that it was decided by: the same question has the same answer for ever. */
  | {
      readonly type: "SecondCrewWeighed";
      readonly decision: "start" | "wait" | "stand-down";
      readonly rule: "gain" | "lateness" | "time" | "not-worth-it" | "clearly-nearer";
      /** Figures of the chosen crew, or of the best of those that were not sent. */
      readonly figures: Omit<HedgeFigures, "crewId" | "roadSeconds">;
      readonly crewId: CrewId | null;
      /** With `stand-down`: the crew that is near enough alone. */
      readonly nearer: AskId | null;
      readonly question: SecondCrewQuestion;
    }
  /** A person lets no second crew be asked for this rescue by itself, or lets it again. */
  | { readonly type: "SecondCrewSwitched"; readonly allowed: boolean; readonly reason: string }
  /** One of many in a storm: the storm's plan asks the crews, until it leaves it. */
  | { readonly type: "StormJoined"; readonly stormId: StormId }
  | { readonly type: "StormLeft"; readonly reason: "storm-over" | "no-plan" }
  /** 「还在轿厢里吗」: by every channel that is known, before crews roll (round 1) and again when supply returns. */
  | { readonly type: "StillInsideAsked"; readonly round: number; readonly because?: "supply-back" }
  | { readonly type: "StillInsideAnswered"; readonly inside: boolean }
  /** A message to all who wait in a group. */
  | { readonly type: "StormMessageSent"; readonly text: string }
  | { readonly type: "DeviceSaidFree" }
  | { readonly type: "CarSaidFree" }
  | { readonly type: "CarSaidMistake" }
  | { readonly type: "DeskAlerted"; readonly about: "not-freed" | "not-closed" | "late" | "fault-waits" }
  | (DeedTime & {
      readonly type: "PeopleFreed";
      readonly count: number;
      readonly injured: number;
      readonly dead?: number;
      readonly freedBy: FreedBy;
      /** Told by this crew's phone. */
      readonly askId?: AskId;
    })
  | (DeedTime & { readonly type: "LiftSecured"; readonly state: "stopped" | "running" })
  | { readonly type: "FalseAlarmConfirmed"; readonly reason: string }
  /** 交维修: to the lift's maintenance unit, or to whom desk or crew named; `what` is wrong, in the crew's words. */
  | (DeedTime & { readonly type: "HandedToRepair"; readonly to: string | null; readonly what?: string })
  | { readonly type: "NoteAdded"; readonly text: string }
  | CarCallEvent
  | CrewPhoneEvent
  /** What who leads a drill says of it, for its report. */
  | { readonly type: "DrillRemarked"; readonly text: string }
  /** A drill ends before its end. */
  | { readonly type: "DrillBrokenOff"; readonly because: "real-rescue" | "person"; readonly reason: string | null }
  /** Somebody has been in the car for so long. */
  | { readonly type: "StrandedWarned"; readonly afterSeconds: number }
  | { readonly type: "AccidentSuspected"; readonly reasons: readonly AccidentReason[]; readonly reportBy: Instant }
  | { readonly type: "AccidentReported"; readonly to: string }
  | { readonly type: "AccidentJudged"; readonly verdict: AccidentVerdict; readonly reason: string }
  /** `stillInside`: who was thought to be out is not; else only the record is taken up again. */
  | { readonly type: "IncidentReopened"; readonly reason: string; readonly stillInside: boolean }
  /** 回访: whether somebody was reached, and what he said of it, from 1 to 5. */
  | {
      readonly type: "FollowedUp";
      readonly reached: boolean;
      readonly satisfaction: number | null;
      readonly note: string | null;
    }
  | (DeedTime & {
      readonly type: "IncidentClosed";
      readonly cause: string | null;
      readonly method: string | null;
      readonly note: string | null;
    });

export type UseUnitAnswer = "on-my-way" | "guarding" | "false-alarm" | "no-answer";
export type LevelReason =
  | "no-crew-at-level-1"
  | "level-1-did-not-answer"
  | "level-1-refused"
  | "level-1-is-late"
  | "level-1-too-far"
  | "level-1-not-fit"
  | "level-1-may-be-late"
  | "storm"
  | "no-contracted-unit"
  | "dispatcher";

/** Events about a stay too long, speech with the car, a drill or a storm, or after the rescue. */
export type AfterwardsEvent = Extract<
  IncidentEvent,
  {
    type:
      | `CarCall${string}`
      | `Storm${string}`
      | `StillInside${string}`
      | "StrandedWarned"
      | "IncidentReopened"
      | "FollowedUp"
      | `Drill${string}`
      | `SecondCrew${string}`
      | `Accident${string}`
      | `OutsideHelp${string}`
      | "HazardsReported"
      | `${string}Undone`
      | "IncidentMerged"
      | "IncidentJoined"
      | "AlarmSplitOff";
  }
>;

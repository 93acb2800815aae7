import { type Instant, minutes } from "../../../kernel/clock.ts";
import { ok } from "../../../kernel/result.ts";
import type { Decision } from "./decide-alarm.ts";
import type { CrewAsk, Incident } from "./incident.ts";
import type { DeedTime, IncidentEvent } from "./incident-events.ts";

/** A phone that is set right by the server's beat is hardly ahead of it; by more than this it is not believed. */
const aheadMax = minutes(2);

/**
 * When a crew did what its phone tells now. The phone's time is believed from the ask on until now; a deed is never earlier
 * than the one before it, nor later than now. What is not believed stands in the record as the phone gave it, and counts
 * from now.
 */
export function deedTime(
  incident: Incident,
  told: {
    readonly ask: CrewAsk;
    readonly phoneAt: number | null | undefined;
    readonly now: Instant;
    /** What is told beside the steps of a rescue, and may have been done before the last of them. */
    readonly beside?: true;
  },
): DeedTime {
  const { ask, phoneAt, now, beside } = told;
  if (phoneAt === undefined || phoneAt === null) return {};
  const at = Math.trunc(phoneAt);
  if (!Number.isSafeInteger(at) || at > now + aheadMax || at < ask.askedAt) return { phoneAt };
  const doneAt = Math.max(at, ...(beside ? [ask.answeredAt ?? at] : deedsBefore(incident, ask)));
  return doneAt >= now ? {} : { doneAt };
}

const deedsBefore = (incident: Incident, ask: CrewAsk): Instant[] =>
  [ask.answeredAt, ask.arrivedAt, incident.freed?.at, incident.securedAt].filter(
    (at) => at !== undefined && at !== null,
  );

const deeds = [
  "CrewAccepted",
  "CrewRefused",
  "CrewDelayed",
  "HelpAsked",
  "HelpWithdrawn",
  "StepTold",
  "StepPhotoTaken",
  "LiftHandedBack",
  "CrewArrived",
  "PeopleFreed",
  "LiftSecured",
  "HandedToRepair",
  "IncidentClosed",
] as const;
type Deed = Extract<IncidentEvent, { type: (typeof deeds)[number] }>;

const isDeed = (event: IncidentEvent): event is Deed => deeds.some((type) => type === event.type);

/** The crew's own deed with its time; what follows from it for others (a crew is stood down) happens only now. */
export const stamped = (decision: Decision, time: DeedTime): Decision =>
  decision.ok ? ok(decision.value.map((event) => (isDeed(event) ? { ...event, ...time } : event))) : decision;

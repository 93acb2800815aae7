import { type Instant, seconds } from "../../../kernel/clock.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import type { AccidentReason, AccidentVerdict } from "../contract/afterwards.ts";
import type { Clocks } from "./clocks.ts";
import { type Decision, nothing } from "./decide-alarm.ts";
import { hazardsOf } from "./hazards.ts";
import { evolve, type Incident } from "./incident.ts";
import type { IncidentEvent } from "./incident-events.ts";

type StrandedClocks = Pick<Clocks, "strandedFirst" | "strandedSecond" | "strandedAccident">;

/** Seconds in the car after which the desk is warned, and the last after which it may be an accident (条例 64(三)). */
const thresholds = (clocks: StrandedClocks): readonly number[] => [
  clocks.strandedFirst,
  clocks.strandedSecond,
  clocks.strandedAccident,
];

/** The next moment at which those in the car have been there too long; none once everybody is out or all has been told. */
export function strandedAt(incident: Incident, clocks: StrandedClocks): Instant | undefined {
  if (incident.freed !== null || incident.closedAt !== null || incident.kind === "fault") return undefined;
  const next = thresholds(clocks).find((threshold) => threshold > incident.strandedSeconds);
  return next === undefined ? undefined : incident.trappedSince + seconds(next);
}

/** Warnings that are due: only the longest of those that have passed, once. */
export function warnStranded(incident: Incident, clocks: StrandedClocks, now: Instant): IncidentEvent[] {
  if (incident.freed !== null || incident.closedAt !== null) return [];
  const passed = thresholds(clocks).filter((threshold) => incident.trappedSince + seconds(threshold) <= now);
  const longest = Math.max(0, ...passed);
  return longest > incident.strandedSeconds ? [{ type: "StrandedWarned", afterSeconds: longest }] : [];
}

/**
 * Reasons that hold now and stand in no file yet: somebody died, somebody is hurt, or somebody was in the car for two hours,
 * from the earliest moment known until the people were out. A person's word that the alarm was false takes the last one away.
 */
function newReasons(incident: Incident, clocks: StrandedClocks, now: Instant): AccidentReason[] {
  const until = incident.freed?.at ?? incident.closedAt ?? now;
  const long =
    until - incident.trappedSince >= seconds(clocks.strandedAccident) &&
    !incident.falseAlarm &&
    incident.kind !== "fault";
  const holds: Readonly<Record<AccidentReason, boolean>> = {
    death: incident.dead > 0,
    injury: hazardsOf(incident).includes("injury"),
    stranded: long && incident.freed?.count !== 0,
  };
  const known = incident.accident?.reasons ?? [];
  return (Object.keys(holds) as AccidentReason[]).filter((reason) => holds[reason] && !known.includes(reason));
}

/**
 * Adds to what happens that an accident is suspected by it, whichever way it came: nobody has to think of it at three in the
 * morning. Without `before` the events open the incident.
 */
export function withSuspicion(
  before: Incident | undefined,
  events: readonly IncidentEvent[],
  { now, clocks }: { readonly now: Instant; readonly clocks: Clocks },
): readonly IncidentEvent[] {
  const after = events.reduce<Incident | undefined>((state, event) => evolve(state, event, now), before);
  // Who is hurt in a drill is hurt on paper: nothing is reported to anybody.
  if (after === undefined || after.drill !== undefined) return events;
  const reasons = newReasons(after, clocks, now);
  if (reasons.length === 0) return events;
  const reportBy = after.accident?.reportBy ?? now + seconds(clocks.accidentReport);
  return [...events, { type: "AccidentSuspected", reasons, reportBy }];
}

/** The report that must go out within the hour was made. */
export function reportAccident(incident: Incident, to: string): Decision {
  if (incident.accident === null) return refuse("RESCUE_NO_ACCIDENT_FILE");
  return incident.accident.report === null ? ok([{ type: "AccidentReported", to }]) : nothing;
}

/** An officer decides; a later decision on better knowledge stands beside the first. */
export function judgeAccident(incident: Incident, verdict: AccidentVerdict, reason: string): Decision {
  if (incident.accident === null) return refuse("RESCUE_NO_ACCIDENT_FILE");
  const { judgement } = incident.accident;
  if (judgement?.verdict === verdict && judgement.reason === reason) return nothing;
  return ok([{ type: "AccidentJudged", verdict, reason }]);
}

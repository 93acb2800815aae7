import { z } from "zod";
import { handedOver } from "./reports.ts";
import { sources } from "./sources.ts";

const instant = z.int();
const id = z.uuid();
const key = z.uuid();
const reason = z.string().trim().min(2).max(200);

const mergeReasons = ["same-lift", "same-building", "near", "same-caller", "moments-apart"] as const;

const other = z.object({ id, no: z.string() });
/** Of an incident's row: what was joined to it, and what it was joined to. */
export const merging = {
  joined: z.array(other.extend({ reason: z.string() })),
  mergedInto: other.extend({ reason: z.string() }).nullable(),
};

/** `into` goes on; the one in the address is joined to it. */
export const mergeBody = z.object({ key, into: id, reason });
export const unmergeBody = z.object({ key, reason });

/** Another open incident that may be the same emergency, and what speaks for it; the likeliest first. */
const mergeCandidate = z.object({
  id,
  no: z.string(),
  place: z.string(),
  openedAt: instant,
  metres: z.int().nullable(),
  because: z.array(z.enum(mergeReasons)),
});
export type MergeCandidate = z.infer<typeof mergeCandidate>;
export const mergeCandidates = z.object({ candidates: z.array(mergeCandidate) });

/** An alarm of an incident, to be looked at and perhaps split off; `caller` only for who dispatches. */
const incidentAlarm = z.object({
  alarmKey: z.string(),
  source: z.enum(sources),
  at: instant,
  /** Number of the incident that it came with, where that was joined. */
  from: z.string().nullable(),
  caller: z.string().nullable(),
  handedOver: handedOver.nullable(),
});
export type IncidentAlarm = z.infer<typeof incidentAlarm>;
export const incidentAlarms = z.array(incidentAlarm);

/** Where the alarm belongs: a lift, a code, or a place in words. An incident that is open there takes it. */
export const splitBody = z.object({
  key,
  alarmKey: z.string().max(200),
  liftId: id.nullable(),
  rescueCode: z.string().trim().max(20).nullable(),
  place: z.string().trim().max(200).nullable(),
  reason,
});
export const splitReply = z.object({ incidentId: id, no: z.string(), joined: z.boolean() });

import { z } from "zod";

const id = z.uuid();
const isoDate = z.iso.date();

export const meetingDecision = z.object({
  id,
  text: z.string(),
  organisationId: id,
  organisation: z.string(),
  dueOn: isoDate,
  /** What came of it; null while it is open. */
  outcome: z.string().nullable(),
  closedAt: z.int().nullable(),
  closedBy: z.string().nullable(),
  overdue: z.boolean(),
  mayReport: z.boolean(),
});
export type MeetingDecision = z.infer<typeof meetingDecision>;

export const meeting = z.object({
  id,
  title: z.string(),
  heldOn: isoDate,
  regionCode: z.string(),
  attendees: z.string(),
  minutes: z.string(),
  keptAt: z.int(),
  keptBy: z.string(),
  decisions: z.array(meetingDecision),
});
export type Meeting = z.infer<typeof meeting>;
export const meetingList = z.object({ meetings: z.array(meeting) });

export const meetingBody = z.strictObject({
  key: id,
  title: z.string().trim().min(1).max(200),
  heldOn: isoDate,
  regionCode: z.string().regex(/^\d{6,12}$/),
  attendees: z.string().trim().max(1_000),
  minutes: z.string().trim().max(10_000),
  decisions: z
    .array(z.strictObject({ text: z.string().trim().min(1).max(1_000), organisationId: id, dueOn: isoDate }))
    .min(1)
    .max(60),
});
export const outcomeBody = z.strictObject({ outcome: z.string().trim().min(1).max(1_000) });

import { z } from "zod";

const instant = z.int();
const key = z.uuid();

/** 来电类别: 困人、故障、事故、咨询、投诉、举报、误报、骚扰、测试、重复. */
export const callKinds = [
  "entrapment",
  "fault",
  "accident",
  "question",
  "complaint",
  "report",
  "mistake",
  "nuisance",
  "test",
  "repeat",
] as const;
export type CallKind = (typeof callKinds)[number];

/**
 * What the exchange tells of a call, in any order and any number of times: `rang` when it rings, `answered` by a seat, `ended`. Each says
 * all that is known; what is left out changes nothing.
 */
export const callEventBody = z.object({
  callId: z.string().trim().min(1).max(120),
  event: z.enum(["rang", "answered", "ended"]),
  /** Epoch ms. */
  at: instant,
  caller: z
    .string()
    .trim()
    .regex(/^\+?[0-9-]{3,24}$/)
    .optional(),
  seat: z.string().trim().max(40).optional(),
  /** Where the caller is, as the mobile network or the telephone itself says (WGS 84), and how exactly. */
  position: z
    .object({
      lat: z.number().min(-90).max(90),
      lon: z.number().min(-180).max(180),
      metres: z.number().min(0).max(100_000).optional(),
    })
    .optional(),
  recording: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
});
export type CallEvent = z.infer<typeof callEventBody>;

/** Where a caller is; `metres`: how exactly that is known. */
export const callerPosition = z.object({ lat: z.number(), lon: z.number(), metres: z.int().nullable() });
export type CallerPosition = z.infer<typeof callerPosition>;

export const phoneCall = z.object({
  id: z.uuid(),
  /** Masked for who does not dispatch; null once it was erased, or was never known. */
  caller: z.string().nullable(),
  seat: z.string(),
  /** For who dispatches, while the call is fresh; erased with its time. */
  position: callerPosition.nullable(),
  rangAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  recording: z.string().nullable(),
  kind: z.enum(callKinds).nullable(),
  note: z.string(),
  incidentId: z.uuid().nullable(),
  incidentNo: z.string().nullable(),
  handledBy: z.string().nullable(),
  /** Earlier calls of the same number within a day. */
  before: z.int(),
});
export type PhoneCall = z.infer<typeof phoneCall>;

export const callQuery = z.object({
  state: z.enum(["all", "waiting", "speaking", "lost", "unsorted"]).default("all"),
  kind: z.enum(callKinds).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const callList = z.object({ calls: z.array(phoneCall), total: z.int(), next: z.string().nullable() });

/** A call that came past the exchange is written down by the desk. */
export const recordCallBody = z.object({
  key,
  caller: z.string().trim().max(24).nullable(),
  kind: z.enum(callKinds),
  note: z.string().trim().max(300),
});
export const sortCallBody = z.object({
  kind: z.enum(callKinds),
  note: z.string().trim().max(300),
});

import { z } from "zod";

const instant = z.int();

/**
 * How the desk speaks with the car. sip: the exchange calls the seat's telephone and the car's intercom and joins them; device: the lift's own
 * device is told by the channel `call` to join an address, which the dispatcher opens too.
 */
export const carCallWays = ["sip", "device"] as const;
export type CarCallWay = (typeof carCallWays)[number];

export const carCallSides = ["seat", "car"] as const;
export type CarCallSide = (typeof carCallSides)[number];

/** Why nobody spoke. `restarted`: the platform was killed meanwhile, before the two were joined. */
export const carCallFailures = [
  "exchange-unreachable",
  "exchange-refused",
  "seat-busy",
  "seat-no-answer",
  "seat-unknown",
  "seat-refused",
  "car-busy",
  "car-no-answer",
  "car-unknown",
  "car-refused",
  "not-joined",
  "given-up",
  "restarted",
] as const;
export type CarCallFailure = (typeof carCallFailures)[number];

/** `limit`: it had lasted too long. */
export const carCallEnders = ["seat", "car", "desk", "limit"] as const;
export type CarCallEnder = (typeof carCallEnders)[number];

const carCallStatuses = ["asked", "ringing", "answered", "ended", "failed"] as const;

/** The call that is under way, as the row of its incident shows it. */
export const carCallShown = z.object({
  id: z.uuid(),
  way: z.enum(carCallWays),
  status: z.enum(["asked", "ringing", "answered"]),
  /** Who rings. */
  side: z.enum(carCallSides).nullable(),
  since: instant,
});
export type CarCallShown = z.infer<typeof carCallShown>;

export const carCall = z.object({
  id: z.uuid(),
  way: z.enum(carCallWays),
  status: z.enum(carCallStatuses),
  /** The seat's extension, the intercom's number or address, what a device was told to join: for who dispatches, until they are erased. */
  seat: z.string().nullable(),
  address: z.string().nullable(),
  url: z.string().nullable(),
  askedAt: instant,
  answeredAt: instant.nullable(),
  endedAt: instant.nullable(),
  reason: z.enum(carCallFailures).nullable(),
  /** The exchange's own number of why it failed. */
  sipStatus: z.int().nullable(),
  endedBy: z.enum(carCallEnders).nullable(),
  /** For who dispatches. */
  recording: z.string().nullable(),
  askedBy: z.string().nullable(),
});
export type CarCall = z.infer<typeof carCall>;

/** How the car of this incident can be spoken to; null: not at all by the platform. */
export const carLine = z.object({
  way: z.enum(carCallWays).nullable(),
  /** Number or address of the intercom, for who dispatches. */
  address: z.string().nullable(),
  /** It stands at the lift; else it comes from the city's rule. */
  own: z.boolean(),
  /** Extension that is called where the dispatcher names none. */
  seat: z.string().nullable(),
  exchange: z.enum(["none", "unknown", "up", "down"]),
});
export type CarLine = z.infer<typeof carLine>;

const extension = z
  .string()
  .trim()
  .regex(/^\d{2,8}$/);
/** The sender's key is the call's id too. `seat`: left out or null, the one of the settings. */
export const carCallBody = z.object({ key: z.uuid(), seat: extension.nullish() });
export const hangUpBody = z.object({ key: z.uuid() });

/** A number of the exchange, or a SIP address. */
export const intercomAddress = z
  .string()
  .trim()
  .regex(/^(sips?:[\w.+~*#-]{1,60}@[\w.-]{1,100}(:\d{1,5})?|\+?[\d*#]{2,24})$/);
/** `device`: its own device can join by itself. Without either the city's rule holds again. */
export const intercomBody = z.object({ way: z.enum(carCallWays), address: intercomAddress.nullable() });

import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/** Channels of the unified interface (docs/device-interface.md), device to platform and platform to device. */
export const upChannels = ["state", "event", "stats", "done"] as const;
export type UpChannel = (typeof upChannels)[number];
export const downChannels = ["receipt", "comfort", "call"] as const;
export type DownChannel = (typeof downChannels)[number];

/** 9999-12-31T23:59:59.999Z: the last moment that RFC 3339 can write. */
export const lastMoment = 253_402_300_799_999;
const at = z.union([z.iso.datetime({ offset: true }), z.number().min(0).max(lastMoment)]);
const seq = z.int().min(0).optional();
/** What PostgreSQL's text can hold: no NUL, no half of a surrogate pair. */
export const storableText = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => value.isWellFormed() && !value.includes("\0"), "must not contain NUL or broken characters");
const name = (max: number) => storableText(max).min(1);

/** GB/T 24476 (domain-facts.md §4.1): integers of the unified interface. */
const serviceMode = z.int().min(0).max(7);

export const liftStateBody = z.object({
  at,
  seq,
  serviceMode,
  carStatus: z.int().min(0).max(1),
  carDirection: z.int().min(0).max(2),
  doorZone: z.boolean(),
  carPosition: storableText(8),
  doorStatus: z.int().min(0).max(6),
  doorClosed: z.boolean().optional(),
  hallDoorLocked: z.boolean().optional(),
  passengerPresent: z.boolean().optional(),
  overload: z.boolean().optional(),
  speed: z.number().min(-30).max(30).optional(),
  driveStatus: z.int().min(0).max(2).optional(),
  powerLost: z.boolean().optional(),
});
export type LiftStateBody = z.output<typeof liftStateBody>;
export const escalatorStateBody = z.object({
  at,
  seq,
  serviceMode,
  runStatus: z.int().min(0).max(1),
  runDirection: z.int().min(0).max(4),
  speed: z.number().min(-5).max(5).optional(),
  passengerPresent: z.boolean().optional(),
  powerLost: z.boolean().optional(),
});
export type EscalatorStateBody = z.output<typeof escalatorStateBody>;

/** Canonical event codes: the words that every dialect is translated into. */
export const eventCodes = [
  "entrapment",
  "alarm-button",
  "power-lost",
  "door-open-moving",
  "moving-door-open",
  "stop-outside-door-zone",
  "unintended-movement",
  "overspeed",
  "over-travel-top",
  "over-travel-bottom",
  "safety-circuit-open",
  "door-lock-circuit-open",
  "door-fault",
  "door-close-fault",
  "door-open-fault",
  "door-blocked",
  "door-held-open",
  "door-open-outside-zone",
  "repeated-door-reversal",
  "motor-runtime-limit",
  "position-lost",
  "restart-prevented",
  "start-failure",
  "long-stop",
  "speed-abnormal",
  "stopping-distance",
  "brake-fault",
  "auxiliary-brake",
  "safety-gear",
  "drive-fault",
  "controller-fault",
  "sensor-fault",
  "button-stuck",
  "abnormal-vibration",
  "impact",
  "service-stopped",
  "inspection-mode",
  "fire-return",
  "firefighter-service",
  "emergency-power",
  "earthquake-mode",
  "automatic-restored",
  "escalator-reversal",
  "step-missing",
  "handrail-speed",
  "comb-plate",
  "cover-open",
  "emergency-stop",
  "device-battery-low",
  "e-bike-in-car",
  "alarm-test",
  "other",
] as const;
export type EventCode = (typeof eventCodes)[number];

/** Dialects that a credential may have; the tables of their codes stand in vendors/. */
export const dialectNames = [
  "canonical-v1",
  "gb24476-2017",
  "shanghai",
  "provincial",
  "fault-post",
  "govern",
  "rtu",
  "dtu-hex",
  "four-digit",
  "property-flags",
  "bacnet-lift-fault",
] as const;
export type DialectName = (typeof dialectNames)[number];

export const eventBody = z.object({
  id: name(80),
  at,
  code: name(80),
  codeList: storableText(40).optional(),
  phase: z.enum(["raised", "cleared"]),
  clears: storableText(80).optional(),
  text: storableText(500).optional(),
  snapshot: z.record(z.string(), z.unknown()).optional(),
  /** An alarm of a docking check. It counts as one only while that waits for it; else it is an alarm like any other. */
  test: z.boolean().optional(),
});
export const statsBody = z.object({
  at,
  runCount: z.number().min(0).optional(),
  runHours: z.number().min(0).optional(),
  doorCycles: z.number().min(0).optional(),
  ropeBends: z.number().min(0).optional(),
  mileage: z.number().min(0).optional(),
  energy: z.number().min(0).optional(),
});
export const doneBody = z.object({ id: name(80), at, result: storableText(80) });

/** What is watched beside entrapment: canonical words of events. */
export const faultKind = z.enum([
  "stop-outside-door-zone",
  "repeated-door-reversal",
  "door-open-moving",
  "moving-door-open",
  "overspeed",
  "long-stop",
  "sensor-fault",
  "escalator-reversal",
  "step-missing",
  "safety-circuit-open",
  "door-lock-circuit-open",
  "over-travel-top",
  "over-travel-bottom",
] as const satisfies readonly EventCode[]);
export type FaultKind = z.infer<typeof faultKind>;

/** The lift as it stands now, by its device. Ages are judged by the viewer against `receivedAt`. */
export const twin = z.object({
  liftId: id,
  connected: z.boolean(),
  receivedAt: instant.nullable(),
  /** The device's own time of the last state; differs from `receivedAt` by delay and by a wrong clock. */
  measuredAt: instant.nullable(),
  isEscalator: z.boolean(),
  serviceMode: z.int(),
  moving: z.boolean(),
  direction: z.enum(["none", "up", "down"]),
  carPosition: z.string(),
  doorStatus: z.int(),
  doorZone: z.boolean(),
  passengerPresent: z.boolean().nullable(),
  overload: z.boolean().nullable(),
  powerLost: z.boolean(),
  speed: z.number().nullable(),
  entrapment: z.enum(["none", "suspected", "confirmed"]),
  /** Open ones. */
  faults: z.array(faultKind),
});
export type Twin = z.infer<typeof twin>;
/** `hasDevice` without a twin: the device is enrolled and has not told its state yet. */
export const twinReply = z.object({ hasDevice: z.boolean(), twin: twin.nullable() });

export const deviceRow = z.object({
  id,
  liftId: id,
  registerCode: z.string(),
  place: z.string(),
  username: z.string(),
  dialect: z.string(),
  /** Its own login was ended; a gateway may still speak for it. */
  revoked: z.boolean(),
  /** Since when it is a test lift, which counts in no statistic; null: it is none. */
  testSince: instant.nullable(),
  connected: z.boolean(),
  lastSeenAt: instant.nullable(),
  framesToday: z.int(),
  refusedToday: z.int(),
});
export type DeviceRow = z.infer<typeof deviceRow>;
export const deviceList = z.object({ devices: z.array(deviceRow), total: z.int(), next: z.string().nullable() });
export const testMark = z.object({ on: z.boolean() });
export const deviceQuery = z.object({
  q: z.string().max(80).optional(),
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A device's last frames, accepted or not, each with the reason of a refusal. */
export const frameRow = z.object({
  receivedAt: instant,
  topic: z.string(),
  bytes: z.int(),
  /** The payload, cut at 2,000 characters: as text, or as hexadecimal bytes where it is none. */
  text: z.string(),
  isHex: z.boolean(),
  verdict: z.enum(["stored", "repeated", "quarantined", "refused"]),
  /** Why it was refused or quarantined, or a remark on a stored one: `late`, `clock`. */
  reason: z.string().nullable(),
});
export type FrameRow = z.infer<typeof frameRow>;
export const frameList = z.object({ frames: z.array(frameRow) });
/** A fault of a lift; `evidence` is what decided: the newest state and, where there was one, the device's event. */
export const faultRow = z.object({
  id,
  kind: faultKind,
  since: instant,
  confirmedAt: instant,
  clearedAt: instant.nullable(),
  clearedBy: z.enum(["device", "inference"]).nullable(),
  rule: z.enum(["device-event", "inference"]),
  eventId: z.string().nullable(),
  /** Its device raised it while somebody worked on the lift. */
  atWork: z.boolean(),
  evidence: z.record(z.string(), z.unknown()),
});
export type FaultRow = z.infer<typeof faultRow>;
export const faultList = z.object({ faults: z.array(faultRow) });
/** When somebody was taken as trapped; `text`: the device's words, or the rule that inferred it. */
export const entrapmentDecision = z.object({
  id,
  cause: z.enum(["vendor-event", "alarm-button", "inference"]),
  text: z.string().nullable(),
  confirmedAt: instant,
});
export type EntrapmentDecision = z.infer<typeof entrapmentDecision>;
export const entrapmentDecisionList = z.object({ decisions: z.array(entrapmentDecision) });
export const quarantineRow = frameRow.extend({
  id,
  deviceId: id,
  username: z.string(),
  dialect: z.string(),
  liftId: id.nullable(),
  place: z.string().nullable(),
  /** When it was last read again, in vain so far or with an outcome. */
  triedAt: instant.nullable(),
  replayedAt: instant.nullable(),
  replayedBy: z.string().nullable(),
  /** `stored`: it held events that are new; `repeated`: only ones that were known; `late`: none, and a state is too old to count. */
  outcome: z.enum(["stored", "repeated", "late"]).nullable(),
  /** Canonical words of the events that it held. */
  found: z.array(z.string()),
});
export type QuarantineRow = z.infer<typeof quarantineRow>;
export const quarantineReason = z.object({
  reason: z.string(),
  frames: z.int(),
  devices: z.int(),
  newestAt: instant,
});
export type QuarantineReason = z.infer<typeof quarantineReason>;
/** `reasons`: what the newest open frames lack, most frequent first. */
export const quarantineList = z.object({
  rows: z.array(quarantineRow),
  total: z.int(),
  reasons: z.array(quarantineReason),
});
export const quarantineQuery = z.object({
  show: z.enum(["open", "replayed"]).default("open"),
  device: id.optional(),
});

/** Which frames to read again: one, a device's, or all of one reason. */
export const replayBody = z.union([
  z.strictObject({ id }),
  z.strictObject({ deviceId: id }),
  z.strictObject({ reason: z.string().min(1).max(500) }),
]);
export const replayReply = z.object({
  stored: z.int(),
  repeated: z.int(),
  late: z.int(),
  /** Still not readable; they stay, with today's reason. */
  unread: z.int(),
  /** New events among them that say somebody is trapped or calls. They are past: nobody has been alerted. */
  trapped: z.int(),
  /** More than one press takes at once; press again. */
  left: z.boolean(),
});
export type ReplayReply = z.infer<typeof replayReply>;

/** Without a dialect a device that is new speaks the canonical one, and one that is enrolled again keeps its own. */
export const enrolBody = z.object({
  registerCode: z.string().min(1).max(120),
  dialect: z.enum(dialectNames).optional(),
});
/** The password is shown once; only its hash is kept. */
/** A gateway, or an enterprise's platform: one login for the lifts granted to it. */
export const gatewayRow = z.object({
  id,
  name: z.string(),
  username: z.string(),
  lifts: z.int(),
  connections: z.int(),
  /** When one of its lifts was heard last, by whichever way. */
  lastSeenAt: instant.nullable(),
  enrolledAt: instant,
  revokedAt: instant.nullable(),
  /** Frames for lifts that are not granted to it, since this process began; and the last of them. */
  refused: z.int(),
  lastRefusal: z.object({ at: instant, topic: z.string(), reason: z.string() }).nullable(),
});
export type GatewayRow = z.infer<typeof gatewayRow>;
export const gatewayList = z.object({ gateways: z.array(gatewayRow) });
export const newGateway = z.object({ name: z.string().trim().min(1).max(120) });
/** The password is shown once; only its hash is kept. */
export const gatewaySecret = z.object({ id, name: z.string(), username: z.string(), password: z.string() });
export type GatewaySecret = z.infer<typeof gatewaySecret>;
export const grantBody = z.object({ codes: z.array(z.string().trim().min(1).max(120)).min(1).max(10_000) });
export const grantReply = z.object({ granted: z.int(), already: z.int(), unknown: z.array(z.string()) });
export type GrantReply = z.infer<typeof grantReply>;
/** Whose network the SIM cards of these lifts' devices belong to; codes without a device are given back. */
export const carrierBody = z.object({
  carrier: storableText(40).trim().min(1),
  codes: z.array(z.string().trim().min(1).max(120)).min(1).max(10_000),
});
export const carrierReply = z.object({ changed: z.int(), unknown: z.array(z.string()) });
export const revokedReply = z.object({ id });

/** What a push of frames over HTTP came to. `line` counts from 1; of a single frame it is 1. Not more than 1,000 are named. */
export const ingestReply = z.object({
  accepted: z.int(),
  repeated: z.int(),
  quarantined: z.int(),
  refused: z.int(),
  named: z.array(
    z.object({ line: z.int(), result: z.enum(["repeated", "quarantined", "refused"]), reason: z.string().nullable() }),
  ),
});
export type IngestReply = z.infer<typeof ingestReply>;

export const enrolReply = z.object({ registerCode: z.string(), username: z.string(), password: z.string() });

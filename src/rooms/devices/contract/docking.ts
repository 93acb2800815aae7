import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/** Why a lift is checked: a maker's docking, or an item of 监督检验 or 定期检验. */
export const dockingOccasions = ["docking", "supervision-inspection", "periodic-inspection"] as const;
export const dockingStates = ["open", "passed", "failed", "abandoned"] as const;

export const dockingItemState = z.object({
  key: z.string(),
  /** `open`: not shown yet; `bad`: shown wrong, and it may still come right. */
  state: z.enum(["open", "ok", "bad"]),
  /** What was found, short and without words of a language where possible. */
  found: z.string(),
  at: instant.nullable(),
});
export type DockingItemState = z.infer<typeof dockingItemState>;

export const dockingCheck = z.object({
  id,
  liftId: id,
  deviceId: id,
  registerCode: z.string(),
  place: z.string(),
  kind: z.enum(["lift", "escalator"]),
  occasion: z.enum(dockingOccasions),
  state: z.enum(dockingStates),
  /** The device promises a state at least so often. */
  promisedSeconds: z.int(),
  begunAt: instant,
  begunBy: z.string(),
  /** When it ends by itself. */
  endsAt: instant,
  endedAt: instant.nullable(),
  /** Who ended it; null where time did. */
  endedBy: z.string().nullable(),
  /** Until then an alarm that the device marks as test opens no incident. */
  alarmTestUntil: instant.nullable(),
  frames: z.int(),
  lastFrameAt: instant.nullable(),
  items: z.array(dockingItemState),
  /** SHA-256 of the signed report. */
  reportHash: z.string().nullable(),
});
export type DockingCheck = z.infer<typeof dockingCheck>;
export const dockingList = z.object({ checks: z.array(dockingCheck), total: z.int(), next: z.string().nullable() });
export const dockingQuery = z.object({
  q: z.string().max(80).optional(),
  liftId: id.optional(),
  state: z.enum(["open", "ended"]).optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The promise is between a second and five minutes; the check ends by itself after `minutes`. */
export const beginDocking = z.object({
  code: z.string().trim().min(1).max(120),
  occasion: z.enum(dockingOccasions).default("docking"),
  promisedSeconds: z.int().min(1).max(300).default(10),
  minutes: z.int().min(5).max(240).default(60),
});
export const voiceTest = z.object({
  heard: z.boolean(),
  /** Who spoke with the car. */
  name: z.string().trim().min(1).max(60),
});

/** `text` is what is hashed and signed (Ed25519, base64), byte for byte. */
export const dockingReport = z.object({
  text: z.string(),
  hash: z.string(),
  keyId: z.string(),
  publicKey: z.string(),
  signature: z.string(),
});
export type DockingReport = z.infer<typeof dockingReport>;

export const darkRow = z.object({
  id,
  liftId: id,
  registerCode: z.string(),
  place: z.string(),
  regionCode: z.string(),
  useUnit: z.string().nullable(),
  maintenanceUnit: z.string().nullable(),
  /** When it was last heard; where it never was, when it was enrolled. */
  since: instant,
  neverHeard: z.boolean(),
  foundAt: instant,
  endedAt: instant.nullable(),
});
export type DarkRow = z.infer<typeof darkRow>;
const setting = z.object({ seconds: z.int(), source: z.string() });
export const darkList = z.object({
  rows: z.array(darkRow),
  total: z.int(),
  next: z.string().nullable(),
  /** After how long a lift counts as dark, and why. */
  setting,
});
export const darkFilter = z.object({
  q: z.string().max(80).optional(),
  region: z.string().max(12).optional(),
  show: z.enum(["dark", "ended"]).default("dark"),
  /** Silent for at least so many days. */
  days: z.coerce.number().int().min(0).max(3_650).optional(),
});
const page = { after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(100) };
export const darkQuery = darkFilter.extend(page);

export const alarmTestRow = z.object({
  deviceId: id,
  liftId: id,
  registerCode: z.string(),
  place: z.string(),
  regionCode: z.string(),
  maintenanceUnit: z.string().nullable(),
  /** The last proof that the alarm line works; null where none ever came. */
  provedAt: instant.nullable(),
  dueAt: instant,
});
export type AlarmTestRow = z.infer<typeof alarmTestRow>;
export const alarmTestList = z.object({
  rows: z.array(alarmTestRow),
  total: z.int(),
  next: z.string().nullable(),
  setting,
});
export const alarmTestFilter = z.object({
  q: z.string().max(80).optional(),
  region: z.string().max(12).optional(),
  /** `overdue`: it has proved its line before, too long ago; `never`: no proof ever came. */
  show: z.enum(["overdue", "never", "all"]).default("overdue"),
});
export const alarmTestQuery = alarmTestFilter.extend(page);

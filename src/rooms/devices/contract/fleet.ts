import { z } from "zod";
import { faultKind } from "../contract.ts";

/** Figures of the fleet, lists of what is offline, what failed, and what is to be equipped first. */
const instant = z.int();
const id = z.uuid();
const page = { limit: z.coerce.number().int().min(1).max(200).default(100) };
const region = z.string().max(12).optional();
const q = z.string().max(80).optional();
const mark = z.string().max(80).optional();
const setting = z.object({ name: z.string(), value: z.number(), unit: z.string(), source: z.string() });
export type SettingInForce = z.infer<typeof setting>;

export const shareKinds = ["district", "maker", "maintenance", "age", "sector"] as const;
export type ShareKind = (typeof shareKinds)[number];

export const shareRow = z.object({
  /** A region's code, an organisation's id or name, an age band, a sector; empty where the register has none. */
  key: z.string(),
  name: z.string(),
  /** Lifts in the register that are neither stopped, moved, scrapped nor cancelled, and not under a docking check now. */
  lifts: z.int(),
  /** Those of them that have a device with a login in force. */
  equipped: z.int(),
  /** Those whose device is not judged offline. */
  connected: z.int(),
  /** Offline by their own rhythm; as members of a network event; never heard since they were enrolled. */
  alone: z.int(),
  together: z.int(),
  neverHeard: z.int(),
});
export type ShareRow = z.infer<typeof shareRow>;
export const shareFilter = z.object({ by: z.enum(shareKinds).default("district"), region });
/** `rows`: the 500 with most lifts; `total` counts all. */
export const shareList = z.object({ rows: z.array(shareRow), total: shareRow, settings: z.array(setting) });

const networkEventKinds = ["platform", "carrier", "district", "gateway", "supply"] as const;
const eventOf = z.object({ id, kind: z.enum(networkEventKinds), name: z.string(), endedAt: instant.nullable() });
export const offlineReasons = ["rhythm", "event", "never"] as const;
export const offlineRow = z.object({
  id,
  liftId: id,
  registerCode: z.string(),
  place: z.string(),
  regionCode: z.string(),
  maintenanceUnit: z.string(),
  /** When it was last heard; where it never was, when it was enrolled. */
  since: instant,
  reason: z.enum(offlineReasons),
  /** The silence that its rhythm allowed. */
  allowedSeconds: z.int(),
  event: eventOf.nullable(),
  endedAt: instant.nullable(),
});
export type OfflineRow = z.infer<typeof offlineRow>;
export const offlineFilter = z.object({
  q,
  region,
  show: z.enum(["open", "ended"]).default("open"),
  reason: z.enum(offlineReasons).optional(),
  /** Members of this network event. */
  event: id.optional(),
  /** Silent for at least so many minutes. */
  minutes: z.coerce.number().int().min(0).max(600_000).optional(),
});
export const offlineQuery = offlineFilter.extend({ ...page, after: mark });
export const offlineList = z.object({
  rows: z.array(offlineRow),
  total: z.int(),
  next: z.string().nullable(),
  settings: z.array(setting),
});

export const networkEventRow = z.object({
  id,
  kind: z.enum(networkEventKinds),
  key: z.string(),
  name: z.string(),
  since: instant,
  openedAt: instant,
  endedAt: instant.nullable(),
  /** Of the whole event, also beyond what the viewer sees. */
  members: z.int(),
  stillSilent: z.int(),
  powerLost: z.int(),
});
export type NetworkEventRow = z.infer<typeof networkEventRow>;
export const networkEventQuery = z.object({ show: z.enum(["open", "ended"]).default("open") });
/** The newest 200. */
export const networkEventList = z.object({ rows: z.array(networkEventRow), settings: z.array(setting) });

/** A moment as the query of a URL has it. */
const moment = z.coerce.number().int().min(0).max(4e12);
const longestMs = 366 * 86_400_000;
const isPeriod = ({ from, to }: { from: number; to: number }): boolean => from < to && to - from <= longestMs;
const period = { from: moment, to: moment };
/** What is counted by canonical cause: faults, and entrapments as devices told them. */
export const countedKinds = [...faultKind.options, "entrapment"] as const;
export type CountedKind = (typeof countedKinds)[number];
export const faultFigure = z.object({
  kind: z.enum(countedKinds),
  faults: z.int(),
  lifts: z.int(),
  /** Of those, still open. */
  open: z.int(),
  /** For 1,000 device-days; null where there were none. */
  rate: z.number().nullable(),
});
export type FaultFigure = z.infer<typeof faultFigure>;
export const figureQuery = z.object({ ...period, region }).refine(isPeriod, "a year at most");
export const faultFigures = z.object({
  rows: z.array(faultFigure),
  /** Days for which devices were enrolled within the period, without the time in which they were offline or tested. */
  deviceDays: z.number(),
  settings: z.array(setting),
});

export const fleetFaultRow = z.object({
  id,
  deviceId: id,
  liftId: id,
  registerCode: z.string(),
  place: z.string(),
  regionCode: z.string(),
  maintenanceUnit: z.string(),
  kind: faultKind,
  since: instant,
  confirmedAt: instant,
  clearedAt: instant.nullable(),
  clearedBy: z.enum(["device", "inference"]).nullable(),
  rule: z.enum(["device-event", "inference"]),
  /** Somebody worked on the lift, or tested it: it counts in no figure. */
  atWork: z.boolean(),
  inTest: z.boolean(),
});
export type FleetFaultRow = z.infer<typeof fleetFaultRow>;
const faultFilterShape = z.object({
  q,
  region,
  kind: faultKind.optional(),
  show: z.enum(["all", "open", "cleared"]).default("all"),
  ...period,
});
export const faultFilter = faultFilterShape.refine(isPeriod, "a year at most");
export const faultQuery = faultFilterShape.extend({ ...page, after: mark }).refine(isPeriod, "a year at most");
export const fleetFaultList = z.object({ rows: z.array(fleetFaultRow), total: z.int(), next: z.string().nullable() });
/** Hours for up to eight days, days for up to a year. */
export const faultCountQuery = z
  .object({ ...period, region, kind: faultKind.optional(), by: z.enum(["hour", "day"]) })
  .refine((asked) => isPeriod(asked) && (asked.by === "day" || asked.to - asked.from <= 8 * 86_400_000), "too long");
/** Hours and days of China, also those in which nothing failed; without work and tests. */
export const faultCounts = z.object({ rows: z.array(z.object({ at: instant, faults: z.int() })) });

export const equipRule = z.object({
  id: z.string(),
  policy: z.string(),
  clause: z.string(),
  zh: z.string(),
  en: z.string(),
  source: z.string(),
  /** Lifts without a device that it names, within the other filters. */
  lifts: z.int(),
});
export type EquipRule = z.infer<typeof equipRule>;
export const equipRow = z.object({
  liftId: id,
  registerCode: z.string(),
  place: z.string(),
  regionCode: z.string(),
  sector: z.string(),
  maintenanceUnit: z.string(),
  inUseSince: z.string().nullable(),
  rules: z.array(z.string()),
});
export type EquipRow = z.infer<typeof equipRow>;
export const equipFilter = z.object({ q, region, rule: z.string().max(40).optional() });
export const equipQuery = equipFilter.extend({ ...page, after: mark });
export const equipList = z.object({
  rows: z.array(equipRow),
  total: z.int(),
  next: z.string().nullable(),
  rules: z.array(equipRule),
});

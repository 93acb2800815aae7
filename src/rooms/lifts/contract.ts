import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/** Kind by the special-equipment catalogue (domain-facts.md §9, recalled there): code → words in `kindNames`. */
export const liftKinds = ["3110", "3120", "3130", "3210", "3220", "3310", "3320", "3410", "3420", "3430"] as const;
export type LiftKind = (typeof liftKinds)[number];
export const kindNames: Readonly<Record<LiftKind, { readonly zh: string; readonly en: string }>> = {
  "3110": { zh: "曳引驱动乘客电梯", en: "traction passenger lift" },
  "3120": { zh: "曳引驱动载货电梯", en: "traction goods lift" },
  "3130": { zh: "强制驱动载货电梯", en: "positive-drive goods lift" },
  "3210": { zh: "液压乘客电梯", en: "hydraulic passenger lift" },
  "3220": { zh: "液压载货电梯", en: "hydraulic goods lift" },
  "3310": { zh: "自动扶梯", en: "escalator" },
  "3320": { zh: "自动人行道", en: "moving walk" },
  "3410": { zh: "防爆电梯", en: "explosion-proof lift" },
  "3420": { zh: "消防员电梯", en: "firefighter lift" },
  "3430": { zh: "杂物电梯", en: "service lift" },
};
export const isEscalatorKind = (kind: LiftKind): boolean => kind === "3310" || kind === "3320";

/** owner 产权人 · use-unit 使用单位 · maintenance 维保单位 · maker 制造单位 · installer 安装单位 */
export const partyRoles = ["owner", "use-unit", "maintenance", "maker", "installer"] as const;
export type PartyRole = (typeof partyRoles)[number];

const position = z.object({ lat: z.number(), lon: z.number() });
export const liftSummary = z.object({
  id,
  /** The identifier by which devices and registers name it: 注册代码, 设备代码 or maker's code and serial number. */
  registerCode: z.string(),
  rescueCode: z.string().nullable(),
  kind: z.enum(liftKinds),
  /** "Compound Building Entrance Lift", as signs say it. */
  place: z.string(),
  address: z.string(),
  regionCode: z.string(),
  position: position.nullable(),
  useUnit: z.string().nullable(),
  maintenanceUnit: z.string().nullable(),
});
export type LiftSummary = z.infer<typeof liftSummary>;
export const liftQuery = z.object({
  q: z.string().trim().max(80).optional(),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** `next` is handed back as `after`; null at the end. `total` is capped at 10,001. */
export const liftList = z.object({ lifts: z.array(liftSummary), total: z.int(), next: z.string().nullable() });

const party = z.object({
  role: z.enum(partyRoles),
  organisationId: id,
  name: z.string(),
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  /** Masked unless the viewer's role needs it. */
  dutyPhone: z.string().nullable(),
});
export const liftFile = z.object({
  lift: liftSummary,
  compound: z.string(),
  building: z.string(),
  entrance: z.string(),
  liftNo: z.string(),
  floors: z.array(z.string()),
  deviceCode: z.string().nullable(),
  maker: z.string().nullable(),
  serialNumber: z.string().nullable(),
  parties: z.array(party),
  /** Path of the public page that the QR code names, with the long token; only for who may print signs. */
  pagePath: z.string().nullable(),
  registeredHereAt: instant,
});
export type LiftFile = z.infer<typeof liftFile>;

/** One entry of a lift's lifecycle ledger. Bodies carry ids and hashes, never personal data. */
export const ledgerEntry = z.object({
  liftId: id,
  no: z.int(),
  /** When it was done, and when it was written here. */
  doneAt: instant,
  recordedAt: instant,
  room: z.string(),
  kind: z.string(),
  actor: z.string(),
  body: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;
export const ledgerPage = z.object({ entries: z.array(ledgerEntry), intact: z.boolean() });
/** All lifts that the viewer may see, for the map: `[id, lon, lat, place]`. */
export const liftPoints = z.object({ points: z.array(z.tuple([id, z.number(), z.number(), z.string()])) });
/** Paging of the export: `after` is the header `x-next` of the page before. */
export const ledgerQuery = z.object({
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(5_000),
});

import { z } from "zod";
import { correctionReasons } from "../../kernel/ledger-kinds.ts";

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
/**
 * Codes of the catalogue that was in force before 2014 (乘客, 载货, 液压, 杂物, 自动扶梯, 自动人行道; recalled), as older registers
 * write them. They do not tell the drive: the commonest kind of the class is taken, and an import says so.
 */
export const oldKindCodes: Readonly<Record<string, LiftKind>> = {
  "3010": "3110",
  "3020": "3120",
  "3030": "3210",
  "3040": "3430",
  "3050": "3310",
  "3060": "3320",
};
export const isEscalatorKind = (kind: LiftKind): boolean => kind === "3310" || kind === "3320";

/** Where a lift stands in its life (TSG 08, lifecycle). */
export const registrations = [
  "installing",
  "not-handed-over",
  "unregistered",
  "in-use",
  "stopped",
  "moved",
  "scrapped",
  "cancelled",
] as const;
export type Registration = (typeof registrations)[number];
/** none · stop-use 责令停用 · sealed 查封 */
export const ordersInForce = ["none", "stop-use", "sealed"] as const;
export type OrderInForce = (typeof ordersInForce)[number];
export const services = ["running", "out-of-service", "maintenance"] as const;
export type Service = (typeof services)[number];
/** What a site is used for (适用场所); the departments of a sector answer for safety in it. */
export const liftSectors = [
  "housing",
  "office",
  "mall",
  "hotel",
  "school",
  "hospital",
  "elderly-care",
  "station",
  "metro",
  "airport",
  "footbridge",
  "culture-sport",
  "government",
  "factory",
  "parking",
  "mixed",
  "other",
  "unknown",
] as const;
export type LiftSector = (typeof liftSectors)[number];
export const sectorNames: Readonly<Record<LiftSector, { readonly zh: string; readonly en: string }>> = {
  housing: { zh: "住宅", en: "housing" },
  office: { zh: "办公", en: "offices" },
  mall: { zh: "商场", en: "shopping" },
  hotel: { zh: "宾馆", en: "hotels" },
  school: { zh: "学校", en: "schools" },
  hospital: { zh: "医院", en: "hospitals" },
  "elderly-care": { zh: "养老机构", en: "homes for the elderly" },
  station: { zh: "车站码头", en: "stations and piers" },
  metro: { zh: "轨道交通", en: "metro" },
  airport: { zh: "机场", en: "airports" },
  footbridge: { zh: "人行天桥", en: "footbridges" },
  "culture-sport": { zh: "文体场馆", en: "culture and sport" },
  government: { zh: "机关", en: "government" },
  factory: { zh: "工厂仓储", en: "factories and stores" },
  parking: { zh: "停车场", en: "car parks" },
  mixed: { zh: "商住", en: "shops and housing" },
  other: { zh: "其他", en: "other" },
  unknown: { zh: "未登记", en: "not recorded" },
};
/** Whether the sign with the rescue code hangs in the car: not given, given, put up, seen by a scan. */
export const signs = ["none", "assigned", "posted", "confirmed"] as const;
export type Sign = (typeof signs)[number];

type Parameter = { readonly zh: string; readonly en: string; readonly unit: string | null };
/** Technical parameters of the use-registration form; which of them a kind has, `parametersOf` says. */
export const liftParameters = {
  productName: { zh: "产品名称", en: "product", unit: null },
  model: { zh: "型号规格", en: "model", unit: null },
  ratedLoad: { zh: "额定载重量", en: "rated load", unit: "kg" },
  ratedSpeed: { zh: "额定速度", en: "rated speed", unit: "m/s" },
  travelHeight: { zh: "提升高度", en: "travel", unit: "m" },
  storeys: { zh: "层数", en: "storeys", unit: null },
  stops: { zh: "站数", en: "stops", unit: null },
  doors: { zh: "门数", en: "doors", unit: null },
  control: { zh: "控制方式", en: "control", unit: null },
  drive: { zh: "驱动方式", en: "drive", unit: null },
  nominalWidth: { zh: "名义宽度", en: "nominal width", unit: "mm" },
  inclination: { zh: "倾斜角", en: "inclination", unit: "°" },
  useSectionLength: { zh: "使用区段长度", en: "length", unit: "m" },
  unitNumber: { zh: "单位内编号", en: "own number of the unit", unit: null },
  governor: { zh: "限速器型式", en: "governor", unit: null },
  safetyGear: { zh: "安全钳型式", en: "safety gear", unit: null },
  buffer: { zh: "缓冲器型式", en: "buffer", unit: null },
  machine: { zh: "曳引机型式", en: "machine", unit: null },
} as const satisfies Readonly<Record<string, Parameter>>;
export type LiftParameter = keyof typeof liftParameters;
const ofEscalators: readonly LiftParameter[] = ["nominalWidth", "inclination", "useSectionLength"];
const ofLifts: readonly LiftParameter[] = [
  "ratedLoad",
  "travelHeight",
  "storeys",
  "stops",
  "doors",
  "control",
  "governor",
  "safetyGear",
  "buffer",
];
/** The parameters that a kind of lift has. */
export const parametersOf = (kind: LiftKind): LiftParameter[] =>
  (Object.keys(liftParameters) as LiftParameter[]).filter((name) =>
    isEscalatorKind(kind) ? !ofLifts.includes(name) || name === "travelHeight" : !ofEscalators.includes(name),
  );

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
  sector: z.enum(liftSectors),
  registration: z.enum(registrations),
  orderInForce: z.enum(ordersInForce),
  service: z.enum(services),
  inUseSince: z.iso.date().nullable(),
  nextInspectionDue: z.iso.date().nullable(),
});
export type LiftSummary = z.infer<typeof liftSummary>;
/** What a list, a map or a count is narrowed by; every filter goes with every other and with every order. */
export const liftFilter = z.object({
  /** A code, words of place and address, or the initials of their pinyin. */
  q: z.string().trim().max(80).optional(),
  region: z
    .string()
    .regex(/^\d{6,12}$/)
    .optional(),
  kind: z.enum(liftKinds).optional(),
  sector: z.enum(liftSectors).optional(),
  registration: z.enum(registrations).optional(),
  orderInForce: z.enum(ordersInForce).optional(),
  service: z.enum(services).optional(),
  useUnit: id.optional(),
  maintenanceUnit: id.optional(),
  site: id.optional(),
  /** Whole years in use, at least. */
  ageFrom: z.coerce.number().int().min(0).max(100).optional(),
  /** Next inspection due before this day. */
  dueBefore: z.iso.date().optional(),
  /** What the register lacks: a gap that somebody must close. */
  gap: z.enum(["no-use-unit", "no-maintenance-unit", "no-position", "no-rescue-code", "sign-not-posted"]).optional(),
});
export type LiftFilter = z.infer<typeof liftFilter>;
export const liftSorts = ["place", "due", "age", "kind", "registered"] as const;
export type LiftSort = (typeof liftSorts)[number];
export const liftQuery = liftFilter.extend({
  sort: z.enum(liftSorts).default("place"),
  descending: z.stringbool().default(false),
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** `next` is handed back as `after`; null at the end. `asOf`: the state of the register that was searched. */
export const liftList = z.object({
  lifts: z.array(liftSummary),
  total: z.int(),
  next: z.string().nullable(),
  asOf: instant,
});
/** Counts of the lifts that a filter leaves, by what an overview shows. Keys are the codes; `age` in bands of whole years. */
export const liftCounts = z.object({
  total: z.int(),
  byKind: z.record(z.string(), z.int()),
  byRegion: z.record(z.string(), z.int()),
  bySector: z.record(z.string(), z.int()),
  byRegistration: z.record(z.string(), z.int()),
  byOrder: z.record(z.string(), z.int()),
  byService: z.record(z.string(), z.int()),
  byAge: z.record(z.string(), z.int()),
  over10: z.int(),
  over15: z.int(),
  inspectionOverdue: z.int(),
  gaps: z.record(z.string(), z.int()),
  asOf: instant,
});
export type LiftCounts = z.infer<typeof liftCounts>;

const party = z.object({
  role: z.enum(partyRoles),
  organisationId: id,
  name: z.string(),
  from: z.iso.date(),
  to: z.iso.date().nullable(),
  /** Masked unless the viewer's role needs it. */
  dutyPhone: z.string().nullable(),
  /** Contract or decision on which it stands. */
  paper: z.string(),
  /** 安全员 by name, of a use unit. */
  safetyOfficer: z.string(),
});
export const liftPart = z.object({
  id,
  kind: z.string(),
  maker: z.string(),
  type: z.string(),
  serialNumber: z.string(),
  certificateNo: z.string(),
  fittedOn: z.iso.date().nullable(),
  removedOn: z.iso.date().nullable(),
});
export const liftFile = z.object({
  lift: liftSummary,
  /** Handed back with a change; refused when somebody else was faster. */
  version: z.int(),
  siteId: id,
  buildingId: id,
  compound: z.string(),
  building: z.string(),
  unit: z.string(),
  liftNo: z.string(),
  community: z.string(),
  powerSupplyPoint: z.string(),
  accessNote: z.string(),
  machineRoom: z.string(),
  keyPlace: z.string(),
  registrationCode: z.string().nullable(),
  localCode: z.string().nullable(),
  useRegistrationNo: z.string().nullable(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  madeOn: z.iso.date().nullable(),
  designLifeYears: z.int().nullable(),
  warrantyUntil: z.iso.date().nullable(),
  nextTestingDue: z.iso.date().nullable(),
  sign: z.enum(signs),
  /** Fields that a person has corrected; files do not overwrite them. */
  corrected: z.array(z.string()),
  formerCodes: z.array(z.object({ kind: z.string(), code: z.string(), until: instant })),
  parts: z.array(liftPart),
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

export const correctionBody = z.object({
  no: z.int().min(1),
  why: z.enum(correctionReasons.map(([reason]) => reason)),
  /** When it was really done. */
  rightDoneAt: instant.optional(),
});

/** A file that proves it, by its SHA-256; it lies in the store of files or with whoever keeps it. */
export const evidence = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().max(200).optional(),
  bytes: z.int().min(0),
});
export type Evidence = z.infer<typeof evidence>;
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
  evidence: z.array(evidence),
  /** Number of the entry that corrects this one. */
  correctedBy: z.int().nullable(),
  previousHash: z.string(),
  hash: z.string(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;
/** Of one stage of life: how many entries tell of it and when it was last done; null where it is not recorded here. */
export const recordedStage = z.object({
  stage: z.string(),
  recorded: z.object({ entries: z.int(), lastDoneAt: instant }).nullable(),
});
export const checkpoint = z.object({
  no: z.int(),
  /** Day in the Chinese calendar on which it was due, and when it was made. */
  day: z.iso.date(),
  at: instant,
  lifts: z.int(),
  entries: z.int(),
  auditNo: z.int(),
  auditHash: z.string(),
  root: z.string(),
  previousHash: z.string(),
  keyId: z.string(),
  hash: z.string(),
  /** Ed25519 over the checkpoint's text, base64. */
  signature: z.string(),
  publicKey: z.string(),
});
export type Checkpoint = z.infer<typeof checkpoint>;
export const checkpointQuery = z.object({
  before: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
/** Newest first. */
export const checkpointList = z.object({ checkpoints: z.array(checkpoint) });
/** Hashes (hexadecimal) beside the way from the lift's leaf up to the root, nearest first. */
export const ledgerProof = z.object({
  checkpoint,
  liftId: id,
  no: z.int(),
  hash: z.string(),
  index: z.int(),
  leaves: z.int(),
  path: z.array(z.string()),
});
/** `covered`: entries up to this number stand under the last checkpoint's signature. */
export const ledgerPage = z.object({
  entries: z.array(ledgerEntry),
  intact: z.boolean(),
  stages: z.array(recordedStage),
  covered: z.object({ no: z.int(), checkpointNo: z.int(), day: z.iso.date() }).nullable(),
});
/** All lifts that the viewer may see, for the map: `[id, lon, lat, place]`. */
export const liftPoints = z.object({ points: z.array(z.tuple([id, z.number(), z.number(), z.string()])) });
/** Paging of the export: `after` is the header `x-next` of the page before. */
export const ledgerQuery = z.object({
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(5_000),
});

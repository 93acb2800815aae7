import { z } from "zod";
import {
  gapKinds,
  liftKinds,
  liftSectors,
  ordersInForce,
  registrations,
  services,
  signs,
} from "./contract/catalogue.ts";
import { stateNote } from "./contract/states.ts";
import { useUnitCapacities } from "./contract/use-unit-capacity.ts";

export {
  catalogueKind,
  dayParameters,
  figureWords,
  formerKindIn,
  isDayParameter,
  isEscalatorKind,
  isNumericParameter,
  kindNames,
  type LiftKind,
  type LiftParameter,
  type LiftSector,
  liftKinds,
  liftParameters,
  liftSectors,
  type OrderInForce,
  orderNames,
  ordersInForce,
  parametersOf,
  type Registration,
  registrationNames,
  registrations,
  type Service,
  type Sign,
  sectorNames,
  serviceNames,
  services,
  signNames,
  signs,
  type ToldSign,
  toldParameters,
  toldSigns,
} from "./contract/catalogue.ts";
export {
  type Checkpoint,
  checkpoint,
  checkpointList,
  checkpointQuery,
  correctionBody,
  type Evidence,
  type LedgerEntry,
  ledgerPage,
  ledgerProof,
  ledgerQuery,
  recordedStage,
  type ShownEvidence,
} from "./contract/ledger.ts";
export { correctionReasons, type LifeStage, ledgerKinds, lifeStages } from "./contract/ledger-kinds.ts";

const instant = z.int();
const id = z.uuid();

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
  /** `any`: whatever order holds the lift. */
  orderInForce: z.enum([...ordersInForce, "any"]).optional(),
  service: z.enum(services).optional(),
  useUnit: id.optional(),
  maintenanceUnit: id.optional(),
  site: id.optional(),
  /** Whole years in use, at least. */
  ageFrom: z.coerce.number().int().min(0).max(100).optional(),
  /** Next inspection due before this day. */
  dueBefore: z.iso.date().optional(),
  /** What the register lacks: a gap that somebody must close. */
  gap: z.enum(gapKinds).optional(),
});
export type LiftFilter = z.infer<typeof liftFilter>;
export const liftSorts = ["place", "due", "age", "kind", "registered"] as const;
export type LiftSort = (typeof liftSorts)[number];
export const liftQuery = liftFilter.extend({
  sort: z.enum(liftSorts).default("place"),
  descending: z.stringbool().default(false),
  after: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type LiftQuery = z.infer<typeof liftQuery>;
/** `next` is handed back as `after`; null at the end. `asOf`: the state of the register that was searched. */
export const liftList = z.object({
  lifts: z.array(liftSummary),
  total: z.int(),
  next: z.string().nullable(),
  asOf: instant,
});
export type LiftList = z.infer<typeof liftList>;
export const liftExportQuery = liftFilter.extend({
  format: z.enum(["xlsx", "csv"]),
  sort: z.enum(liftSorts).default("place"),
  descending: z.stringbool().default(false),
});
export type LiftExportQuery = z.infer<typeof liftExportQuery>;
export const liftsNearQuery = z.object({
  lat: z.coerce.number().min(-90).max(90),
  lon: z.coerce.number().min(-180).max(180),
  limit: z.coerce.number().int().min(1).max(30).default(12),
});
/** The nearest first, in a straight line. */
export const liftsNearReply = z.object({ lifts: z.array(z.object({ lift: liftSummary, metres: z.int() })) });
/** Colours of lifts on the map, in the properties of tiles; a lift has one, the gravest that holds. */
export const liftMapStates = ["running", "overdue", "stopped", "ordered", "not-in-use", "gone"] as const;
export const liftCodeParams = z.object({ code: z.string().trim().min(1).max(64) });
export const liftTileParams = z.object({
  z: z.coerce.number().int().min(0).max(22),
  x: z.coerce.number().int().min(0),
  y: z.coerce.number().int().min(0),
});
/** A list's question that a person keeps under a name of his own. */
export const savedLiftView = z.object({ id, name: z.string(), query: z.record(z.string(), z.string()) });
export const savedLiftViews = z.object({ views: z.array(savedLiftView) });
export const savedLiftViewBody = z.object({
  name: z.string().trim().min(1).max(40),
  /** Fields of `liftQuery` without `after` and `limit`. */
  query: liftFilter.extend({ sort: z.enum(liftSorts).optional(), descending: z.stringbool().optional() }),
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
  /** False: nobody said since when; `from` is only where the period had to begin, and the register's file of `toldOn` names the party. */
  fromStated: z.boolean(),
  toldOn: z.iso.date().nullable(),
  /** Masked unless the viewer's role needs it. */
  dutyPhone: z.string().nullable(),
  /** Of the organisation, as the use-registration form asks. */
  address: z.string().nullable(),
  postcode: z.string().nullable(),
  /** Contract or decision on which it stands. */
  paper: z.string(),
  /** 安全员 by name, of a use unit. */
  safetyOfficer: z.string(),
  /** Of a use unit: in which capacity it answers; null where nobody has said so. */
  capacity: z.enum(useUnitCapacities).nullable(),
});
const liftPart = z.object({
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
  /** On what an order in force stands; null without one, or when the ledger does not tell. */
  orderNote: stateNote.nullable(),
  /** Why a lift does not run. */
  serviceNote: stateNote.nullable(),
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

/** All lifts that the viewer may see, for the map: `[id, lon, lat, place]`. */
export const liftPoints = z.object({ points: z.array(z.tuple([id, z.number(), z.number(), z.string()])) });

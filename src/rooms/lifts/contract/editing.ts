import { z } from "zod";
import {
  gapKinds,
  type LiftParameter,
  liftKinds,
  liftParameters,
  liftSectors,
  type Registration,
  registrations,
} from "./catalogue.ts";
import { useUnitCapacities } from "./use-unit-capacity.ts";

/** What people change by hand: a lift's file, who answers for lifts, gaps, rescue codes and signs. */

const id = z.uuid();
const instant = z.int();
const day = z.iso.date();
const text = (max: number) => z.string().trim().max(max);

/** Fields of a lift's file that a person may correct; what is left out stays. Null and "" take a value away. */
export const liftCorrection = z.object({
  kind: z.enum(liftKinds).optional(),
  /** The site; with building, unit and region it moves the lift to another place of the tree. "": the address stands for it. */
  compound: text(80).optional(),
  building: text(80).optional(),
  unit: text(80).optional(),
  liftNo: text(80).optional(),
  address: text(200).min(1).optional(),
  regionCode: z
    .string()
    .regex(/^\d{6,12}$/)
    .optional(),
  /** Of the whole site, whichever of its lifts it is told of; null takes it away. */
  sector: z.enum(liftSectors).nullable().optional(),
  /** Of the whole site. */
  community: text(80).optional(),
  accessNote: text(200).optional(),
  machineRoom: text(80).optional(),
  keyPlace: text(200).optional(),
  /** Of the whole building. */
  powerSupplyPoint: text(80).optional(),
  lat: z.number().min(-90).max(90).nullable().optional(),
  lon: z.number().min(-180).max(180).nullable().optional(),
  /** Chinese maps give GCJ-02; it is kept as WGS 84. */
  coordinates: z.enum(["wgs84", "gcj02"]).default("wgs84"),
  floors: z.array(z.string().trim().min(1).max(8)).max(200).optional(),
  parameters: z
    .partialRecord(
      z.enum(Object.keys(liftParameters) as [LiftParameter, ...LiftParameter[]]),
      z.union([text(80), z.number()]),
    )
    .optional(),
  useRegistrationNo: text(40).nullable().optional(),
  madeOn: day.nullable().optional(),
  inUseSince: day.nullable().optional(),
  designLifeYears: z.int().min(1).max(100).nullable().optional(),
  warrantyUntil: day.nullable().optional(),
  nextInspectionDue: day.nullable().optional(),
  nextTestingDue: day.nullable().optional(),
});
export type LiftCorrection = z.infer<typeof liftCorrection>;
export const correctLiftBody = z.object({
  /** Of the file that was read; refused when somebody else was faster. */
  version: z.int(),
  changes: liftCorrection,
  reason: text(200).min(2),
  /** The person has looked again at a position far from the other lifts of the city. */
  confirmed: z.boolean().default(false),
});
export const correctLiftReply = z.object({ version: z.int(), changed: z.array(z.string()) });

/**
 * The steps in a lift's life (TSG 08: 使用登记, 停用, 启用, 变更, 注销). What is not here is refused; a mistake is put right
 * by a correction with its reason, never by walking back unseen.
 */
export const registrationSteps: Readonly<Record<Registration, readonly Registration[]>> = {
  installing: ["in-use", "not-handed-over", "unregistered", "cancelled"],
  "not-handed-over": ["in-use", "unregistered", "stopped", "cancelled"],
  unregistered: ["in-use", "stopped", "scrapped", "cancelled"],
  "in-use": ["stopped", "moved", "scrapped", "cancelled"],
  stopped: ["in-use", "moved", "scrapped", "cancelled"],
  moved: ["installing", "in-use", "unregistered", "scrapped", "cancelled"],
  scrapped: [],
  cancelled: ["in-use", "unregistered", "scrapped"],
};

/** A step in the lift's life, with the day on which it took effect and the paper it stands on. */
export const moveRegistrationBody = z.object({
  version: z.int(),
  to: z.enum(registrations),
  on: day,
  paper: text(120),
  reason: text(200).min(2),
});

/** A new party of many lifts at once: of a whole site, or of the lifts named. */
export const changePartyBody = z.object({
  role: z.enum(["owner", "use-unit", "maintenance"]),
  organisationId: id,
  /** First day of the new party; the one before ends on the day before. */
  from: day,
  to: day.nullable().default(null),
  paper: text(120).min(1),
  dutyPhone: z
    .string()
    .regex(/^\+?[0-9-]{3,20}$/)
    .nullable()
    .default(null),
  /** Of a use unit: in which capacity it answers; null leaves it as it is. */
  capacity: z.enum(useUnitCapacities).nullable().default(null),
  safetyOfficer: text(40).default(""),
  safetyOfficerPhone: z
    .string()
    .regex(/^\+?[0-9-]{3,20}$/)
    .nullable()
    .default(null),
  lifts: z.discriminatedUnion("by", [
    z.object({ by: z.literal("site"), siteId: id }),
    z.object({ by: z.literal("ids"), ids: z.array(id).min(1).max(2_000) }),
  ]),
  /** True: says what would happen and changes nothing. */
  preview: z.boolean().default(false),
});
export type ChangeParty = z.infer<typeof changePartyBody>;
export const changePartyReply = z.object({
  changed: z.int(),
  unchanged: z.int(),
  /** Who ends, with how many lifts. */
  ended: z.array(z.object({ organisationId: id, name: z.string(), lifts: z.int() })),
  /** Another unit is recorded for these from that day or a later one: they stay as they are. */
  blocked: z.array(z.object({ liftId: id, place: z.string(), name: z.string(), from: day })),
  preview: z.boolean(),
});

/** A main part or safety device that is fitted; `replaces` names the one that goes. */
export const fitPartBody = z.object({
  kind: text(40).min(1),
  maker: text(80).default(""),
  type: text(80).default(""),
  serialNumber: text(60).default(""),
  /** 型式试验证书编号. */
  certificateNo: text(60).default(""),
  fittedOn: day.nullable().default(null),
  replaces: id.nullable().default(null),
});
export type FitPart = z.infer<typeof fitPartBody>;
export const fitPartReply = z.object({ id });
export const removePartBody = z.object({ on: day, reason: text(200).min(2) });

export const gap = z.object({
  id,
  kind: z.enum(gapKinds),
  liftId: id,
  place: z.string(),
  registerCode: z.string(),
  regionCode: z.string(),
  otherLiftId: id.nullable(),
  owner: z.string().nullable(),
  ownerId: id.nullable(),
  openedAt: instant,
  dueAt: instant,
  note: z.string(),
});
export type Gap = z.infer<typeof gap>;
export const gapQuery = z.object({
  kind: z.enum(gapKinds).optional(),
  ownerId: id.optional(),
  overdue: z.stringbool().default(false),
  liftId: id.optional(),
  after: z.string().max(120).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const gapList = z.object({ gaps: z.array(gap), next: z.string().nullable() });
export const gapCounts = z.object({
  /** Lifts were taken in or taken back, and the look for their gaps is still to come: the counts are those before. */
  waiting: z.boolean(),
  kinds: z.array(
    z.object({
      kind: z.enum(gapKinds),
      open: z.int(),
      overdue: z.int(),
      dueDays: z.int(),
      source: z.string(),
      /** False: a default of the platform, not a rule that was found. */
      confirmed: z.boolean(),
      /** When the whole register was last looked through; null before the first look. */
      lookedAt: instant.nullable(),
    }),
  ),
});
export const handOverGapBody = z.object({ ownerId: id, note: text(200).default("") });

/** Numbers for signs that the city has given; new rescue codes come from here only. */
export const rescueCodeRange = z.object({
  id,
  first: z.string(),
  last: z.string(),
  next: z.string().nullable(),
  givenBy: z.string(),
  paper: z.string(),
  /** False: it fits the pattern of no region today, nothing is given from it. */
  fits: z.boolean(),
});
export const rescueCodeRanges = z.object({ ranges: z.array(rescueCodeRange) });
/** Capital letters, digits and dashes, with a digit at the end: there it is counted up. */
export const rangeShape = "[A-Z0-9\\-]{3,11}[0-9]";
const rangeCode = z.string().regex(new RegExp(`^${rangeShape}$`));
export const addRangeBody = z.object({
  first: rangeCode,
  last: rangeCode,
  givenBy: text(80).min(2),
  paper: text(120).default(""),
});
const someLifts = z.array(id).min(1).max(1_000);
/** New rescue codes for lifts that have none. */
export const giveCodesBody = z.object({ ids: someLifts });
export const giveCodesReply = z.object({
  given: z.array(z.object({ liftId: id, rescueCode: z.string() })),
  had: z.int(),
  left: z.int(),
});
/** The sign was put up in these cars. */
export const postSignsBody = z.object({ ids: someLifts });
export const postSignsReply = z.object({ posted: z.int() });
/** Signs for the cars as PDF: one A6 a lift, or three by seven labels on A4. */
export const printSignsBody = z.object({ ids: someLifts, layout: z.enum(["sign", "labels"]) });

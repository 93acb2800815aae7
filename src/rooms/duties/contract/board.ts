import { z } from "zod";
import { dutyFields, measureBinding, schedule } from "./duty-fields.ts";

const id = z.uuid();
const isoDate = z.iso.date();

/** `overdue` before `due` before `not-due`; then what is closed. */
export const itemStates = ["overdue", "due", "not-due", "done", "waived", "ended"] as const;
export type ItemState = (typeof itemStates)[number];

export const dueItem = z.object({
  id,
  dutyId: id,
  documentId: id,
  document: z.string(),
  heading: z.string().nullable(),
  text: z.string(),
  organisationId: id,
  organisation: z.string(),
  dueOn: isoDate,
  state: z.enum(itemStates),
  late: z.boolean(),
  closedAt: z.int().nullable(),
  closedBy: z.string().nullable(),
  note: z.string().nullable(),
  evidence: z.int(),
  urges: z.int(),
  measure: measureBinding.nullable(),
});
export type DueItem = z.infer<typeof dueItem>;
export const boardQuery = z.object({
  unit: id.optional(),
  state: z.enum([...itemStates, "open", "closed"]).default("open"),
  /** Due up to this day. */
  to: isoDate.optional(),
  document: id.optional(),
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const board = z.object({
  items: z.array(dueItem),
  total: z.int(),
  counts: z.record(z.string(), z.int()),
  units: z.array(z.object({ id, name: z.string(), open: z.int(), overdue: z.int() })),
  next: z.string().nullable(),
  today: isoDate,
});
export type Board = z.infer<typeof board>;

const evidenceRow = z.object({
  id,
  kind: z.enum(["file", "note", "measure"]),
  fileName: z.string().nullable(),
  text: z.string().nullable(),
  measured: z
    .object({
      name: z.string(),
      zh: z.string(),
      en: z.string(),
      definitionZh: z.string(),
      definitionEn: z.string(),
      value: z.number(),
      unit: z.string(),
      at: z.int(),
    })
    .nullable(),
  at: z.int(),
  byName: z.string(),
});
export const urge = z.object({
  id,
  no: z.string(),
  dueItemId: id,
  organisationId: id,
  organisation: z.string(),
  document: z.string(),
  documentNumber: z.string().nullable(),
  heading: z.string().nullable(),
  text: z.string(),
  dueOn: isoDate,
  demand: z.string(),
  replyBy: isoDate,
  issuedAt: z.int(),
  issuedBy: z.string(),
  reply: z.string().nullable(),
  repliedAt: z.int().nullable(),
  repliedBy: z.string().nullable(),
  closing: z.string().nullable(),
  closedAt: z.int().nullable(),
  closedBy: z.string().nullable(),
  state: z.enum(["issued", "late", "replied", "closed"]),
});
export type Urge = z.infer<typeof urge>;
export const urgeList = z.object({ urges: z.array(urge) });

export const dueItemFile = z.object({
  item: dueItem,
  fields: dutyFields,
  schedule: schedule.nullable(),
  evidence: z.array(evidenceRow),
  urges: z.array(urge),
  measured: z.object({ value: z.number().nullable(), at: z.int(), reached: z.boolean() }).nullable(),
  mayReport: z.boolean(),
  mayDecide: z.boolean(),
});
export type DueItemFile = z.infer<typeof dueItemFile>;

export const noteBody = z.strictObject({ text: z.string().trim().min(1).max(2_000) });
export const doneBody = z.strictObject({ note: z.string().trim().max(500) });
export const waiveBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });
export const urgeBody = z.strictObject({
  key: id,
  dueItemId: id,
  demand: z.string().trim().min(1).max(1_000),
  replyBy: isoDate,
});
export const replyBody = z.strictObject({ text: z.string().trim().min(1).max(2_000) });

const tally = z.object({
  due: z.int(),
  doneInTime: z.int(),
  doneLate: z.int(),
  overdue: z.int(),
  waived: z.int(),
  open: z.int(),
  urges: z.int(),
  urgesAnsweredInTime: z.int(),
  /** Of joint meetings, due in the year. */
  decisions: z.int(),
  decisionsOverdue: z.int(),
  /** Done in time of those that had to be done; null where nothing was due. */
  inTimeShare: z.number().nullable(),
});
export type AssessmentTally = z.infer<typeof tally>;
export const unitSheet = z.object({
  id,
  name: z.string(),
  year: z.int(),
  tally,
  duties: z.array(
    z.object({
      id,
      documentId: id,
      document: z.string(),
      heading: z.string().nullable(),
      text: z.string(),
      role: z.enum(["lead", "support", "joint"]),
      alive: z.boolean(),
      schedule: schedule.nullable(),
      nextDueOn: isoDate.nullable(),
    }),
  ),
  items: z.array(dueItem),
  urges: z.array(urge),
  decisions: z.array(
    z.object({
      id,
      meeting: z.string(),
      text: z.string(),
      dueOn: isoDate,
      /** What came of it; null while it is open. */
      outcome: z.string().nullable(),
      overdue: z.boolean(),
    }),
  ),
});
export type UnitSheet = z.infer<typeof unitSheet>;

export const dutyListRow = z.object({
  id,
  documentId: id,
  document: z.string(),
  documentNumber: z.string().nullable(),
  heading: z.string().nullable(),
  text: z.string(),
  lead: z.array(z.string()),
  support: z.array(z.string()),
  joint: z.array(z.string()),
  owners: z.array(z.string()),
  target: z.string(),
  when: z.string(),
  nextDueOn: isoDate.nullable(),
  overdue: z.int(),
  alive: z.boolean(),
});
export type DutyListRow = z.infer<typeof dutyListRow>;
export const dutyListQuery = z.object({ document: id.optional(), unit: id.optional() });
export const dutyList = z.object({ rows: z.array(dutyListRow), today: isoDate });

export const measureRow = z.object({
  /** Null: a duty wants it, no room offers it. */
  name: z.string().nullable(),
  zh: z.string(),
  en: z.string(),
  definitionZh: z.string(),
  definitionEn: z.string(),
  unit: z.string(),
  value: z.number().nullable(),
  at: z.int().nullable(),
  wantedBy: z.int(),
  boundBy: z.int(),
});
export type MeasureRow = z.infer<typeof measureRow>;
export const measureList = z.object({ measures: z.array(measureRow) });

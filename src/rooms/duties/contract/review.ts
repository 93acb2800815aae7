import { z } from "zod";
import type { DutyDocument, ExtractNote, PolicyHead, PolicyHeading } from "../contract.ts";
import {
  type DutyFields,
  type DutyState,
  dutyFields,
  type MeasureBinding,
  measureBinding,
  type Schedule,
  schedule,
} from "./duty-fields.ts";

const id = z.uuid();
const isoDate = z.iso.date();

/** A document in the list. */
export const documentRow = z.object({
  id,
  title: z.string(),
  number: z.string().nullable(),
  issuer: z.string().nullable(),
  jurisdiction: z.string().nullable(),
  regionCode: z.string().nullable(),
  regionName: z.string().nullable(),
  signedOn: isoDate.nullable(),
  effectiveOn: isoDate.nullable(),
  validUntil: isoDate.nullable(),
  /** `bound`: its duties bind units of its region today. */
  standing: z.enum(["read", "bound", "ended"]),
  withdrawnOn: isoDate.nullable(),
  implementsId: id.nullable(),
  uploadedAt: z.int(),
  uploadedBy: z.string(),
  duties: z.int(),
  confirmed: z.int(),
  undecided: z.int(),
  differences: z.int(),
});
export type DocumentRow = z.infer<typeof documentRow>;
export const documentList = z.object({ documents: z.array(documentRow) });

/** How a unit's name came to be matched with an organisation; the words stand on the page. */
export const matchHows = [
  "same-name",
  "former-name",
  "short-name",
  "same-office",
  "kind",
  "part-of-name",
  "by-hand",
] as const;
export type MatchHow = (typeof matchHows)[number];

export type UnitCandidate = {
  readonly organisationId: string;
  readonly name: string;
  /** The name that fitted, where it is not today's. */
  readonly knownAs: string | null;
  readonly regionCode: string;
  /** 0 to 100; a person decides whatever it is. */
  readonly certainty: number;
  readonly how: MatchHow;
};
export type UnitReview = {
  readonly unit: string;
  /** How many duties name it. */
  readonly duties: number;
  readonly matched: readonly {
    readonly organisationId: string;
    readonly name: string;
    readonly certainty: number;
    readonly confirmedBy: string;
  }[];
  readonly candidates: readonly UnitCandidate[];
};

/** Fields in which a new reading differs from what a person saw when he decided; `lost`: the rules no longer find the duty. */
export type ReadingDifference = {
  readonly lost: boolean;
  readonly fields: readonly (keyof DutyFields)[];
  readonly read: DutyFields | null;
};

export type ReviewDuty = {
  readonly id: string;
  readonly version: number;
  readonly origin: "rules" | "person";
  readonly state: DutyState;
  readonly attribution: readonly [number, number] | null;
  readonly task: readonly [number, number];
  readonly fields: DutyFields;
  readonly mended: readonly (keyof DutyFields)[];
  readonly difference: ReadingDifference | null;
  readonly newInReading: boolean;
  readonly dropReason: string | null;
  readonly madeOf: readonly string[];
  readonly schedule: Schedule | null;
  readonly scheduleSource: "document" | "person" | null;
  /** What the document's own words give, where they are definite. */
  readonly proposedSchedule: Schedule | null;
  readonly measure: MeasureBinding | null;
  readonly wantedMeasure: { readonly name: string | null; readonly zh: string; readonly en: string } | null;
  /** What it lacks before it counts as alive; empty: it lives. */
  readonly lacks: readonly DutyLack[];
  readonly decidedBy: string | null;
};
export const dutyLacks = ["confirmation", "bound-document", "owner", "schedule"] as const;
export type DutyLack = (typeof dutyLacks)[number];

export type DocumentReview = {
  readonly document: DocumentRow;
  readonly text: string;
  readonly head: PolicyHead;
  readonly headings: readonly PolicyHeading[];
  readonly conventions: DutyDocument["conventions"];
  readonly notes: readonly ExtractNote[];
  readonly rules: string;
  /** Today's rules are others than those that read it: it can be read again. */
  readonly rulesChanged: boolean;
  readonly readAt: number;
  /** Regions of the platform that the named jurisdiction may mean, best first. */
  readonly regions: readonly { readonly code: string; readonly name: string; readonly certainty: number }[];
  readonly duties: readonly ReviewDuty[];
  readonly units: readonly UnitReview[];
  /** Whether the viewer may decide about this document. */
  readonly mayDecide: boolean;
};
export const documentReview = z.custom<DocumentReview>((value) => typeof value === "object" && value !== null);

const version = z.int().min(1);
export const headBody = z.strictObject({
  title: z.string().trim().min(1).max(300),
  number: z.string().trim().min(1).max(80).nullable(),
  issuer: z.string().trim().min(1).max(120).nullable(),
  signedOn: isoDate.nullable(),
  effectiveOn: isoDate.nullable(),
  validUntil: isoDate.nullable(),
  implementsId: id.nullable(),
});
export const bindBody = z.strictObject({ regionCode: z.string().regex(/^\d{6,12}$/) });
export const withdrawBody = z.strictObject({ on: isoDate, reason: z.string().trim().min(1).max(300) });
export const unitsBody = z.strictObject({
  unit: z.string().trim().min(1).max(60),
  organisations: z.array(z.strictObject({ id, certainty: z.int().min(0).max(100) })).max(300),
});
export const mendBody = z.strictObject({ version, fields: dutyFields });
export const decideBody = z.strictObject({ version });
export const dropBody = z.strictObject({ version, reason: z.string().trim().min(1).max(300) });
const place = z.int().min(0).max(4_000_000);
export const splitBody = z.strictObject({
  version,
  parts: z
    .array(z.strictObject({ from: place, to: place }))
    .min(2)
    .max(12),
});
export const mergeBody = z.strictObject({ ids: z.array(id).min(2).max(12) });
export const addBody = z.strictObject({ from: place, to: place, fields: dutyFields });
export const differenceBody = z.strictObject({ version, take: z.boolean() });
export const scheduleBody = z.strictObject({ version, schedule });
export const measureBody = z.strictObject({ version, measure: measureBinding.nullable() });

const compared = z.object({
  id,
  offset: z.int(),
  heading: z.string().nullable(),
  text: z.string(),
  units: z.array(z.string()),
});
export const comparison = z.object({
  a: documentRow,
  b: documentRow,
  /** b carries out a: what stands only in a is what b leaves out. */
  lower: z.boolean(),
  same: z.int(),
  changed: z.array(z.object({ a: compared, b: compared, likeness: z.int(), fields: z.array(z.string()) })),
  onlyA: z.array(compared),
  onlyB: z.array(compared),
});
export type Comparison = z.infer<typeof comparison>;

import { z } from "zod";

/**
 * What a policy document gives: the shape of `sp duties extract FILE --json`, and of the labels that the rules are scored by.
 * Offsets and spans count Unicode code points of the text that was read; spans are [start, end).
 */
const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const offset = z.int().nonnegative();
const span = z.tuple([offset, offset]);
const quotedDocument = z.strictObject({ title: z.string(), number: z.string().nullable() });

const policyHead = z.strictObject({
  title: z.string().nullable(),
  /** 发文字号, such as 渠府办〔2021〕59号. */
  number: z.string().nullable(),
  issuer: z.string().nullable(),
  /** The place that the document binds: a county, city or province by name, or 全国. */
  jurisdiction: z.string().nullable(),
  /** Signing date. */
  date: isoDate.nullable(),
  effective: isoDate.nullable(),
  /** Last day of validity. */
  validUntil: isoDate.nullable(),
  forwards: z.array(quotedDocument),
  implements: z.array(quotedDocument),
});
export type PolicyHead = z.infer<typeof policyHead>;

const policyHeading = z.strictObject({
  /** As in the text, number included, without a final 。 */
  text: z.string(),
  /** 1 for 一、 (or a law's article), 2 for （一）, 3 for 1., 4 for （1）. */
  level: z.int().min(1).max(4),
  offset,
  /** Index of the heading above it in this list; null at the top. */
  parent: offset.nullable(),
});
export type PolicyHeading = z.infer<typeof policyHeading>;

export const deadline = z.strictObject({
  text: z.string(),
  /** Null when the text counts from a day that it does not tell, or in working days. */
  date: isoDate.nullable(),
});
export type Deadline = z.infer<typeof deadline>;

export const dutyTarget = z.strictObject({
  text: z.string(),
  value: z.number(),
  unit: z.string(),
  op: z.enum([">=", ">", "="]),
});
export type DutyTarget = z.infer<typeof dutyTarget>;

export const rhythm = z.strictObject({
  text: z.string(),
  /** ISO 8601 period; null for 定期, which a person has to make definite. */
  period: z
    .string()
    .regex(/^P\d+[YMWD]$/)
    .nullable(),
});
export type Rhythm = z.infer<typeof rhythm>;

const extractedDuty = z.strictObject({
  /** How the text attributes it: behind the passage, before a colon, or as subject of the sentence. */
  kind: z.enum(["bracket", "colon", "subject"]),
  attribution: z.string().min(1),
  offset,
  heading: z.string().nullable(),
  /** The passage that the attribution governs. */
  task: span,
  lead: z.array(z.string()),
  support: z.array(z.string()),
  joint: z.array(z.string()),
  /** The text adds 等: more units than it names. */
  etc: z.boolean(),
  deadlines: z.array(deadline),
  targets: z.array(dutyTarget),
  cadence: z.array(rhythm),
});
export type ExtractedDuty = z.infer<typeof extractedDuty>;

const extractNote = z.strictObject({
  code: z.enum(["EMPTY_TEXT", "IS_CONTRACT", "NO_ATTRIBUTION", "UNCLOSED_BRACKET"]),
  offset: offset.nullable(),
  zh: z.string(),
  en: z.string(),
});
export type ExtractNote = z.infer<typeof extractNote>;

export const dutyDocument = z.strictObject({
  /** Code points of the text. */
  chars: offset,
  document: policyHead,
  /** Rules that the document states for all of its attributions, verbatim. */
  conventions: z.array(z.string()),
  headings: z.array(policyHeading),
  duties: z.array(extractedDuty),
  /** What a person should know before trusting the list. */
  notes: z.array(extractNote),
});
export type DutyDocument = z.infer<typeof dutyDocument>;

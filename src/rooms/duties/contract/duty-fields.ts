import { z } from "zod";
import { deadline, dutyTarget, rhythm } from "../contract.ts";

const unitName = z.string().trim().min(1).max(60);
const units = z.array(unitName).max(60);

/** What a duty says, as rules read it or as a person agreed. Its place in the document stands beside it. */
export const dutyFields = z.strictObject({
  heading: z.string().max(200).nullable(),
  /** What is to be done: the passage, or a person's shorter words for it. */
  text: z.string().trim().min(1).max(4_000),
  lead: units,
  support: units,
  joint: units,
  /** The text adds 等. */
  etc: z.boolean(),
  deadlines: z.array(deadline).max(20),
  targets: z.array(dutyTarget).max(20),
  cadence: z.array(rhythm).max(20),
});
export type DutyFields = z.infer<typeof dutyFields>;

const isoDate = z.iso.date();
/** When a duty is due: on single days, and again and again every `period` from `first` on. */
export const schedule = z.strictObject({
  days: z.array(isoDate).max(40),
  every: z.strictObject({ period: z.string().regex(/^P[1-9]\d{0,2}[YMWD]$/), first: isoDate }).nullable(),
});
export type Schedule = z.infer<typeof schedule>;

/** A live measure that a duty is bound to: reached when the measured value is so. */
export const measureBinding = z.strictObject({
  name: z.string().regex(/^[a-z]+\.[a-z0-9-]+$/),
  op: z.enum([">=", "<=", "="]),
  value: z.number().min(0).max(1e9),
});
export type MeasureBinding = z.infer<typeof measureBinding>;

export const dutyStates = ["found", "confirmed", "dropped", "replaced", "gone"] as const;
export type DutyState = (typeof dutyStates)[number];

import { z } from "zod";

const instant = z.int();
const id = z.uuid();

/** A field in which a file differs from what a person has put right or another source has the word in. Values as the register holds them. */
export const importDifference = z.object({
  id,
  liftId: id,
  place: z.string(),
  registerCode: z.string(),
  sourceName: z.string(),
  runId: id,
  /** Name of the fact, or of a parameter. */
  field: z.string(),
  held: z.json(),
  offered: z.json(),
  why: z.enum(["corrected", "other-source"]),
  state: z.enum(["open", "accepted", "rejected"]),
  foundAt: instant,
});
export type ImportDifference = z.infer<typeof importDifference>;
export const importDifferenceList = z.object({
  differences: z.array(importDifference),
  total: z.int(),
  next: z.string().nullable(),
});
export const importDifferenceQuery = z.object({
  state: z.enum(["open", "accepted", "rejected"]).default("open"),
  source: id.optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const decideDifferences = z.object({ ids: z.array(id).min(1).max(200), accept: z.boolean() });
export const decidedDifferences = z.object({ decided: z.int(), changedLifts: z.int() });

/** A lift that the latest file of its source no longer lists. */
export const missingLift = z.object({
  liftId: id,
  place: z.string(),
  registerCode: z.string(),
  registration: z.string(),
  sourceName: z.string(),
  runId: id,
  foundAt: instant,
});
export type MissingLift = z.infer<typeof missingLift>;
export const missingLiftList = z.object({ lifts: z.array(missingLift), total: z.int(), next: z.string().nullable() });
export const missingLiftQuery = z.object({
  source: id.optional(),
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

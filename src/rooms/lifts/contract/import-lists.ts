import { z } from "zod";
import { useUnitCapacities } from "./use-unit-capacity.ts";

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
  /** Name of the fact, or of a parameter; or whose field it is: `use_unit`, `maintenance_unit`, `owner`, `maker`. */
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
/** `left`: they stay open, because they cannot be taken from here. */
export const decidedDifferences = z.object({ decided: z.int(), changedLifts: z.int(), left: z.int() });

/** Who serves a lift by a file (`offered`) and by the register (a list as `held`). No day in a file: it holds from the day it is taken. */
export const differentParty = z.object({
  name: z.string(),
  code: z.string().optional(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Of the register: false where nobody said since when. */
  fromStated: z.boolean().optional(),
  capacity: z.enum(useUnitCapacities).optional(),
});
export type DifferentParty = z.infer<typeof differentParty>;

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

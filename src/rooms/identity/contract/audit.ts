import { z } from "zod";

/** The audit: acts of people and keys. Times are epoch milliseconds. */
const instant = z.int();

export const auditRow = z.object({
  id: z.int(),
  at: instant,
  /** Name, or the kind of actor where there is none. */
  actor: z.string(),
  /** The masked name with which somebody tried to log in and failed. */
  tried: z.string().nullable(),
  /** `person:<id>`, `key:<id>`. */
  actorId: z.string(),
  act: z.string(),
  target: z.string(),
  outcome: z.enum(["done", "refused"]),
  detail: z.string().nullable(),
  address: z.string().nullable(),
  /** Linked into the chain of hashes; a fresh row is not yet. */
  sealed: z.boolean(),
});
export type AuditRow = z.infer<typeof auditRow>;

const part = z.string().trim().min(1).max(120).optional();
/** What rows are wanted: part of the actor's name or id, the beginning of act and target or its last part, times (`from` included, `to` not). */
export const auditFilter = z.object({
  actor: part,
  act: part,
  target: part,
  outcome: z.enum(["done", "refused"]).optional(),
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
});
export type AuditFilter = z.infer<typeof auditFilter>;
/** Newest first; `next` is handed back as `after`. */
export const auditQuery = auditFilter.extend({
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const auditList = z.object({ rows: z.array(auditRow), next: z.int().nullable() });

/** Paging of the export: `after` is the header `x-next` of the page before. */
export const auditExportQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(5_000),
});

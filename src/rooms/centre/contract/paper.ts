import { z } from "zod";

const instant = z.int();

/** index 总目 · district 区县分册 · codes 识别码总索引 */
export const paperFile = z.object({
  name: z.string(),
  kind: z.enum(["index", "district", "codes"]),
  /** Six digits; null for what holds the whole city. */
  regionCode: z.string().nullable(),
  region: z.string(),
  lifts: z.int(),
  bytes: z.int(),
});
export type PaperFile = z.infer<typeof paperFile>;

export const paperRun = z.object({
  id: z.uuid(),
  cause: z.enum(["nightly", "asked"]),
  begunAt: instant,
  endedAt: instant.nullable(),
  outcome: z.enum(["running", "done", "failed"]),
  folder: z.string(),
  files: z.array(paperFile),
  lifts: z.int(),
  bytes: z.int(),
  why: z.string().nullable(),
});
export type PaperRun = z.infer<typeof paperRun>;

/** How the paper stands. `files` of the last good run are only those that the asker may read. */
export const paperState = z.object({
  folder: z.string(),
  /** Minutes after midnight in Beijing; null = no nightly paper. */
  atMinute: z.int().nullable(),
  keepDays: z.int(),
  lastGood: paperRun.nullable(),
  last: paperRun.nullable(),
  /** Older than a night and a bit, or never made, although it is to be made every night. */
  old: z.boolean(),
  now: instant,
});
export type PaperState = z.infer<typeof paperState>;

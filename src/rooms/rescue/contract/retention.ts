import { z } from "zod";

/** What is forgotten by itself, and after how many days; counted from a call's ring, or from the end of its incident. */
const retentionRow = z.object({
  what: z.string(),
  days: z.int(),
  /** Who says so, or that it is the platform's default. */
  source: z.string(),
});
export const retentionList = z.object({ rows: z.array(retentionRow) });
export type RetentionList = z.infer<typeof retentionList>;

export const retentionDays = { least: 1, most: 3_650 } as const;

/** Another time from now on, for the whole platform. What is older than it is gone within the hour. */
export const putRetentionBody = z.strictObject({
  what: z.string().regex(/^[a-z][a-z-]{1,39}$/),
  days: z.int().min(retentionDays.least).max(retentionDays.most),
  source: z.string().trim().min(4).max(300),
});
export type PutRetention = z.infer<typeof putRetentionBody>;

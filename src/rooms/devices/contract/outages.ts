import { z } from "zod";

const instant = z.int();

export const outageQuery = z.object({
  code: z.string().min(1).max(120),
  from: z.coerce.number().int().min(0),
  to: z.coerce.number().int().min(0),
});
/** A stretch out of service, by the device's own words and clock. */
const outageRow = z.object({
  beganAt: instant,
  /** Null: it has not told the end. */
  endedAt: instant.nullable(),
  text: z.string().nullable(),
});
/** Those that began in the time asked for. `downMs` counts the ended ones; rows are the newest 200. */
export const outageReply = z.object({ outages: z.int(), open: z.int(), downMs: z.int(), rows: z.array(outageRow) });
export type OutageReply = z.infer<typeof outageReply>;

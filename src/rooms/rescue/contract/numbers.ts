import { z } from "zod";

const instant = z.int();

/** A measured span: named start and end event, percentiles in seconds, and how many incidents it counts. */
const span = z.object({
  metric: z.enum(["answer", "dispatch", "arrival", "release"]),
  startEvent: z.string(),
  endEvent: z.string(),
  count: z.int(),
  meanSeconds: z.number().nullable(),
  p50Seconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
  p95Seconds: z.number().nullable(),
});
export const numbersQuery = z.object({ from: z.coerce.number().int(), to: z.coerce.number().int() });
export const numbers = z.object({
  from: instant,
  to: instant,
  /** Counts; each opens to its incidents by `metric`. */
  counts: z.array(z.object({ metric: z.string(), value: z.int() })),
  spans: z.array(span),
});
export type Numbers = z.infer<typeof numbers>;

import { z } from "zod";
import { shiftRow } from "./shift.ts";

const instant = z.int();

/** What a leader sees at a glance. Each number opens to its list. */
export const leaderView = z.object({
  now: instant,
  /** From when on closed rescues are looked at. */
  from: instant,
  onShift: z.array(shiftRow),
  /** When the last one left; null while somebody is on shift, or nobody ever was. */
  emptySince: instant.nullable(),
  calls: z.object({
    from: instant,
    all: z.int(),
    waiting: z.int(),
    speaking: z.int(),
    lost: z.int(),
    unsorted: z.int(),
  }),
  /** Metrics of rescue (`work-metrics.ts`), each with its number. */
  work: z.array(z.object({ metric: z.string(), value: z.int() })),
  /** Who holds how many open rescues: a dispatcher who took them, or nobody. */
  holders: z.array(
    z.object({
      person: z.string().nullable(),
      onShift: z.boolean(),
      open: z.int(),
      oldestAt: instant,
      incidents: z.array(z.object({ id: z.uuid(), no: z.string(), place: z.string() })),
    }),
  ),
  quality: z.object({ drawn: z.int(), checked: z.int(), failed: z.int() }),
});
export type LeaderView = z.infer<typeof leaderView>;

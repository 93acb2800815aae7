import { z } from "zod";
import { liftCounts } from "../lifts/contract.ts";

export const overviewQuery = z.object({
  region: z
    .string()
    .regex(/^\d{6,12}$/)
    .optional(),
});
/**
 * Everything that the first page shows, within the viewer's reach and one region: lifts by what they are and what they lack, what is
 * going on now. A part that the viewer may not see is null.
 */
export const overview = z.object({
  lifts: liftCounts,
  /** Names of the regions in `lifts.byRegion`. */
  regions: z.array(z.object({ code: z.string(), name: z.string() })),
  /** Open ones by stage, and since when the oldest is open. */
  incidents: z
    .object({ open: z.int(), byStage: z.record(z.string(), z.int()), oldestOpenedAt: z.int().nullable() })
    .nullable(),
  /** Lifts with a device; `online` = connected now. */
  devices: z.object({ known: z.int(), online: z.int() }).nullable(),
  crews: z.object({ known: z.int(), onDuty: z.int() }).nullable(),
});
export type Overview = z.infer<typeof overview>;

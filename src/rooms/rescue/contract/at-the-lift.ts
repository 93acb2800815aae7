import { z } from "zod";

/** What a crew must know at the door. The words stand in the register; null: nobody wrote them down. */
export const atTheLift = z.object({
  accessNote: z.string().nullable(),
  machineRoom: z.string().nullable(),
  keyPlace: z.string().nullable(),
  /** Kind by the catalogue: it decides how people are let out. */
  liftKind: z.string().nullable(),
  /** What the lift's own device said last; null: it has none, or said nothing yet. */
  lastReported: z
    .object({
      at: z.int(),
      connected: z.boolean(),
      floor: z.string(),
      levelled: z.boolean(),
      /** 4 open, 2 and 5 closed; others move or are not known. */
      doorStatus: z.int(),
      passengerPresent: z.boolean().nullable(),
      powerLost: z.boolean(),
    })
    .nullable(),
});
export type AtTheLift = z.infer<typeof atTheLift>;

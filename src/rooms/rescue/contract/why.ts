import { z } from "zod";
import { crewFit } from "./crew-fit.ts";

/** Why this crew, in figures; the page makes the line. `roads` = road time by the road network, else a marked estimate. */
export const why = z.object({
  level: z.int().min(1).max(2),
  rule: z.enum(["contracted-unit", "station", "any-unit", "dispatcher", "storm"]),
  etaSeconds: z.int(),
  metres: z.int(),
  etaSource: z.enum(["roads", "straight-line"]),
  /** How many crews were compared, and how many more seconds the next best would have taken (null: there was none). */
  candidates: z.int(),
  nextBestSeconds: z.int().nullable(),
  reason: z.string().nullable(),
  /** Where the crew was when it was asked, as it was known then. Absent in asks of before 2026-11-27. */
  from: z.object({ lat: z.number(), lon: z.number() }).optional(),
  /** How it fits the lift, by what its unit says; absent in asks of before 2026-11-28. */
  fit: crewFit
    .extend({
      /** It lacks something that the rules ask for, and was asked because nobody lacks nothing. */
      exception: z.boolean(),
      /** Nearer crews that were passed over because they lack something. */
      passedOver: z.int(),
    })
    .optional(),
  /** A stop of a storm's tour: what a minute inside counts, when they are out, how many stops follow, and what the next best crew would lose. */
  storm: z
    .object({
      weight: z.number(),
      outInMinutes: z.number(),
      after: z.int(),
      secondBestLoses: z.number().nullable(),
    })
    .optional(),
  /** Absent: as the rule says. Which of the lines of asks that run side by side it belongs to; `help`: a crew needs it. */
  line: z.enum(["contracted", "others", "help"]).optional(),
  /** Asked beside a crew that is asked or on its way: what it brings. Minutes until the first arrival; shares from 0 to 1. */
  beside: z
    .object({
      rule: z.enum(["gain", "lateness", "time"]),
      lateWithout: z.number(),
      lateWith: z.number(),
      minutesWithout: z.number(),
      gainMinutes: z.number(),
    })
    .optional(),
});
export type Why = z.infer<typeof why>;

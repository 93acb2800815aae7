import { z } from "zod";
import { frameRow, ingestReply } from "../contract.ts";

/** Neutral readings (model/reading.ts) as JSON. */
const readings = z.array(z.record(z.string(), z.unknown()));

/** `?explain=1`: the answer also says what the platform understood. */
export const explainQuery = z.object({ explain: z.literal("1").optional() });
export const explainedReply = ingestReply.extend({ readings: readings.optional() });

/** A device's last frames, newest first, each with what came of it: for whoever holds its login. */
export const ownFrames = z.object({ frames: z.array(frameRow.extend({ readings })) });
export type OwnFrame = z.infer<typeof ownFrames>["frames"][number];

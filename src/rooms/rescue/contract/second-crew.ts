import { z } from "zod";

const key = z.uuid();
/** Two go only on purpose: both bodies want a reason. */
const reason = z.string().trim().min(1).max(200);
export const askBesideBody = z.object({ key, crewId: z.uuid(), reason });
export const secondCrewBody = z.object({ key, allowed: z.boolean(), reason });

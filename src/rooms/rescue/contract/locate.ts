import { z } from "zod";
import { callerPosition } from "./phone-calls.ts";

const instant = z.int();

/** The caller's phone is sent a link that asks where it is. */
export const locateBody = z.object({
  key: z.uuid(),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9-]{3,24}$/),
});
/** `position` is null until the caller has agreed. */
export const locateState = z.object({
  id: z.uuid(),
  askedAt: instant,
  expiresAt: instant,
  position: callerPosition.nullable(),
  toldAt: instant.nullable(),
});
export type LocateState = z.infer<typeof locateState>;

/** What the page of the link is told; `open`: it still may say where it is. */
export const locatePage = z.object({ centreNumber: z.string(), open: z.boolean(), told: z.boolean() });
export const locateTold = z.object({
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  metres: z.number().min(0).max(1_000_000),
});

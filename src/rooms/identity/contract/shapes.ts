import { z } from "zod";
import { roles } from "./roles.ts";

/** Times in all contracts are epoch milliseconds. */
export const instant = z.int();
export const id = z.uuid();
export const date = z.iso.date();

export const loginName = z
  .string()
  .trim()
  .regex(/^[a-zA-Z0-9._-]{3,40}$/);
export const newPassword = z.string().min(10).max(200);

export const scope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("everything") }),
  z.object({ kind: z.literal("region"), code: z.string().regex(/^\d{6,12}$/) }),
  /** One sector (学校, 医院, …) within a region: 管行业必须管安全. */
  z.object({
    kind: z.literal("sector"),
    sector: z.string().regex(/^[a-z-]{2,30}$/),
    regionCode: z.string().regex(/^\d{6,12}$/),
  }),
  z.object({ kind: z.literal("organisation"), id }),
  z.object({ kind: z.literal("crew"), id }),
]);
export const grant = z.object({ role: z.enum(roles), scope });

import { z } from "zod";

const gatewayLiftRow = z.object({
  liftId: z.uuid(),
  registerCode: z.string(),
  place: z.string(),
  connected: z.boolean(),
  lastSeenAt: z.int().nullable(),
});
export type GatewayLiftRow = z.infer<typeof gatewayLiftRow>;
export const gatewayLiftList = z.object({
  lifts: z.array(gatewayLiftRow),
  total: z.int(),
  next: z.string().nullable(),
});
export const gatewayLiftQuery = z.object({
  after: z.string().max(120).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

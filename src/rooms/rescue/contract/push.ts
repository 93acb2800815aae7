import { z } from "zod";

const base64url = z.string().regex(/^[\w-]+=*$/);
export const pushKey = z.object({ publicKey: z.string() });
/** As a browser gives it (`PushSubscription.toJSON`). */
export const pushSubscribeBody = z.strictObject({
  endpoint: z.url().max(1_000),
  keys: z.strictObject({ p256dh: base64url.min(80).max(100), auth: base64url.min(20).max(30) }),
});
export const pushEndBody = z.strictObject({ endpoint: z.url().max(1_000) });
export const pushShownBody = z.strictObject({ notice: z.uuid() });

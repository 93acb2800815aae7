import type { Asked } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Asker } from "../actions/asker.ts";

export const askerOf = (
  { clock }: Pick<Platform, "clock">,
  { principal, request }: Pick<Asked<unknown, unknown, unknown>, "principal" | "request">,
): Asker => ({ principal, address: request.ip, at: clock.now() });

/** What strangers wrote is handed out as bytes to keep: nothing that it could load or run. */
export const safely: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "cache-control": "private, no-store",
};

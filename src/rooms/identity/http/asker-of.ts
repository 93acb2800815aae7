import type { Principal } from "../../../kernel/principal.ts";
import type { Asked } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Asker } from "../actions/asker.ts";
import { deviceWords } from "../model/device-words.ts";

type Any = Pick<Asked<unknown, unknown, unknown>, "principal" | "request">;

export const askerOf = ({ clock }: Pick<Platform, "clock">, { principal, request }: Any): Asker => ({
  principal,
  address: request.ip,
  at: clock.now(),
});

/** From where somebody logs in. */
export const whenceOf = ({ request }: Pick<Any, "request">) => ({
  address: request.ip,
  device: deviceWords(request.headers["user-agent"]),
});

/** The account and session of who asks; undefined for keys and strangers. */
export function ownOf(principal: Principal): { readonly accountId: string; readonly sessionId: string } | undefined {
  if (principal.kind !== "person" || principal.sessionId === undefined) return undefined;
  return { accountId: principal.accountId, sessionId: principal.sessionId };
}

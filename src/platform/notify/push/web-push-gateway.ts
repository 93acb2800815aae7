import webPush from "web-push";
import type { Clock } from "../../../kernel/clock.ts";
import type { Db } from "../../database/database.ts";
import type { Gateway, Outgoing, Sent } from "../gateways/gateway.ts";
import { post, type Reply } from "../gateways/post.ts";
import { isPushAddress } from "./push-hosts.ts";
import type { PushKeys } from "./push-keys.ts";
import { dropSubscription, noteResult, type PushSubscription, subscriptionsOf } from "./push-subscriptions.ts";

export type WebPushMeans = {
  readonly db: Db;
  readonly clock: Clock;
  readonly keys: PushKeys;
  /** Who a push service may turn to: an https address or mailto. */
  readonly contact: string;
  readonly moreHosts: readonly string[];
};

/** Of one phone. `gone`: it takes nothing any more. */
type Phone = Sent | { readonly outcome: "gone" };

/**
 * Web Push to all phones of one crew. What is sent is encrypted for each phone (RFC 8291) and says nothing but the telling's id: place and
 * people are read by the page from here. Taken by one phone's push service is taken; a phone that is gone is let go.
 */
export const createWebPush = (means: WebPushMeans): Gateway => ({
  name: "web-push",
  send: async (message) => {
    const phones = await subscriptionsOf(means.db, message.to);
    const results = await Promise.all(phones.map((phone) => tell(means, phone, message)));
    return together(results);
  },
});

async function tell(means: WebPushMeans, phone: PushSubscription, message: Outgoing): Promise<Phone> {
  const { db, clock } = means;
  const result = isPushAddress(phone.endpoint, means.moreHosts)
    ? outcomeOf(await send(means, phone, message))
    : ({ outcome: "gone" } as const);
  if (result.outcome === "gone") await dropSubscription(db, phone.id);
  else await noteResult(db, phone.id, result.outcome === "accepted" ? "accepted" : result.code, clock.now());
  return result;
}

async function send(
  { keys, contact, clock }: WebPushMeans,
  { endpoint, p256dh, auth }: PushSubscription,
  { id, expiresAt }: Outgoing,
): Promise<Reply> {
  const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify({ notice: id }), {
    vapidDetails: { subject: contact, ...keys },
    TTL: Math.max(0, Math.ceil((expiresAt - clock.now()) / 1_000)),
    urgency: "high",
    contentEncoding: "aes128gcm",
  });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (name.toLowerCase() !== "content-length") headers[name] = String(value);
  return post({ url: endpoint, headers, body: new Uint8Array(request.body ?? []) });
}

/** RFC 8030: 201 taken, 404 and 410 gone, 429 too much; what else a push service refuses it will refuse again. */
function outcomeOf(reply: Reply): Phone {
  if (reply.kind === "unreached") return { outcome: "later", code: reply.code, afterMs: null, gatewayWell: true };
  if (reply.kind === "unclear") return { outcome: "unclear", code: reply.code };
  const { status, retryAfterMs } = reply;
  if (status >= 200 && status < 300) return { outcome: "accepted", reference: null };
  if (status === 404 || status === 410) return { outcome: "gone" };
  const code = `http-${status}`;
  if (status === 429 || status === 503) return { outcome: "later", code, afterMs: retryAfterMs, gatewayWell: true };
  return status >= 500 ? { outcome: "unclear", code } : { outcome: "refused", code };
}

/** The best of the phones: taken by one is enough, and one that may still take it is tried again. */
function together(results: readonly Phone[]): Sent {
  const best = (["accepted", "later", "unclear", "refused"] as const)
    .map((outcome) => results.find((result) => result.outcome === outcome))
    .find((result) => result !== undefined);
  return best === undefined || best.outcome === "gone" ? { outcome: "refused", code: "no-phone" } : best;
}

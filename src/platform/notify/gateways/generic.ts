import { z } from "zod";
import { codeOf, type Gateway, type Sent } from "./gateway.ts";
import { post, type Reply } from "./post.ts";

export type GenericSettings = { readonly url: string; readonly secret: string | undefined };

const answer = z.object({ reference: z.string().max(200).optional(), code: z.string().optional() });

/** Any gateway that speaks our own small dialect (docs/notices.md): JSON with our id, which it must take once only. */
export const createGeneric = ({ url, secret }: GenericSettings): Gateway => ({
  name: "generic",
  send: async ({ id, channel, to, purpose, text, expiresAt }) => {
    const headers = {
      "content-type": "application/json",
      "idempotency-key": id,
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    };
    const body = JSON.stringify({ id, channel, to, purpose, text, expiresAt });
    return readReply(await post({ url, headers, body }));
  },
});

function readReply(reply: Reply): Sent {
  if (reply.kind === "unreached") return { outcome: "later", code: reply.code, afterMs: null, gatewayWell: false };
  if (reply.kind === "unclear") return { outcome: "unclear", code: reply.code };
  const { status } = reply;
  const read = answer.safeParse(reply.body).data;
  const code = codeOf(read?.code, `http-${status}`);
  // 409: it knows this id already.
  if ((status >= 200 && status < 300) || status === 409)
    return { outcome: "accepted", reference: read?.reference ?? null };
  if (status === 429 || status === 503)
    return { outcome: "later", code, afterMs: reply.retryAfterMs, gatewayWell: true };
  return status >= 500 ? { outcome: "unclear", code } : { outcome: "refused", code };
}

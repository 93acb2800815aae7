import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../../kernel/clock.ts";
import { signAcs3 } from "./acs3-signature.ts";
import { codeOf, type Gateway, type Outgoing, type Sent } from "./gateway.ts";
import { post, type Reply } from "./post.ts";

/**
 * SMS (`SendSms`) and calls that are read out (`SingleCallByTts`) of Alibaba Cloud, API version 2017-05-25. Written from the public
 * documentation; never seen against the real service. Neither call has a key of idempotency: `OutId` only comes back with the report.
 */
export type AliyunSettings = {
  readonly url: string;
  readonly keyId: string;
  readonly secret: string;
  /** SMS: the signature that the provider has approved. Voice: the number that is shown; undefined = the provider's pool. */
  readonly from: string | undefined;
  /** Approved template by purpose; `*` for all others. */
  readonly templates: ReadonlyMap<string, string>;
  /** Longest value of a template's variable, in characters. */
  readonly textMax: number;
};

const version = "2017-05-25";
const answer = z.object({
  Code: z.string(),
  BizId: z.string().optional(),
  CallId: z.string().optional(),
});

export const createAliyun = (settings: AliyunSettings, clock: Clock): Gateway => ({
  name: "aliyun",
  send: async (message) => {
    const template = settings.templates.get(message.purpose) ?? settings.templates.get("*");
    if (template === undefined) return { outcome: "refused", code: "no-template" };
    const { action, query } = callFor(message, settings, template);
    const url = new URL(settings.url);
    const call = { host: url.host, action, version, query, at: clock.now(), nonce: randomUUID() };
    const signed = signAcs3(call, { id: settings.keyId, secret: settings.secret });
    return readReply(await post({ url: `${url.origin}/?${signed.query}`, headers: signed.headers, body: "" }));
  },
});

function callFor(
  message: Outgoing,
  { from, textMax }: AliyunSettings,
  template: string,
): { readonly action: string; readonly query: Readonly<Record<string, string>> } {
  const params = JSON.stringify(templateParams(message.text, textMax));
  return message.channel === "sms"
    ? {
        action: "SendSms",
        query: {
          PhoneNumbers: digits(message.to),
          SignName: from ?? "",
          TemplateCode: template,
          TemplateParam: params,
          OutId: message.id,
        },
      }
    : {
        action: "SingleCallByTts",
        query: {
          CalledNumber: digits(message.to),
          TtsCode: template,
          TtsParam: params,
          PlayTimes: "3",
          OutId: message.id,
          ...(from === undefined ? {} : { CalledShowNumber: from }),
        },
      };
}

/** A register writes 0571-8888 0000; the provider wants digits. */
const digits = (number: string): string => number.replace(/\D/g, "");

/** A variable may hold no address: of a link the template has the beginning, and `key` is its last part. */
export function templateParams(text: string, max: number): { readonly text: string; readonly key: string } {
  const link = /https?:\/\/[!-~]+/.exec(text)?.[0];
  const key = link === undefined ? "" : link.slice(link.lastIndexOf("/") + 1);
  const words = link === undefined ? text : text.replace(link, "").trim();
  return { text: words.length > max ? `${words.slice(0, max - 1)}…` : words, key };
}

/** What may be better in a moment: the provider is busy or holds us back. That one number has had too many is not better soon. */
const later = /^(Throttling|ServiceUnavailable)/;

function readReply(reply: Reply): Sent {
  if (reply.kind === "unreached") return { outcome: "later", code: reply.code, afterMs: null, gatewayWell: false };
  if (reply.kind === "unclear") return { outcome: "unclear", code: reply.code };
  const read = answer.safeParse(reply.body);
  const code = codeOf(read.data?.Code, `http-${reply.status}`);
  if (reply.status === 429 || reply.status === 503 || later.test(code))
    return { outcome: "later", code, afterMs: reply.retryAfterMs, gatewayWell: true };
  if (reply.status >= 500 || code === "isp.SYSTEM_ERROR") return { outcome: "unclear", code };
  if (reply.status === 200 && read.data?.Code === "OK")
    return { outcome: "accepted", reference: read.data.BizId ?? read.data.CallId ?? null };
  // A whole answer of 200 that says nothing we know: it may have been taken.
  return reply.status === 200 && !read.success ? { outcome: "unclear", code } : { outcome: "refused", code };
}

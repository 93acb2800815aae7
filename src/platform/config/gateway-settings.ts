import { readFileSync } from "node:fs";
import { z } from "zod";

/** Settings of the gateways for SMS and voice (docs/notices.md). Each secret may stand in a file instead: the name with `_FILE`. */
export const gatewaySettings = {
  SP_SMS_GATEWAY: z.enum(["aliyun", "generic"]).optional().describe("gateway for SMS; empty = a person at the outbox"),
  SP_SMS_URL: gatewayUrl("address of the SMS gateway; of aliyun its public one when left out"),
  SP_SMS_KEY_ID: word("AccessKey ID at aliyun"),
  SP_SMS_SECRET: secret("AccessKey secret at aliyun, or what we bring to a generic gateway"),
  SP_SMS_SECRET_FILE: word("file with that secret"),
  SP_SMS_SIGN_NAME: word("signature that the provider has approved"),
  SP_SMS_TEMPLATES: templates("templates by purpose: SMS_1 for all, or SMS_1,crew-asked=SMS_2"),
  SP_SMS_TEXT_MAX: z.coerce.number().int().min(10).max(500).default(70).describe("longest value of a variable"),
  SP_VOICE_GATEWAY: z.enum(["aliyun", "generic"]).optional().describe("gateway for voice calls; empty = a person"),
  SP_VOICE_URL: gatewayUrl("address of the voice gateway; of aliyun its public one when left out"),
  SP_VOICE_KEY_ID: word("AccessKey ID at aliyun"),
  SP_VOICE_SECRET: secret("AccessKey secret at aliyun, or what we bring to a generic gateway"),
  SP_VOICE_SECRET_FILE: word("file with that secret"),
  SP_VOICE_SHOWN_NUMBER: word("number that the called phone shows; empty = the provider's pool"),
  SP_VOICE_TEMPLATES: templates("templates by purpose: TTS_1 for all, or TTS_1,crew-asked=TTS_2"),
  SP_VOICE_TEXT_MAX: z.coerce.number().int().min(10).max(500).default(100).describe("longest value of a variable"),
  SP_NOTICE_REPORT_SECRET: z
    .string()
    .regex(/^[\w-]{24,200}$/)
    .optional()
    .describe("what gateways bring with their reports, 24 letters and digits or more; empty = that door is shut"),
  SP_NOTICE_REPORT_SECRET_FILE: word("file with that secret"),
};

const secretNames = ["SP_SMS_SECRET", "SP_VOICE_SECRET", "SP_NOTICE_REPORT_SECRET", "SP_SIP_SECRET"] as const;

function gatewayUrl(meaning: string) {
  return z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(meaning);
}
function word(meaning: string) {
  return z.string().min(1).max(300).optional().describe(meaning);
}
function secret(meaning: string) {
  return z.string().min(8).max(300).optional().describe(meaning);
}
function templates(meaning: string) {
  return z
    .string()
    .regex(/^([\w-]+=)?[\w-]+(,[\w-]+=[\w-]+)*$/)
    .optional()
    .describe(meaning);
}

export type GatewaySettings =
  | { readonly kind: "generic"; readonly url: string; readonly secret: string | undefined }
  | {
      readonly kind: "aliyun";
      readonly url: string;
      readonly keyId: string;
      readonly secret: string;
      readonly from: string | undefined;
      readonly templates: ReadonlyMap<string, string>;
      readonly textMax: number;
    };
type Read = z.output<z.ZodObject<typeof gatewaySettings>>;

/** @returns undefined for the channel without a gateway, and the name of what is missing where it is half set. */
export function gatewayOf(
  s: Read,
  channel: "SMS" | "VOICE",
): GatewaySettings | { readonly missing: string } | undefined {
  const sms = channel === "SMS";
  const kind = sms ? s.SP_SMS_GATEWAY : s.SP_VOICE_GATEWAY;
  const url = sms ? s.SP_SMS_URL : s.SP_VOICE_URL;
  const given = sms ? s.SP_SMS_SECRET : s.SP_VOICE_SECRET;
  if (kind === undefined) return undefined;
  if (kind === "generic") return url === undefined ? { missing: `SP_${channel}_URL` } : { kind, url, secret: given };
  const keyId = sms ? s.SP_SMS_KEY_ID : s.SP_VOICE_KEY_ID;
  const from = sms ? s.SP_SMS_SIGN_NAME : s.SP_VOICE_SHOWN_NUMBER;
  const chosen = sms ? s.SP_SMS_TEMPLATES : s.SP_VOICE_TEMPLATES;
  if (keyId === undefined) return { missing: `SP_${channel}_KEY_ID` };
  if (given === undefined) return { missing: `SP_${channel}_SECRET` };
  if (chosen === undefined) return { missing: `SP_${channel}_TEMPLATES` };
  if (sms && from === undefined) return { missing: "SP_SMS_SIGN_NAME" };
  const publicUrl = sms ? "https://dysmsapi.aliyuncs.com" : "https://dyvmsapi.aliyuncs.com";
  return {
    kind,
    url: url ?? publicUrl,
    keyId,
    secret: given,
    from,
    templates: new Map(chosen.split(",").map((each) => pairOf(each))),
    textMax: sms ? s.SP_SMS_TEXT_MAX : s.SP_VOICE_TEXT_MAX,
  };
}

const pairOf = (text: string): [string, string] => {
  const at = text.indexOf("=");
  return at < 0 ? ["*", text] : [text.slice(0, at), text.slice(at + 1)];
};

/**
 * Secrets that stand in files, by the names of their settings; what the environment itself says goes first.
 * @throws the name of the setting whose file cannot be read.
 */
export function secretsFromFiles(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of secretNames) {
    const file = env[`${name}_FILE`];
    if (!file || env[name]) continue;
    try {
      found[name] = readFileSync(file, "utf8").trim();
    } catch {
      throw new UnreadableSecret(`${name}_FILE`);
    }
  }
  return found;
}

export class UnreadableSecret extends Error {
  readonly setting: string;
  constructor(setting: string) {
    super(`${setting} cannot be read`);
    this.setting = setting;
  }
}

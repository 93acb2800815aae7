import { createHash, createHmac } from "node:crypto";
import type { Instant } from "../../../kernel/clock.ts";

/** A call of an Alibaba Cloud API in RPC style, all of it in the query. */
export type Acs3Call = {
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
  readonly at: Instant;
  /** Different for every attempt. */
  readonly nonce: string;
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
/** RFC 3986: what `encodeURIComponent` leaves as it is beside letters, digits and `-_.~` is written out. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Signature V3 (ACS3-HMAC-SHA256) by its public description, help.aliyun.com 「V3版本请求体&签名机制」. Host and `x-acs-…` are signed;
 * the body is empty.
 */
export function signAcs3(
  call: Acs3Call,
  key: { readonly id: string; readonly secret: string },
): { readonly query: string; readonly headers: Readonly<Record<string, string>> } {
  const query = Object.keys(call.query)
    .sort()
    .map((name) => `${encoded(name)}=${encoded(call.query[name] ?? "")}`)
    .join("&");
  const bodyHash = sha256("");
  const signed: Record<string, string> = {
    host: call.host,
    "x-acs-action": call.action,
    "x-acs-content-sha256": bodyHash,
    "x-acs-date": `${new Date(call.at).toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": call.nonce,
    "x-acs-version": call.version,
  };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join("");
  const canonical = ["POST", "/", query, lines, names.join(";"), bodyHash].join("\n");
  const toSign = `ACS3-HMAC-SHA256\n${sha256(canonical)}`;
  const signature = createHmac("sha256", key.secret).update(toSign).digest("hex");
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(";")},Signature=${signature}`;
  const { host: _, ...headers } = signed;
  return { query, headers: { ...headers, authorization } };
}

import type { UpChannel } from "../contract.ts";
import type { Dialect, DialectResult } from "../vendors/dialect.ts";

/** Far above any honest frame (about 400 bytes); the broker lets gateways send more. */
const bodyBytesMax = 16 * 1024;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Bytes → bound → UTF-8 → JSON → the dialect's reading. Never throws: what cannot be read is said in one sentence. */
export function readBody(dialect: Dialect, channel: UpChannel, payload: Buffer): DialectResult {
  if (payload.length > bodyBytesMax)
    return { ok: false, reason: `body: ${payload.length} bytes, at most ${bodyBytesMax}` };
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return { ok: false, reason: "body: not UTF-8" };
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { ok: false, reason: text === "" ? "body: empty" : "body: not JSON" };
  }
  return dialect.read(channel, body);
}

import type { UpChannel } from "../contract.ts";
import type { ChannelDialect, DialectResult } from "../vendors/dialect.ts";
import { type Json, readJson } from "../vendors/read-json.ts";

/** Bytes → bound → UTF-8 → JSON → the dialect's reading. Never throws: what cannot be read is said in one sentence. */
export function readBody(
  dialect: ChannelDialect,
  channel: UpChannel,
  frame: { readonly payload: Uint8Array; readonly json?: Json | undefined },
): DialectResult {
  const json = frame.json ?? readJson(frame.payload);
  return json.ok ? dialect.read(channel, json.body) : json;
}

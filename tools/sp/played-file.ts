import { upChannels } from "../../src/rooms/devices/contract.ts";

/** One line of a file of frames, as its device would send it. */
export type PlayedFrame = {
  readonly line: number;
  /** `raw`: in the device's own dialect. */
  readonly channel: string;
  readonly payload: Buffer<ArrayBuffer>;
  /** The lift that the line itself names, where it does. */
  readonly code: string | undefined;
};

/**
 * A file of frames, one a line. With a `channel` of the unified interface: a frame of it, with the fields beside `channel` and
 * `registerCode`. `{"hex": "e0 2c …"}`: these bytes, in the device's dialect. Anything else, JSON or not: as it stands, in the
 * device's dialect; whether it can be read is what its maker wants to see.
 */
export const framesOf = (text: string): PlayedFrame[] =>
  text
    .split(/\r?\n/)
    .map((line, at) => ({ line: at + 1, text: line }))
    .filter((each) => each.text.trim() !== "")
    .map((each) => frameOf(each.line, each.text));

function frameOf(line: number, text: string): PlayedFrame {
  const body = objectIn(text);
  const { channel, registerCode, hex } = body ?? {};
  if (typeof channel === "string" && upChannels.some((name) => name === channel)) {
    const { channel: _channel, registerCode: _code, ...own } = body ?? {};
    const code = typeof registerCode === "string" ? registerCode : undefined;
    return { line, channel, payload: Buffer.from(JSON.stringify(own)), code };
  }
  const digits =
    typeof hex === "string" && Object.keys(body ?? {}).length === 1 ? hex.replaceAll(/\s/g, "") : undefined;
  if (digits !== undefined && /^([0-9a-fA-F]{2})+$/.test(digits))
    return { line, channel: "raw", payload: Buffer.from(digits, "hex"), code: undefined };
  return { line, channel: "raw", payload: Buffer.from(text), code: undefined };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

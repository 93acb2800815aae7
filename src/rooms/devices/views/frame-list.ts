import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { FrameRow } from "../contract.ts";
import type { KeptFrame } from "../ingest/frame-chunk.ts";
import { readFrames } from "./read-frames.ts";

export const textMax = 2_000;
const framesMax = 50;

/** The device's last frames, newest first, refused ones with their reason; undefined when the viewer may not see its lift. */
export async function listFrames(
  db: Db,
  question: { readonly viewer: Principal; readonly deviceId: string; readonly now: Instant },
): Promise<FrameRow[] | undefined> {
  const { viewer, deviceId, now } = question;
  const seen = await sql<{ no: number; code: string }>`
    select c.no, c.last_code as code from devices.credential c join lifts.v_lift v on v.id = c.lift_id
    where c.id = ${deviceId} and ${visibleLiftCondition(scopesOf(viewer, "devices.read"))}`.execute(db);
  const [device] = seen.rows;
  if (device === undefined) return undefined;
  return (await lastFrames(db, device.no, now)).map((frame) => frameRowOf(frame, device.code));
}

export const lastFrames = (db: Db, device: number, now: Instant): Promise<KeptFrame[]> =>
  readFrames(db, { device, from: now - minutes(24 * 60), to: now + minutes(60), framesMax });

/** `code`: the one under which the device spoke last. */
export const frameRowOf = (frame: KeptFrame, code: string): FrameRow => {
  const { receivedAt, channel, topic, bytes, payload, verdict, reason } = frame;
  return withText({
    receivedAt,
    topic: topic ?? `sp/v1/${code}/${channel}`,
    bytes,
    payload: payload.subarray(0, textMax * 4),
    verdict,
    reason: reason ?? null,
  });
};

/** Bytes as text where they are text; others as hexadecimal, byte by byte. */
export function withText<R extends { readonly payload: Buffer }>({
  payload,
  ...row
}: R): Omit<R, "payload"> & { text: string; isHex: boolean } {
  const text = textIn(payload);
  if (text !== undefined) return { ...row, text: text.slice(0, textMax), isHex: false };
  const hex = payload.subarray(0, textMax / 2).toString("hex");
  return { ...row, text: hex.replace(/..(?=.)/g, "$& "), isHex: true };
}

/** Undefined for what is not UTF-8, or holds characters that no text has. A character that was cut at the end is left out. */
function textIn(payload: Buffer): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(payload, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    return /[\0-\x08\x0e-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

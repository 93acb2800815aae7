import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { bucketOf, decodeFrames, type KeptFrame } from "../ingest/frame-chunk.ts";

/** Pieces unpacked between two looks at how much was found. */
const chunksAtOnce = 200;
/** A piece holds what came in within one commit: so much longer than it can take. */
const chunkSpanMs = 60_000;

export type FramesAsked = {
  readonly device: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly framesMax: number;
};

/** Frames of one device by the time of their receipt, the newest first. */
export async function readFrames(db: Db, { device, from, to, framesMax }: FramesAsked): Promise<KeptFrame[]> {
  const found: KeptFrame[] = [];
  let before = { at: to + 1, id: Number.MAX_SAFE_INTEGER };
  for (;;) {
    const { rows } = await sql<{ id: number; fromAt: Instant; body: Buffer }>`
      select id, from_at as "fromAt", body from devices.frame_chunk
      where bucket = ${bucketOf(device)} and from_at > ${ts(from - chunkSpanMs)} and (from_at, id) < (${ts(before.at)}, ${before.id})
      order by from_at desc, id desc limit ${chunksAtOnce}`.execute(db);
    for (const { body } of rows) {
      const own = [...decodeFrames(body, (each) => each === device)];
      for (const frame of own.toReversed()) if (frame.receivedAt >= from && frame.receivedAt <= to) found.push(frame);
      if (found.length >= framesMax) return found.slice(0, framesMax);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunksAtOnce) return found;
    before = { at: last.fromAt, id: last.id };
  }
}

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

/** Frames of some devices of one bucket by the time of their receipt, oldest piece first; others have their turn between pieces. */
export async function* readFramesOf(
  db: Db,
  { devices, from, to }: { readonly devices: ReadonlySet<number>; readonly from: Instant; readonly to: Instant },
): AsyncGenerator<KeptFrame> {
  const [bucket] = [...devices].map(bucketOf);
  if (bucket === undefined) return;
  let after = { at: from - chunkSpanMs, id: 0 };
  for (;;) {
    const { rows } = await sql<{ id: number; fromAt: Instant; body: Buffer }>`
      select id, from_at as "fromAt", body from devices.frame_chunk
      where bucket = ${bucket} and (from_at, id) > (${ts(after.at)}, ${after.id}) and from_at <= ${ts(to)}
      order by from_at, id limit ${chunksAtOnce}`.execute(db);
    for (const { body } of rows)
      for (const frame of decodeFrames(body, (each) => devices.has(each)))
        if (frame.receivedAt >= from && frame.receivedAt <= to) yield frame;
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunksAtOnce) return;
    after = { at: last.fromAt, id: last.id };
  }
}

/** Pieces that two writers committed in another order than that of their ids come within this time. */
const reorderMs = 15_000;
const idsMax = 5_000;

/** Where a reader of new frames stands: every piece up to `floor` was read, and of later ones those in `seen`. */
export type FrameCursor = { readonly floor: number; readonly seen: readonly number[] };
export const fromTheBegin: FrameCursor = { floor: 0, seen: [] };

/** Frames of one device that were committed since the cursor, oldest first, `from` the earliest receipt; `more` where not all came. */
export async function readNewFrames(
  db: Db,
  { device, from, cursor, now }: { device: number; from: Instant; cursor: FrameCursor; now: Instant },
): Promise<{ readonly frames: KeptFrame[]; readonly cursor: FrameCursor; readonly more: boolean }> {
  const { rows } = await sql<{ id: number; fromAt: Instant; body: Buffer }>`
    select id, from_at as "fromAt", body from devices.frame_chunk
    where bucket = ${bucketOf(device)} and from_at > ${ts(from - chunkSpanMs)} and id > ${cursor.floor}
      and not (id = any(${cursor.seen}::bigint[]))
    order by id limit ${chunksAtOnce}`.execute(db);
  const frames = rows.flatMap(({ body }) => [...decodeFrames(body, (each) => each === device)]);
  const settled = rows.filter(({ fromAt }) => fromAt < now - reorderMs).map(({ id }) => id);
  const seen = [...cursor.seen, ...rows.map(({ id }) => id)].slice(-idsMax);
  const floor = Math.max(cursor.floor, ...settled, seen.length === idsMax ? (seen[0] ?? 0) : 0);
  return {
    frames: frames.filter(({ receivedAt }) => receivedAt >= from),
    cursor: { floor, seen: seen.filter((id) => id > floor) },
    more: rows.length === chunksAtOnce,
  };
}

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

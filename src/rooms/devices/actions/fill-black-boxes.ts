import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { buckets, encodeFrames, type KeptFrame } from "../ingest/frame-chunk.ts";
import { blackBoxMs, boxFramesMax } from "../ingest/store-black-boxes.ts";
import { readFramesOf } from "../views/read-frames.ts";

/**
 * Black boxes: noted with the decision → copied out of the raw store, by buckets, once their hour is over. One that was not copied before its
 * raw frames went is empty.
 */
const atOnce = 100;
/** Boxes that lie so close together are read in one go. */
const spanMs = minutes(10);

type Box = { readonly id: string; readonly no: number; readonly at: Instant };

export const fillBlackBoxes = ({ database }: Platform): DueRows => ({
  name: "devices/black-boxes",
  find: async (now, limit) => {
    // A due time far ahead was written by a clock that has been set back since.
    const { rows } = await sql<{ bucket: string }>`
      select distinct (c.no % ${sql.lit(buckets)})::text as bucket
      from devices.black_box b join devices.credential c on c.id = b.device_id
      where b.due_at <= ${ts(now)} or b.due_at > ${ts(now + minutes(120))} limit ${limit}`.execute(database.db);
    return rows.map(({ bucket }) => bucket);
  },
  run: async (bucket, now) => {
    const { rows } = await sql<Box>`
      select b.id, c.no, b.confirmed_at as at from devices.black_box b join devices.credential c on c.id = b.device_id
      where (b.due_at <= ${ts(now)} or b.due_at > ${ts(now + minutes(120))}) and c.no % ${sql.lit(buckets)} = ${Number(bucket)}
      order by b.confirmed_at limit ${atOnce}`.execute(database.bulk);
    for (const boxes of together(rows)) await fill(database.bulk, boxes);
  },
});

/** In the order of time, cut where there is a longer pause or the span becomes too long. */
export function together<B extends { readonly at: Instant }>(boxes: readonly B[]): B[][] {
  const groups: B[][] = [];
  for (const box of boxes) {
    const group = groups.at(-1);
    const [first, last] = [group?.[0], group?.at(-1)];
    const near = first !== undefined && last !== undefined && box.at - last.at <= 2 * blackBoxMs;
    if (group !== undefined && near && box.at - first.at <= spanMs) group.push(box);
    else groups.push([box]);
  }
  return groups;
}

async function fill(db: Db, boxes: readonly Box[]): Promise<void> {
  const found = new Map<Box, KeptFrame[]>(boxes.map((box) => [box, []]));
  const times = boxes.map(({ at }) => at);
  const asked = {
    devices: new Set(boxes.map(({ no }) => no)),
    from: Math.min(...times) - blackBoxMs,
    to: Math.max(...times) + blackBoxMs,
  };
  for await (const frame of readFramesOf(db, asked))
    for (const [{ no, at }, frames] of found)
      if (no === frame.device && Math.abs(frame.receivedAt - at) <= blackBoxMs && frames.length < boxFramesMax)
        frames.push(frame);
  const bodies = [...found.values()].map((frames) => (frames.length === 0 ? null : encodeFrames(frames)));
  await sql`update devices.black_box b set due_at = null, body = n.body
    from unnest(${boxes.map(({ id }) => id)}::uuid[], ${bodies}::bytea[]) as n (id, body) where b.id = n.id`.execute(
    db,
  );
}

import { sql } from "kysely";
import { newId } from "../../../kernel/ids.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { FrameVerdict } from "./decide-batch.ts";
import { topicOf } from "./frame.ts";
import { bucketOf, encodeFrames, type KeptFrame } from "./frame-chunk.ts";

/** Payload of a frame that was refused: enough to see what it was, whoever sends it and how often. */
const refusedBytesMax = 2_000;
const keptBytesMax = 16 * 1024;

/** Every frame as it came, packed by buckets, one row each. @returns the id of the last row; 0 for no frames. */
export async function storeFrames(tx: Tx, verdicts: readonly FrameVerdict[]): Promise<number> {
  const perBucket = new Map<number, FrameVerdict[]>();
  for (const verdict of verdicts) {
    const bucket = bucketOf(verdict.frame.device.no);
    const those = perBucket.get(bucket);
    if (those === undefined) perBucket.set(bucket, [verdict]);
    else those.push(verdict);
  }
  if (perBucket.size === 0) return 0;
  const chunks = [...perBucket].map(([bucket, those]) => chunkOf(bucket, those));
  const { rows } = await sql<{ id: number }>`
    insert into devices.frame_chunk (bucket, from_at, to_at, frames, body)
    select * from unnest(${chunks.map(({ bucket }) => bucket)}::smallint[], ${chunks.map(({ from }) => from)}::timestamptz[],
      ${chunks.map(({ to }) => to)}::timestamptz[], ${chunks.map(({ frames }) => frames)}::int[],
      ${chunks.map(({ body }) => body)}::bytea[])
    returning id`.execute(tx);
  return Math.max(...rows.map(({ id }) => id));
}

function chunkOf(bucket: number, verdicts: readonly FrameVerdict[]) {
  const frames = verdicts.map(keptFrame);
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { receivedAt } of frames) {
    from = Math.min(from, receivedAt);
    to = Math.max(to, receivedAt);
  }
  return { bucket, from: ts(from), to: ts(to), frames: frames.length, body: encodeFrames(frames) };
}

function keptFrame({ frame, verdict, measuredAt, reason }: FrameVerdict): KeptFrame {
  const { device, receivedAt, channel, payload } = frame;
  const taken = verdict === "stored" || verdict === "repeated";
  return {
    device: device.no,
    receivedAt,
    measuredAt,
    channel,
    verdict,
    reason: reason?.slice(0, 500),
    topic: taken && frame.topic === undefined ? undefined : topicOf(frame).slice(0, 500),
    bytes: payload.length,
    payload: payload.subarray(0, taken ? keptBytesMax : refusedBytesMax),
  };
}

const quarantinedPerDayMax = 200;

/** All bytes of what could not be read. Beyond the day's bound the frame row (cut) and the count remain. */
export async function storeQuarantined(tx: Tx, verdicts: readonly FrameVerdict[]): Promise<void> {
  const perDevice = new Map<string, number>();
  const kept = verdicts.filter(({ frame, verdict }) => {
    if (verdict !== "quarantined") return false;
    const count = (perDevice.get(frame.device.id) ?? 0) + 1;
    perDevice.set(frame.device.id, count);
    return count <= quarantinedPerDayMax;
  });
  if (kept.length === 0) return;
  await sql`
    insert into devices.quarantine (id, device_id, received_at, topic, payload, reason)
    select q.* from unnest(
      ${kept.map(() => newId())}::uuid[], ${kept.map(({ frame }) => frame.device.id)}::uuid[],
      ${kept.map(({ frame }) => ts(frame.receivedAt))}::timestamptz[],
      ${kept.map(({ frame }) => topicOf(frame).slice(0, 500))}::text[], ${kept.map(({ frame }) => frame.payload)}::bytea[],
      ${kept.map(({ reason }) => (reason ?? "").slice(0, 500))}::text[]) as q (id, device_id, received_at, topic, payload, reason)
    where (select count(*) from devices.quarantine x
           where x.device_id = q.device_id and x.received_at > q.received_at - interval '1 day') < ${quarantinedPerDayMax}`.execute(
    tx,
  );
}

import { sql } from "kysely";
import { newId } from "../../../kernel/ids.ts";
import { type Tx, ts, tsOrNull } from "../../../platform/database/database.ts";
import type { FrameVerdict } from "./decide-batch.ts";

/** Payload of a frame that was refused: enough to see what it was, whoever sends it and how often. */
const refusedBytesMax = 2_000;
const keptBytesMax = 16 * 1024;

/** Every frame as it came, one row each, in one statement. (One COPY would be faster still; see the bench `ingest`.) */
export async function storeFrames(tx: Tx, verdicts: readonly FrameVerdict[]): Promise<void> {
  if (verdicts.length === 0) return;
  await sql`
    insert into devices.frame (device_id, received_at, measured_at, channel, topic, bytes, payload, verdict, reason)
    select * from unnest(
      ${verdicts.map(({ frame }) => frame.device.id)}::uuid[],
      ${verdicts.map(({ frame }) => ts(frame.receivedAt))}::timestamptz[],
      ${verdicts.map(({ measuredAt }) => tsOrNull(measuredAt))}::timestamptz[],
      ${verdicts.map(({ frame }) => frame.channel)}::text[],
      ${verdicts.map(({ frame }) => frame.topic.slice(0, 500))}::text[],
      ${verdicts.map(({ frame }) => frame.payload.length)}::int[],
      ${verdicts.map(keptBytes)}::bytea[],
      ${verdicts.map(({ verdict }) => verdict)}::text[],
      ${verdicts.map(({ reason }) => reason?.slice(0, 500) ?? null)}::text[])`.execute(tx);
}

const keptBytes = ({ frame, verdict }: FrameVerdict): Buffer =>
  frame.payload.subarray(0, verdict === "stored" || verdict === "repeated" ? keptBytesMax : refusedBytesMax);

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
      ${kept.map(({ frame }) => frame.topic.slice(0, 500))}::text[], ${kept.map(({ frame }) => frame.payload)}::bytea[],
      ${kept.map(({ reason }) => (reason ?? "").slice(0, 500))}::text[]) as q (id, device_id, received_at, topic, payload, reason)
    where (select count(*) from devices.quarantine x
           where x.device_id = q.device_id and x.received_at > q.received_at - interval '1 day') < ${quarantinedPerDayMax}`.execute(
    tx,
  );
}

import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { Fleet } from "../access/fleet.ts";
import { keptStates } from "../access/latest-states.ts";
import type { FrameVerdict } from "../ingest/decide-batch.ts";
import { bucketOf, buckets, decodeFrames, type KeptFrame } from "../ingest/frame-chunk.ts";
import type { Reading } from "../model/reading.ts";
import { newPending, type Pending, pendingBytesMax } from "./pending.ts";
import { decodeBucket, encodeBucket, encodeTrips } from "./tally-body.ts";
import {
  type CountName,
  closeHour,
  countNames,
  forgetBucket,
  hourMs,
  newTallyMemory,
  type TallyMemory,
  takeState,
} from "./tally-memory.ts";

/**
 * Trips and counters of all lifts. A bucket of devices is *behind* → *up to date*: behind at start, after a writing that failed and when too
 * much waits to be written. Of a bucket that is behind nothing is counted as it comes; a round reads where it stood (`devices.tally`) and the
 * frames after it, in the order in which they were committed, until it has met the newest piece. Up to date, a round writes once a minute in
 * one transaction what has ended since, and where the bucket stands by which piece of frames. So a process that is killed loses nothing that
 * frames do not still hold, and counts nothing twice.
 */
export type Tallies = {
  readonly memory: TallyMemory;
  /** After the commit of a frame. */
  readonly take: (verdict: FrameVerdict) => void;
  /** Once a minute. */
  readonly keep: (now: Instant) => Promise<void>;
};
type Means = {
  readonly platform: Platform;
  readonly fleet: Fleet;
  readonly memory: TallyMemory;
  /** Days that are known to have their partitions. */
  readonly daysMade: Set<string>;
};

export function createTallies(platform: Platform, fleet: Fleet): Tallies {
  const memory = newTallyMemory();
  const means = { platform, fleet, memory, daysMade: new Set<string>() };
  platform.metrics.gauge(
    "sp_tally_buckets_behind",
    "buckets of lifts whose trips are being read from frames",
    () => memory.behind.filter(Boolean).length,
  );
  return {
    memory,
    take: (verdict) => takeVerdict(memory, verdict),
    keep: async (now) => {
      for (let bucket = 0; bucket < buckets; bucket += 1) await keepBucket(means, bucket, now);
    },
  };
}

function takeVerdict(memory: TallyMemory, { frame, verdict, reason }: FrameVerdict): void {
  const { device, outcome, receivedAt } = frame;
  if (verdict !== "stored" || outcome.kind !== "reading") return;
  const bucket = bucketOf(device.no);
  if (memory.behind[bucket] !== false) return;
  const at = { receivedAt, reason };
  takeReading(memory, device.no, outcome.reading, at);
  if (outcome.more !== undefined) for (const each of outcome.more) takeReading(memory, device.no, each, at);
  if ((memory.pending[bucket] as Pending).writer.length > pendingBytesMax) forgetBucket(memory, bucket);
}

type Received = { readonly receivedAt: Instant; readonly reason: string | undefined };

/** Late ones count nothing; where the device's clock is wrong the time of receipt stands in. */
function takeReading(memory: TallyMemory, no: number, reading: Reading, { receivedAt, reason }: Received): void {
  if (reading.kind !== "state" || reason?.includes("late")) return;
  const clockOff = reason?.includes("clock") ?? false;
  takeState(memory, no, reading, clockOff ? receivedAt : Math.floor(Math.min(reading.at, receivedAt)));
}

async function keepBucket(means: Means, bucket: number, now: Instant): Promise<void> {
  const { memory, fleet, platform } = means;
  try {
    if (memory.behind[bucket] === true) await catchUp(means, bucket, now);
    if (memory.behind[bucket] === false) await writeBucket(means, { bucket, afterId: fleet.lastChunkId, now });
  } catch (error) {
    forgetBucket(memory, bucket);
    means.daysMade.clear();
    platform.log.warn(
      { err: error, bucket },
      "trips of a bucket could not be written; they are read again from frames",
    );
  }
}

const chunksAtOnce = 20;
/** So many pages a round at most; the next goes on. */
const pagesMax = 2_000;
/** Without a place where it stood, so much is read. */
const firstMs = minutes(60);

async function catchUp(means: Means, bucket: number, now: Instant): Promise<void> {
  const { memory, fleet, platform } = means;
  const { rows: stood } = await sql<{ afterId: number; savedAt: Instant; body: Buffer | null }>`
    select after_id as "afterId", saved_at as "savedAt", body from devices.tally where bucket = ${bucket}`.execute(
    platform.database.bulk,
  );
  forgetBucket(memory, bucket);
  const [saved] = stood;
  if (saved?.body) decodeBucket(memory, bucket, saved.body);
  const from = saved === undefined ? now - firstMs : saved.savedAt - firstMs;
  let after = saved?.afterId ?? 0;
  for (let page = 0; page < pagesMax; page += 1) {
    const upTo = fleet.lastChunkId;
    const { rows } = await sql<{ id: number; body: Buffer }>`
      select id, body from devices.frame_chunk
      where bucket = ${bucket} and id > ${after} and id <= ${upTo} and from_at > ${ts(from)}
      order by id limit ${chunksAtOnce}`.execute(platform.database.bulk);
    for (const { body } of rows) for (const frame of decodeFrames(body)) takeKept(means, frame);
    after = rows.length < chunksAtOnce ? upTo : (rows.at(-1)?.id ?? upTo);
    if (after === fleet.lastChunkId) {
      memory.behind[bucket] = false;
      return;
    }
    if ((memory.pending[bucket] as Pending).writer.length > pendingBytesMax / 2)
      await writeBucket(means, { bucket, afterId: after, now });
  }
  await writeBucket(means, { bucket, afterId: after, now });
}

function takeKept({ memory, fleet }: Means, frame: KeptFrame): void {
  const device = fleet.byNo(frame.device);
  if (device === undefined || frame.verdict !== "stored") return;
  for (const reading of keptStates(device.dialect, frame)) takeReading(memory, device.no, reading, frame);
}

type Writing = { readonly bucket: number; readonly afterId: number; readonly now: Instant };

async function writeBucket(means: Means, writing: Writing): Promise<void> {
  const { platform, memory } = means;
  const { bucket, now } = writing;
  closeOldHours(memory, bucket, now);
  if (memory.changed[bucket] === false) return;
  memory.changed[bucket] = false;
  const pending = memory.pending[bucket] as Pending;
  memory.pending[bucket] = newPending();
  const names = memory.floors.names();
  const body = encodeBucket(memory, bucket);
  if (body === undefined) return;
  const hours = hourRows(pending.hours);
  await makePartitions(means, [now, pending.firstAt, ...hours.map(({ hour }) => hour)]);
  await platform.database.transaction(async (tx) => {
    if (pending.begunAt !== undefined)
      await sql`insert into devices.trip_chunk (bucket, from_at, to_at, trips, changes, body)
        values (${bucket}, ${ts(pending.firstAt)}, ${ts(now)}, ${pending.trips}, ${pending.changes}, ${encodeTrips(pending, names)})`.execute(
        tx,
      );
    await storeHours(tx, hours);
    await sql`insert into devices.tally as tally (bucket, after_id, saved_at, body) values (${bucket}, ${writing.afterId}, ${ts(now)}, ${body})
      on conflict (bucket) do update
      set after_id = greatest(tally.after_id, excluded.after_id), saved_at = excluded.saved_at, body = excluded.body`.execute(
      tx,
    );
  });
}

/** Hours of lifts that say nothing more. */
function closeOldHours(memory: TallyMemory, bucket: number, now: Instant): void {
  const current = Math.floor(now / hourMs);
  for (let no = bucket; no < memory.size; no += buckets)
    if ((memory.hour[no] as number) < current && (memory.counts.states[no] as number) > 0) closeHour(memory, no);
}

type HourRow = { readonly hour: Instant; readonly no: number; readonly counts: readonly number[] };

function hourRows(flat: readonly number[]): HourRow[] {
  const width = 2 + countNames.length;
  return Array.from({ length: flat.length / width }, (_, row) => {
    const [hour = 0, no = 0, ...counts] = flat.slice(row * width, (row + 1) * width);
    return { hour: hour * hourMs, no, counts };
  });
}

const smallMax = 32_767;
const small = (value: number): number => Math.min(smallMax, value);
const asStored: Readonly<Record<CountName, (value: number) => number>> = {
  states: (value) => Math.min(2_147_483_647, value),
  trips: small,
  occupied: small,
  doors: small,
  powerLosses: small,
  runningMs: (ms) => small(Math.round(ms / 1_000)),
  otherModeMs: (ms) => small(Math.round(ms / 1_000)),
};

/** Added to what is there: an hour may come in two parts, after a clock that was set back. */
async function storeHours(tx: Tx, rows: readonly HourRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = (name: CountName): number[] =>
    rows.map(({ counts }) => asStored[name](counts[countNames.indexOf(name)] ?? 0));
  const added = (name: string) =>
    sql`${sql.ref(name)} = least(${smallMax}, h.${sql.ref(name)}::integer + excluded.${sql.ref(name)})`;
  await sql`insert into devices.lift_hour as h (hour, device_no, states, trips, occupied_trips, door_openings, power_losses, running_seconds, other_mode_seconds)
    select hour, no, sum(states)::integer, least(${smallMax}, sum(trips)), least(${smallMax}, sum(occupied)), least(${smallMax}, sum(doors)),
      least(${smallMax}, sum(losses)), least(${smallMax}, sum(running)), least(${smallMax}, sum(other))
    from unnest(${rows.map(({ hour }) => ts(hour))}::timestamptz[], ${rows.map(({ no }) => no)}::integer[], ${column("states")}::integer[],
      ${column("trips")}::integer[], ${column("occupied")}::integer[], ${column("doors")}::integer[], ${column("powerLosses")}::integer[],
      ${column("runningMs")}::integer[], ${column("otherModeMs")}::integer[]) as r (hour, no, states, trips, occupied, doors, losses, running, other)
    group by hour, no
    on conflict (device_no, hour) do update set states = h.states + excluded.states, ${added("trips")}, ${added("occupied_trips")},
      ${added("door_openings")}, ${added("power_losses")}, ${added("running_seconds")}, ${added("other_mode_seconds")}`.execute(
    tx,
  );
}

const dayMs = 24 * hourMs;
const daysAtOnce = 40;

/** For the day of each moment. */
async function makePartitions({ platform, daysMade }: Means, moments: readonly Instant[]): Promise<void> {
  const days = new Set(moments.filter(Number.isFinite).map((at) => Math.floor(at / dayMs)));
  const wanted = [...days].map((day) => new Date(day * dayMs).toISOString().slice(0, 10));
  const fresh = wanted.filter((day) => !daysMade.has(day)).slice(0, daysAtOnce);
  if (fresh.length === 0) return;
  await sql`select devices.make_tally_partitions(${fresh}::date[])`.execute(platform.database.bulk);
  for (const day of fresh) daysMade.add(day);
}

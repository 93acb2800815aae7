import { sql } from "kysely";
import { chinaDay } from "../../../kernel/china-time.ts";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { buckets, decodeFrames, encodeFrames, type KeptFrame } from "../ingest/frame-chunk.ts";
import { readBody } from "../ingest/read-body.ts";
import { evidenceOf } from "../model/car-evidence.ts";
import { defaultSettings } from "../model/detection-settings.ts";
import type { StateReading } from "../model/reading.ts";
import { noReadings, placeReading } from "../model/reading-order.ts";
import { canonicalV1 } from "../vendors/canonical-v1.ts";
import type { Dialect, DialectResult } from "../vendors/dialect.ts";
import { rawDialectOf } from "../vendors/dialects.ts";
import type { Device } from "./device.ts";
import type { Fleet } from "./fleet.ts";
import type { Heard } from "./heard.ts";
import { readRawTopic } from "./topics.ts";

/**
 * The newest state of every device outlives the process without a write for each frame: once a minute or so a bucket's states and counts
 * are written in one row, with the number of the last piece of frames that they know of; a start reads them and then the pieces after it.
 */
type Latest = { readonly car: StateReading; readonly receivedAt: Instant; readonly heard: Heard };

const longestMs = minutes(24 * 60);

/** Writes one bucket as memory has it now. */
export async function saveLatestStates(db: Db, fleet: Fleet, bucket: number): Promise<void> {
  const afterId = fleet.lastChunkId;
  const frames: KeptFrame[] = [];
  for (const device of fleet.everyNth(bucket, buckets)) frames.push(...latestOf(device));
  if (frames.length === 0) return;
  const body = encodeFrames(frames);
  await sql`
    insert into devices.latest_state (bucket, after_id, body) values (${bucket}, ${afterId}, ${body})
    on conflict (bucket) do update set after_id = excluded.after_id, body = excluded.body`.execute(db);
}

function latestOf({ no, state, heard }: Device): KeptFrame[] {
  const { car, carReceivedAt } = state;
  if (car === undefined || carReceivedAt === undefined) return [];
  const latest: Latest = { car, receivedAt: carReceivedAt, heard };
  const payload = Buffer.from(JSON.stringify(latest));
  const kept = {
    measuredAt: undefined,
    channel: "state",
    verdict: "stored",
    reason: undefined,
    topic: undefined,
  } as const;
  return [{ ...kept, device: no, receivedAt: carReceivedAt, bytes: payload.length, payload }];
}

/** Brings the newest states and the counts of the day back into memory. Where detectors stood is a row of their own. */
export async function loadLatestStates(db: Db, fleet: Fleet, now: Instant): Promise<void> {
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const { rows } = await sql<{ afterId: number; body: Buffer }>`
      select after_id as "afterId", body from devices.latest_state where bucket = ${bucket}`.execute(db);
    const [latest] = rows;
    if (latest !== undefined) for (const frame of decodeFrames(latest.body)) takeLatest(fleet, frame, now);
    fleet.lastChunkId = Math.max(
      fleet.lastChunkId,
      await replay(db, fleet, { bucket, afterId: latest?.afterId ?? 0, now }),
    );
  }
}

function takeLatest(fleet: Fleet, { device: no, payload }: KeptFrame, now: Instant): void {
  const device = fleet.byNo(no);
  if (device === undefined) return;
  const { car, receivedAt, heard } = JSON.parse(payload.toString("utf8")) as Latest;
  if (receivedAt < now - longestMs) return;
  device.heard = chinaDay(heard.at) === chinaDay(now) ? heard : { ...heard, frames: 0, refused: 0 };
  takeCar(device, undefinedWhereMissing(car), receivedAt);
}

/** JSON leaves out what is undefined; a car is compared key by key. */
const undefinedWhereMissing = (car: StateReading): StateReading => ({
  ...car,
  seq: car.seq,
  doorClosed: car.doorClosed,
  passengerPresent: car.passengerPresent,
  overload: car.overload,
  speed: car.speed,
});

const chunksAtOnce = 500;

async function replay(
  db: Db,
  fleet: Fleet,
  { bucket, afterId, now }: { readonly bucket: number; readonly afterId: number; readonly now: Instant },
): Promise<number> {
  let last = afterId;
  for (;;) {
    const { rows } = await sql<{ id: number; body: Buffer }>`
      select id, body from devices.frame_chunk
      where bucket = ${bucket} and id > ${last} and from_at > ${ts(now - longestMs)} and from_at <= ${ts(now + minutes(60))}
      order by id limit ${chunksAtOnce}`.execute(db);
    for (const { body } of rows) for (const frame of decodeFrames(body)) takeFrame(fleet, frame);
    last = rows.at(-1)?.id ?? last;
    if (rows.length < chunksAtOnce) return last;
  }
}

function takeFrame(fleet: Fleet, frame: KeptFrame): void {
  const device = fleet.byNo(frame.device);
  if (device === undefined) return;
  const { channel, verdict, reason, receivedAt } = frame;
  // Whether it came by HTTP is not kept: the next one says so.
  device.hear({ receivedAt, taken: verdict === "stored" || verdict === "repeated", pushed: false });
  if (channel !== "state" || verdict !== "stored" || reason === "late") return;
  // It was read once already; a dialect that was changed since may see it otherwise, and then the next state comes soon.
  const result = readAgain(device.dialect, frame);
  if (result.ok && result.reading.kind === "state") takeCar(device, result.reading, receivedAt);
}

/** The states that a kept frame holds, by today's dialect of its device. */
export function keptStates(dialect: Dialect, frame: KeptFrame): readonly StateReading[] {
  const isCanonical = frame.topic === undefined;
  if (isCanonical && frame.channel !== "state") return noStates;
  const result = readAgain(dialect, frame);
  return result.ok ? [result.reading, ...(result.more ?? [])].filter((each) => each.kind === "state") : noStates;
}
const noStates: readonly StateReading[] = [];

function readAgain(dialect: Dialect, { topic, payload }: KeptFrame): DialectResult {
  const raw = topic === undefined ? undefined : readRawTopic(topic);
  const spoken = raw && rawDialectOf(dialect, raw.dialect);
  return spoken !== undefined ? spoken.read(payload) : readBody(canonicalV1, "state", { payload });
}

function takeCar(device: Device, car: StateReading, receivedAt: Instant): void {
  const { order, at } = placeReading(noReadings, car, receivedAt);
  // Which thresholds are in force does not matter here: an open way out has none.
  const freeAt = evidenceOf(car, defaultSettings, true).kind === "free" ? at : undefined;
  const { entrapment, faults, presses } = device.state;
  device.state = {
    order,
    car,
    carReceivedAt: receivedAt,
    entrapment: { phase: entrapment.phase, freeAt },
    faults,
    presses,
  };
}

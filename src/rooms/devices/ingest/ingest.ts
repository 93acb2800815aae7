import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Database, sqlState, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { ContactMemory } from "../access/contact-memory.ts";
import type { Device } from "../access/device.ts";
import { type Fleet, twinOfDevice } from "../access/fleet.ts";
import type { TimerWheel } from "../detection/timer-wheel.ts";
import type { DetectionSettings } from "../model/detection-settings.ts";
import { type Phase, wakeAtOf } from "../model/entrapment.ts";
import type { Reading } from "../model/reading.ts";
import type { Tallies } from "../tally/keep-tallies.ts";
import { type Batcher, createBatcher } from "./batcher.ts";
import { type BatchPlan, decideBatch } from "./decide-batch.ts";
import { type Frame, pushedId, type UnreadState, type Waiting } from "./frame.ts";
import { publishPower } from "./publish-power.ts";
import { readBatch, readState } from "./read-batch.ts";
import { sendReceipts } from "./send-receipts.ts";
import { entrapmentsIn, noteBlackBoxes } from "./store-black-boxes.ts";
import { publishTold, storeDetectors, storeDone, storeLastCodes } from "./store-consequences.ts";
import { storeEvents } from "./store-events.ts";
import { type StoredFault, storeDoubts, storeFaults } from "./store-faults.ts";
import { storeFrames, storeQuarantined } from "./store-frames.ts";

export type IngestParts = {
  readonly platform: Platform;
  readonly fleet: Fleet;
  readonly wheel: TimerWheel;
  readonly settings: () => DetectionSettings;
  readonly contact: ContactMemory;
  readonly tallies: Pick<Tallies, "take">;
};

/** Data that PostgreSQL cannot hold (SQLSTATE class 22) or that breaks a constraint (23). */
const isDataError = (error: unknown): boolean => /^2[23]/.test(sqlState(error) ?? "");
/** "no partition of relation found for row": the clock has jumped ahead of the partitions. */
const noPartition = "23514";
/** What gathers while a batch commits; grows with the load by itself. */
const batchItemsMax = 8_000;
/** With an alarm in it: it is committed in a quarter of the time. */
const alarmBatchItemsMax = 2_000;

/**
 * The way of every frame: store → decide → one commit → only then acknowledgement (the promise of `add`), twin, live
 * channel, receipts. A commit that fails leaves everything as it was; the devices send again.
 */
export function createIngest(parts: IngestParts): Batcher<Waiting> {
  const { platform } = parts;
  const frames = platform.metrics.counter("sp_device_frames_total", "frames by channel and what came of them", [
    "channel",
    "verdict",
  ]);
  const faults = platform.metrics.counter("sp_device_faults_total", "faults of lifts that began and ended", [
    "kind",
    "what",
  ]);
  const batches = platform.metrics.counter("sp_device_batches_total", "batches of frames committed", ["result"]);
  const seconds = platform.metrics.histogram("sp_device_commit_seconds", "time from batch to commit");

  const commit = async (items: readonly Waiting[]): Promise<void> => {
    const end = seconds.startTimer();
    try {
      const plan = await inTransaction(parts, items);
      batches.inc({ result: "committed" });
      countFrames(frames, plan);
      for (const { kind, what } of plan.storedFaults) faults.inc({ kind, what });
      apply(parts, plan);
    } catch (error) {
      batches.inc({ result: "failed" });
      throw error;
    } finally {
      end();
    }
  };
  return createBatcher<Waiting>({
    itemsMax: batchItemsMax,
    commit,
    urgent: { is: isAlarm, keyOf: ({ device }) => device, itemsMax: alarmBatchItemsMax },
    isItemsFault: isDataError,
    commitCulprit: async (item, error) => {
      if (item.kind === "tick") throw error;
      platform.log.warn({ err: error, device: item.device.id }, "a frame could not be stored and is quarantined");
      await commit([asQuarantined(item)]);
    },
  });
}

/** A passenger waits behind it. Its device's frames before it come along: they may say that the door was open. */
function isAlarm(item: Waiting): boolean {
  if (item.kind === "tick") return true;
  if (item.kind === "unread") return false;
  if (item.outcome.kind !== "reading") return false;
  const { reading, more } = item.outcome;
  return raisesAlarm(reading) || (more?.some(raisesAlarm) ?? false);
}

const raisesAlarm = (reading: Reading): boolean =>
  reading.kind === "event" &&
  reading.phase === "raised" &&
  (reading.code === "entrapment" || reading.code === "alarm-button");

type FrameCounter = { readonly inc: (labels: { channel: string; verdict: string }, count: number) => void };

/** By channel and verdict; a labelled counter asked for each frame would cost as much as storing it. */
function countFrames(frames: FrameCounter, { verdicts, apart }: BatchPlan): void {
  const counts = new Map<string, { readonly channel: string; readonly verdict: string; count: number }>();
  const count = (channel: string, verdict: string, by: number): void => {
    const key = `${channel} ${verdict}`;
    const known = counts.get(key) ?? { channel, verdict, count: 0 };
    known.count += by;
    counts.set(key, known);
  };
  let repeated = 0;
  for (const { verdict } of verdicts) if (verdict === "repeated") repeated += 1;
  for (const { frame, verdict } of apart) {
    count(frame.channel, verdict, 1);
    if (verdict === "repeated") repeated -= 1;
  }
  count("state", "repeated", repeated);
  count("state", "stored", verdicts.length - apart.length - repeated);
  for (const { channel, verdict, count: n } of counts.values()) if (n > 0) frames.inc({ channel, verdict }, n);
}

type Committed = BatchPlan & {
  readonly chunkId: number;
  readonly storedFaults: readonly StoredFault[];
};

async function inTransaction(parts: IngestParts, items: readonly Waiting[]): Promise<Committed> {
  const { database } = parts.platform;
  try {
    return await storeBatch(parts, items);
  } catch (error) {
    if (sqlState(error) !== noPartition) throw error;
    await makePartitions(database, parts.platform.clock.now());
    return storeBatch(parts, items);
  }
}

export async function makePartitions(database: Database, now: number): Promise<void> {
  await sql`select devices.make_chunk_partitions(${ts(now)})`.execute(database.bulk);
}

function storeBatch(parts: IngestParts, waiting: readonly Waiting[]): Promise<Committed> {
  const { database, facts, clock } = parts.platform;
  const now = clock.now();
  const settings = parts.settings();
  const usualPauseOf = (no: number): number => parts.contact.usual[no] ?? 0;
  return database.transaction(async (tx) => {
    const { items, events } = readBatch(waiting);
    const fates = await storeEvents(tx, events);
    const plan = decideBatch(items, { now, settings, usualPauseOf, ...fates });
    const chunkId = await storeFrames(tx, plan.verdicts);
    await storeQuarantined(tx, plan.apart);
    await storeDetectors(tx, plan, now);
    await storeDone(tx, facts, plan.apart);
    await storeLastCodes(tx, plan.lastCodes);
    await publishTold(tx, facts, plan.told);
    await noteBlackBoxes(tx, entrapmentsIn(plan.told));
    const storedFaults = await storeFaults(tx, facts, plan.faults);
    await storeDoubts(tx, plan.doubted);
    await publishPower(
      tx,
      facts,
      plan.power.map(({ device, told }) => ({ liftId: device.liftId, ...told })),
      now,
    );
    return { ...plan, chunkId, storedFaults };
  });
}

/** After the commit: memory takes what the database holds. */
function apply({ platform, fleet, wheel, settings, tallies }: IngestParts, plan: Committed): void {
  const now = platform.clock.now();
  if (plan.chunkId > 0) fleet.lastChunkId = plan.chunkId;
  for (const each of plan.verdicts) {
    const { frame, verdict, reason } = each;
    tallies.take(each);
    const { receivedAt, connectionId } = frame;
    const taken = verdict === "stored" || verdict === "repeated";
    frame.device.hear({ receivedAt, taken, pushed: connectionId === pushedId });
    frame.settled?.(verdict, reason);
  }
  const woken = settings();
  const watched = platform.live.watched("lift");
  for (const [device, code] of plan.lastCodes) device.lastCode = code;
  for (const [device, state] of plan.states) {
    const before = device.phase;
    device.state = state;
    if (before.status !== "idle" || plan.moved.has(device))
      wakeAfter(wheel, { device, before, wakeAt: wakeAtOf(state.entrapment, woken), now });
    const twin = watched.has(device.liftId) ? twinOfDevice(device, now) : undefined;
    if (twin !== undefined) platform.live.publish("lift", twin);
  }
  sendReceipts(plan.apart, now);
}

type Woken = {
  readonly device: Device;
  readonly before: Phase;
  readonly wakeAt: Instant | undefined;
  readonly now: Instant;
};

function wakeAfter(wheel: TimerWheel, { device, before, wakeAt, now }: Woken): void {
  // One that asked to be woken in the past waits for its device, not for the clock.
  if (wakeAt !== undefined && wakeAt > now) wheel.set(device.id, wakeAt);
  else if (wakeAt !== undefined || before.status !== "idle") wheel.cancel(device.id);
}

/** What PostgreSQL would not take as a reading, it takes as bytes. */
function asQuarantined(item: Frame | UnreadState): Frame {
  const frame = item.kind === "unread" ? readState(item) : item;
  const { outcome } = frame;
  const eventId = outcome.kind === "reading" && outcome.reading.kind === "event" ? outcome.reading.id : undefined;
  const reason = "body: holds something that cannot be stored";
  return {
    ...frame,
    outcome: { kind: "quarantined", reason, ...(eventId === undefined ? {} : { eventId }) },
  };
}

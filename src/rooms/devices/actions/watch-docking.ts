import { sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import type { CheckpointKey } from "../../lifts/index.ts";
import { alarmTestChannel } from "../access/alarm-tests.ts";
import type { Device } from "../access/device.ts";
import { type Fleet, isConnected, listenersOf } from "../access/fleet.ts";
import { shownFrame } from "../ingest/shown-frame.ts";
import { type DockingProgress, observe } from "../model/docking-progress.ts";
import { judgeCheck } from "../views/judge-check.ts";
import { readNewFrames } from "../views/read-frames.ts";
import { appendResults, type DockingResult, type DockingRow, lockDocking, storeDocking } from "./docking-check.ts";
import { endDocking } from "./end-docking.ts";

export type DockingMeans = { readonly platform: Platform; readonly fleet: Fleet; readonly key: CheckpointKey };

const everyMs = seconds(1);

/**
 * The watcher of docking checks. Open → looked at every second (the frames committed since are folded in, in one transaction with
 * where reading goes on: killed anywhere, it goes on from there) → ended by a person, or here when its time is over.
 */
export function dockingWatch(means: DockingMeans): DueRows {
  const { database } = means.platform;
  return {
    name: "devices/watch-docking",
    find: async (now, limit) => {
      const { rows } = await sql<{ id: string }>`select id from devices.docking_check
        where state = 'open' and look_at <= ${ts(now)} order by look_at limit ${limit}`.execute(database.db);
      return rows.map(({ id }) => id);
    },
    run: (id, now) =>
      database.transaction(async (tx) => {
        const row = await lockDocking(tx, id);
        if (row === undefined || row.state !== "open") return;
        const { row: seen, more } = await lookAt(tx, means, row, now);
        if (now >= seen.endsAt && !more) await endDocking(tx, means, seen, { at: now, by: null });
        else await storeDocking(tx, seen, more ? now : now + everyMs);
      }),
  };
}

/** Folds in what was committed since the last look, and writes down every item that changed. */
export async function lookAt(
  tx: Tx,
  { fleet }: Pick<DockingMeans, "fleet">,
  row: DockingRow,
  now: Instant,
): Promise<{ readonly row: DockingRow; readonly more: boolean }> {
  const device = fleet.byId(row.deviceId);
  if (device === undefined) return { row, more: false };
  const { progress, promisedSeconds, kind } = row;
  const asked = { device: device.no, from: row.begunAt + 1, cursor: progress.cursor, now };
  const { frames, cursor, more } = await readNewFrames(tx, asked);
  let shown = progress.shown;
  for (const frame of frames) shown = observe(shown, shownFrame(frame, device.dialect, kind), promisedSeconds);
  const alarm = await alarmOf(tx, row, device);
  shown = { ...shown, alarm };
  const looked = await writeDown(tx, { ...row, progress: { ...progress, shown, cursor } }, now);
  const proved = alarm !== progress.shown.alarm && alarm?.listeners !== 0;
  return { row: proved ? await endAlarmTest(tx, looked) : looked, more };
}

/**
 * The newest alarm that was taken as a test in this check, with the connections on which its receipt was heard; null of a device that
 * came by HTTP, where the answer is the receipt.
 */
async function alarmOf(tx: Tx, row: DockingRow, device: Device): Promise<DockingProgress["alarm"]> {
  const { alarm } = row.progress.shown;
  if (alarm !== null && alarm.listeners !== 0) return alarm;
  const found = await findAlarm(tx, row);
  if (found === undefined || found.at === alarm?.at) return alarm;
  const listeners = isConnected(device)
    ? listenersOf(device, { code: device.lastCode, channel: "receipt" }).length
    : null;
  return { ...found, listeners };
}

async function findAlarm(
  tx: Tx,
  { deviceId, begunAt }: DockingRow,
): Promise<{ readonly eventId: string; readonly at: Instant } | undefined> {
  const { rows } = await sql<{ eventId: string; at: Instant }>`
    select event_id as "eventId", received_at as at from devices.event
    where device_id = ${deviceId} and code = 'alarm-test' and source_code <> 'alarm-test' and phase = 'raised'
      and received_at > ${ts(begunAt)} order by received_at desc limit 1`.execute(tx);
  return rows[0];
}

/** One alarm is enough: from now on every alarm is a real one again. */
async function endAlarmTest(tx: Tx, row: DockingRow): Promise<DockingRow> {
  await sql`select pg_notify(${alarmTestChannel}, '')`.execute(tx);
  return { ...row, alarmTestUntil: null };
}

export async function writeDown(
  tx: Tx,
  row: DockingRow,
  now: Instant,
  by: { readonly item: string; readonly name: string } | undefined = undefined,
): Promise<DockingRow> {
  const judged = judgeCheck(row.progress.shown, row, now);
  const changes: DockingResult[] = [];
  for (const [item, { state, found }] of judged)
    if (by?.item === item) changes.push({ item, state, found, by: by.name });
    else if ((row.progress.states[item] ?? "open") !== state) changes.push({ item, state, found });
  await appendResults(tx, row.id, now, changes);
  const states = Object.fromEntries([...judged].map(([item, { state }]) => [item, state]));
  return { ...row, progress: { ...row.progress, states } };
}

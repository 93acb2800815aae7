import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { never } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { Facts } from "../../../platform/work/facts.ts";
import type { Device } from "../access/device.ts";
import { downlinkDone, entrapmentCleared, entrapmentConfirmed } from "../facts.ts";
import type { DeviceState } from "../model/device-state.ts";
import type { Phase } from "../model/entrapment.ts";
import type { BatchPlan, FrameVerdict, ToldBy } from "./decide-batch.ts";

/** The facts with their hand-over to whoever listens. A key names one telling, so that the same one is one job. */
export async function publishTold(tx: Tx, facts: Facts, told: readonly ToldBy[]): Promise<void> {
  for (const { device, told: what, at, raisedAt, doubt } of told) {
    const { liftId } = device;
    switch (what.kind) {
      case "confirmed": {
        const { cause, eventId, trappedSince, text } = what;
        const key = `${device.id}:${eventId ?? "inference"}:${at}`;
        const entrapment = { cause, eventId, trappedSince, raisedAt, confirmedAt: at, text, doubt };
        const body = { liftId, deviceId: device.id, ...entrapment };
        await facts.publish(tx, entrapmentConfirmed, { key, body, at });
        break;
      }
      case "cleared": {
        const key = `${device.id}:${what.eventId ?? "inference"}:${at}`;
        const body = { liftId, at: what.at, eventId: what.eventId, source: what.source };
        await facts.publish(tx, entrapmentCleared, { key, body, at });
        break;
      }
      default:
        never(what);
    }
  }
}

/** Rows of the detectors that changed their status or their waking time; a plain idle one needs none. */
export async function storeDetectors(
  tx: Tx,
  { states, moved }: Pick<BatchPlan, "states" | "moved">,
  now: Instant,
): Promise<void> {
  const changed: (readonly [Device, DeviceState])[] = [];
  for (const device of moved) {
    const state = states.get(device);
    if (state !== undefined && state.entrapment.phase !== device.phase) changed.push([device, state]);
  }
  if (changed.length === 0) return;
  const isPlain = (phase: Phase): boolean => phase.status === "idle" && !phase.spent;
  const kept = changed.filter(([, state]) => !isPlain(state.entrapment.phase));
  const gone = changed.filter(([, state]) => isPlain(state.entrapment.phase));
  if (kept.length > 0)
    await sql`insert into devices.detector_state (device_id, state, changed_at)
      select d.device_id, d.state, ${ts(now)} from unnest(
        ${kept.map(([device]) => device.id)}::uuid[], ${kept.map(([, state]) => json(state.entrapment.phase))}::jsonb[])
        as d (device_id, state)
      on conflict (device_id) do update set state = excluded.state, changed_at = excluded.changed_at`.execute(tx);
  if (gone.length > 0)
    await sql`delete from devices.detector_state where device_id = any(${gone.map(([device]) => device.id)}::uuid[])`.execute(
      tx,
    );
}

/** The code under which each device spoke last, where it is another one than before. */
export async function storeLastCodes(tx: Tx, codes: ReadonlyMap<Device, string>): Promise<void> {
  if (codes.size === 0) return;
  await sql`update devices.credential c set last_code = n.code from unnest(
      ${[...codes.keys()].map((device) => device.id)}::uuid[], ${[...codes.values()]}::text[]) as n (id, code)
    where c.id = n.id`.execute(tx);
}

/** `done` messages: what the device made of a downlink. A second one, or one for a message of another device, changes nothing. */
export async function storeDone(tx: Tx, facts: Facts, verdicts: readonly FrameVerdict[]): Promise<void> {
  for (const { frame } of verdicts) {
    if (frame.outcome.kind !== "reading" || frame.outcome.reading.kind !== "done") continue;
    const { id, result } = frame.outcome.reading;
    const at = frame.receivedAt;
    const ended = await sql`update devices.downlink
      set ended_at = ${ts(at)}, delivered_at = coalesce(delivered_at, ${ts(at)}), result = ${result}
      where id = ${id} and device_id = ${frame.device.id} and ended_at is null`.execute(tx);
    if (ended.numAffectedRows === 0n) continue;
    const body = { messageId: id, liftId: frame.device.liftId, result, at };
    await facts.publish(tx, downlinkDone, { key: `${id}:done`, body, at });
  }
}

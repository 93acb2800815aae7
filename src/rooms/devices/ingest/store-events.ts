import { isUtf8 } from "node:buffer";
import { sql } from "kysely";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { EventReading } from "../model/reading.ts";
import { type EventFate, eventKey } from "./decide-batch.ts";
import type { Frame } from "./frame.ts";

export type StoredEvents = {
  readonly fateOf: (event: EventReading) => EventFate;
  readonly clearedBefore: ReadonlySet<string>;
};

export type EventFrame = { readonly frame: Frame; readonly event: EventReading; readonly occurrence: number };

/**
 * Stores the batch's events, each once by device and id, whatever DUP flag or connection a repeat comes with. An id that
 * returns with another content or time is not a repeat but a device that counts its ids anew after a restart: its alarm must
 * not be swallowed, so it is stored under the next occurrence.
 */
export async function storeEvents(tx: Tx, events: readonly EventFrame[]): Promise<StoredEvents> {
  const fates = new Map<EventReading, EventFate>();
  const stored: StoredEvents = {
    fateOf: (event) => fates.get(event) ?? "repeated",
    clearedBefore: events.length === 0 ? new Set() : await readClearedBefore(tx, events),
  };
  if (events.length === 0) return stored;
  const inserted = await insertEvents(tx, events);
  const again: EventFrame[] = [];
  for (const each of events) {
    if (inserted.delete(eventKey(each.frame.device.id, each.event.id))) fates.set(each.event, "new");
    else again.push(each);
  }
  for (const each of again) fates.set(each.event, await storeAgain(tx, each));
  return stored;
}

/** A `cleared` may overtake the message that it clears; that one then confirms nothing. */
async function readClearedBefore(tx: Tx, events: readonly EventFrame[]): Promise<Set<string>> {
  const raised = events.filter(({ event }) => event.phase === "raised");
  if (raised.length === 0) return new Set();
  const { rows } = await sql<{ deviceId: string; clears: string }>`
    select e.device_id as "deviceId", e.clears
    from unnest(${raised.map((each) => each.frame.device.id)}::uuid[], ${raised.map((each) => each.event.id)}::text[]) as r (device_id, event_id)
    join devices.event e on e.device_id = r.device_id and e.clears = r.event_id`.execute(tx);
  return new Set(rows.map((row) => eventKey(row.deviceId, row.clears)));
}

/** Returns the keys that are new. Of equal ones within the batch the first goes in. */
async function insertEvents(tx: Tx, events: readonly EventFrame[]): Promise<Set<string>> {
  const { rows } = await sql<{ deviceId: string; eventId: string }>`
    insert into devices.event (device_id, event_id, occurrence, lift_id, code, source_code, phase, clears, measured_at, received_at, clock_off, body, doubt, never_cleared)
    select * from unnest(
      ${events.map(({ frame }) => frame.device.id)}::uuid[], ${events.map(({ event }) => event.id)}::text[],
      ${events.map(({ occurrence }) => occurrence)}::int[],
      ${events.map(({ frame }) => frame.device.liftId)}::uuid[], ${events.map(({ event }) => event.code)}::text[],
      ${events.map(({ event }) => event.sourceCode)}::text[], ${events.map(({ event }) => event.phase)}::text[],
      ${events.map(({ event }) => event.clears ?? null)}::text[], ${events.map(({ event }) => ts(event.at))}::timestamptz[],
      ${events.map(({ frame }) => ts(frame.receivedAt))}::timestamptz[],
      ${events.map(({ frame, event }) => Math.abs(event.at - frame.receivedAt) > clockOffMs)}::boolean[],
      ${events.map(({ frame }) => textOf(frame.payload))}::text[],
      ${events.map(({ event }) => event.doubt ?? null)}::text[], ${events.map(({ event }) => event.neverCleared ?? false)}::boolean[])
    on conflict do nothing
    returning device_id as "deviceId", event_id as "eventId"`.execute(tx);
  return new Set(rows.map((row) => eventKey(row.deviceId, row.eventId)));
}

/** The message as it came; bytes that are no text as hexadecimal. */
const textOf = (payload: Buffer): string =>
  isUtf8(payload) && !payload.includes(0) ? payload.toString("utf8") : payload.toString("hex");

const clockOffMs = 300_000;
const occurrencesMax = 1_000;

async function storeAgain(tx: Tx, { frame, event }: EventFrame): Promise<EventFate> {
  const { rows } = await sql<{ occurrence: number; sourceCode: string; phase: string; measuredAt: number }>`
    select occurrence, source_code as "sourceCode", phase, measured_at as "measuredAt" from devices.event
    where device_id = ${frame.device.id} and event_id = ${event.id} order by occurrence desc limit ${occurrencesMax}`.execute(
    tx,
  );
  const same = rows.some(
    (row) => row.sourceCode === event.sourceCode && row.phase === event.phase && row.measuredAt === event.at,
  );
  const last = rows[0]?.occurrence ?? 0;
  if (same || last >= occurrencesMax) return "repeated";
  const inserted = await insertEvents(tx, [{ frame, event, occurrence: last + 1 }]);
  return inserted.size === 1 ? "reused-id" : "repeated";
}

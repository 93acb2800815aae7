import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Database, sqlState, type Tx, ts } from "../../../platform/database/database.ts";
import { recordAudit, scopesOf } from "../../identity/index.ts";
import { visibleLiftCondition } from "../../lifts/index.ts";
import type { Fleet } from "../access/fleet.ts";
import type { EventCode, ReplayReply, replayBody } from "../contract.ts";
import { eachEvent, type Frame, type Outcome } from "../ingest/frame.ts";
import { readAgain } from "../ingest/read-again.ts";
import { readBatch } from "../ingest/read-batch.ts";
import { type StoredEvents, storeEvents } from "../ingest/store-events.ts";

export type Replay = {
  readonly which: z.output<typeof replayBody>;
  readonly principal: Principal;
  readonly now: Instant;
};

type Parts = { readonly database: Database; readonly fleet: Fleet };
type Row = { id: string; deviceId: string; receivedAt: Instant; topic: string; payload: Buffer };
type Read = { readonly row: Row; readonly outcome: Outcome; readonly frame: Frame | undefined };
type Counts = { stored: number; repeated: number; late: number; unread: number; trapped: number };

/** Frames of one transaction, and portions of one press. */
const portionMax = 100;
const portionsMax = 10;

/**
 * Reads frames of the quarantine again by today's dialect of their devices. Their events are stored with the time at which the
 * frame was received, and they are past: nothing is confirmed, cleared or shown as the car's state, and nobody is alerted.
 * What still cannot be read stays, with today's reason. Each portion is one transaction with its audit row.
 */
export async function replayQuarantined(parts: Parts, replay: Replay): Promise<ReplayReply> {
  const total: Counts = { stored: 0, repeated: 0, late: 0, unread: 0, trapped: 0 };
  for (let portion = 0; portion < portionsMax; portion += 1) {
    const { counts, more } = await nextPortion(parts, replay, portionMax);
    for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += counts[key];
    if (!more) return { ...total, left: false };
  }
  return { ...total, left: true };
}

type Portion = { readonly counts: Counts; readonly more: boolean };

/** SQLSTATE classes 22 and 23: what a frame holds cannot be stored. Then one at a time, and the culprit is passed over. */
async function nextPortion(parts: Parts, replay: Replay, size: number): Promise<Portion> {
  try {
    return await replayPortion(parts, replay, size);
  } catch (error) {
    if (!/^2[23]/.test(sqlState(error) ?? "")) throw error;
    return size > 1 ? nextPortion(parts, replay, 1) : passOver(parts, replay);
  }
}

function passOver({ database }: Parts, replay: Replay): Promise<Portion> {
  return database.transaction(async (tx) => {
    const rows = await lockRows(tx, replay, 1);
    for (const { id } of rows)
      await sql`update devices.quarantine set tried_at = ${ts(replay.now)},
        reason = 'body: holds something that cannot be stored' where id = ${id}`.execute(tx);
    return { counts: { stored: 0, repeated: 0, late: 0, unread: rows.length, trapped: 0 }, more: true };
  });
}

function replayPortion({ database, fleet }: Parts, replay: Replay, size: number): Promise<Portion> {
  return database.transaction(async (tx) => {
    const rows = await lockRows(tx, replay, size);
    const counts: Counts = { stored: 0, repeated: 0, late: 0, unread: 0, trapped: 0 };
    if (rows.length === 0) return { counts, more: false };
    const reads: Read[] = [];
    for (const row of rows) reads.push(await readRow(tx, fleet, row));
    const { events: found } = readBatch(reads.flatMap(({ frame }) => frame ?? []));
    const events = await storeEvents(tx, found);
    for (const read of reads) await mark(tx, replay, { read, events, counts });
    const { which, principal, now: at } = replay;
    await recordAudit(tx, {
      principal,
      act: "devices.quarantine-replayed",
      target: targetOf(which),
      outcome: "done",
      detail: { ...which, ...counts },
      at,
    });
    return { counts, more: rows.length === size };
  });
}

/** What has been tried by this press is not tried again by it. */
async function lockRows(tx: Tx, { which, principal, now }: Replay, size: number): Promise<Row[]> {
  const chosen: RawBuilder<unknown> =
    "id" in which
      ? sql`q.id = ${which.id}`
      : "deviceId" in which
        ? sql`q.device_id = ${which.deviceId}`
        : sql`q.reason = ${which.reason}`;
  const { rows } = await sql<Row>`
    select q.id, q.device_id as "deviceId", q.received_at as "receivedAt", q.topic, q.payload
    from devices.quarantine q join devices.credential c on c.id = q.device_id join lifts.v_lift v on v.id = c.lift_id
    where ${chosen} and q.replayed_at is null and q.tried_at is distinct from ${ts(now)}
      and ${visibleLiftCondition(scopesOf(principal, "devices.replay"))}
    order by q.received_at, q.id limit ${size} for update of q skip locked`.execute(tx);
  return rows;
}

async function readRow(tx: Tx, fleet: Fleet, row: Row): Promise<Read> {
  const device = fleet.byId(row.deviceId);
  if (device === undefined)
    return { row, outcome: { kind: "quarantined", reason: "device: not known to this process yet" }, frame: undefined };
  const outcome = await readAgain({ db: tx, fleet }, { device, topic: row.topic, payload: row.payload });
  if (outcome.kind !== "reading") return { row, outcome, frame: undefined };
  const { receivedAt, topic, payload } = row;
  const none = { connectionId: "", settled: undefined, code: undefined, spelling: undefined, channel: "none" as const };
  return { row, outcome, frame: { kind: "frame", device, receivedAt, topic, payload, outcome, ...none } };
}

type Marking = { readonly read: Read; readonly events: StoredEvents; readonly counts: Counts };

/** A frame of which a part is still not readable stays open, though its other events are stored by now. */
async function mark(tx: Tx, { principal, now }: Replay, { read, events, counts }: Marking): Promise<void> {
  const { row, outcome } = read;
  const found = new Set<EventCode>();
  let stored = 0;
  eachEvent(outcome, (event) => {
    found.add(event.code);
    if (events.fateOf(event) === "repeated") return;
    stored += 1;
    if (event.phase === "raised" && (event.code === "entrapment" || event.code === "alarm-button")) counts.trapped += 1;
  });
  const reason = outcome.kind === "reading" ? outcome.unread : outcome.reason;
  if (reason !== undefined) {
    counts.unread += 1;
    await sql`update devices.quarantine set tried_at = ${ts(now)}, reason = ${reason.slice(0, 500)}
      where id = ${row.id}`.execute(tx);
    return;
  }
  const came = stored > 0 ? "stored" : found.size > 0 ? "repeated" : "late";
  counts[came] += 1;
  const by = principal.kind === "public" ? "" : principal.name;
  await sql`update devices.quarantine set tried_at = ${ts(now)}, replayed_at = ${ts(now)}, replayed_by = ${by},
    outcome = ${came}, found = ${found.size === 0 ? null : [...found].join(" ")} where id = ${row.id}`.execute(tx);
}

const targetOf = (which: Replay["which"]): string =>
  "id" in which ? `quarantine/${which.id}` : "deviceId" in which ? `devices/${which.deviceId}` : "quarantine";

import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type ContactMemory, inSeconds, type Quiet, usualOf } from "../access/contact-memory.ts";
import type { Device } from "../access/device.ts";
import { learnPause, type RhythmSettings } from "../model/rhythm.ts";

const rowsAtOnce = 5_000;
/** New rows of one round; the rest of a city that went dark at once follows in the next. */
const roundMax = 50_000;
/** As long as figures look back, and a month. */
const keptDays = 400;

type Stored = { readonly memory: ContactMemory; readonly now: Instant };

/**
 * Writes who is silent. A device of a lift that nobody is to keep in touch with has no row in `fleet_lift` and is left out, and so is one
 * that was enrolled just now. @returns how many rows are new.
 */
export async function storeQuiet(db: Db, quiet: readonly Quiet[], { memory, now }: Stored): Promise<number> {
  let stored = 0;
  for (let from = 0; from < quiet.length && stored < roundMax; from += rowsAtOnce) {
    const part = quiet.slice(from, from + rowsAtOnce);
    const { rows } = await sql<{ no: number; since: Instant }>`
      with made as (
        insert into devices.offline (id, device_id, lift_id, since, never_heard, allowed_seconds, found_at)
        select n.id, c.id, c.lift_id, coalesce(n.since, h.at, c.enrolled_at), n.since is null and h.at is null, n.allowed, ${ts(now)}
        from unnest(${part.map(() => newId())}::uuid[], ${part.map(({ device }) => device.id)}::uuid[],
          ${part.map(({ since }) => (since === undefined ? null : ts(since)))}::timestamptz[],
          ${part.map(({ allowedSeconds }) => allowedSeconds)}::integer[]) as n (id, device_id, since, allowed)
        join devices.credential c on c.id = n.device_id join devices.fleet_lift f on f.device_id = c.id
        left join devices.last_heard h on h.device_id = c.id
        where c.revoked_at is null
          and coalesce(n.since, h.at, c.enrolled_at) < ${ts(now)}::timestamptz - make_interval(secs => n.allowed)
        on conflict do nothing returning device_id, since)
      select c.no, made.since from made join devices.credential c on c.id = made.device_id`.execute(db);
    for (const { no, since } of rows) memory.offline[no] = inSeconds(since);
    stored += rows.length;
  }
  return stored;
}

/** They speak again. What a network did to them says nothing of their own rhythm; another silence is learned. */
export async function storeBack(
  db: Db,
  back: readonly Device[],
  { memory, settings }: { readonly memory: ContactMemory; readonly settings: RhythmSettings },
): Promise<void> {
  for (let from = 0; from < back.length; from += rowsAtOnce) {
    const part = back.slice(from, from + rowsAtOnce);
    const { rows } = await sql<{ deviceId: string; since: Instant; alone: boolean }>`
      update devices.offline o set ended_at = b.at
      from unnest(${part.map(({ id }) => id)}::uuid[], ${part.map(({ heard }) => ts(heard.at))}::timestamptz[]) as b (device_id, at)
      where o.device_id = b.device_id and o.ended_at is null
      returning o.device_id as "deviceId", o.since, o.network_event_id is null and not o.never_heard as alone`.execute(
      db,
    );
    const alone = new Map(rows.flatMap((row) => (row.alone ? [[row.deviceId, row.since] as const] : [])));
    for (const { id, no, heard } of part) {
      const since = alone.get(id);
      memory.offline[no] = 0;
      if (since === undefined) continue;
      const pause = inSeconds(heard.at) - inSeconds(since);
      memory.usual[no] = learnPause(usualOf(memory, no, settings), pause, settings);
    }
  }
}

/** Ends what nobody waits for any more: logins that were ended, lifts that left the register. Removes what no figure asks for. */
export async function endWhereGone(db: Db, { memory, now }: Stored): Promise<void> {
  const { rows } = await sql<{ no: number }>`
    with ended as (
      update devices.offline o set ended_at = ${ts(now)}
      where o.ended_at is null and not exists (select 1 from devices.fleet_lift f where f.device_id = o.device_id)
      returning o.device_id)
    select c.no from ended join devices.credential c on c.id = ended.device_id`.execute(db);
  for (const { no } of rows) memory.offline[no] = 0;
  await sql`delete from devices.offline where id in (
    select id from devices.offline where ended_at < ${ts(now)}::timestamptz - make_interval(days => ${keptDays})
    order by ended_at limit ${rowsAtOnce})`.execute(db);
}

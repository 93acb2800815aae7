import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { allowedSilence, type RhythmSettings } from "../model/rhythm.ts";
import { type ContactMemory, inSeconds, makeRoom } from "./contact-memory.ts";
import type { Fleet } from "./fleet.ts";

const rowsAtOnce = 5_000;
const firstId = "00000000-0000-0000-0000-000000000000";

/** What was learned, what docking checks promised, and who is offline: as a start finds them. */
export async function loadContact(db: Db, memory: ContactMemory): Promise<void> {
  for (let after = firstId; ; ) {
    const { rows } = await sql<{
      id: string;
      no: number;
      learned: number | null;
      promised: number | null;
      since: Instant | null;
    }>`
      select c.id, c.no, r.seconds as learned, o.since,
        (select d.promised_seconds from devices.docking_check d where d.lift_id = c.lift_id and d.state = 'passed'
         order by d.begun_at desc limit 1) as promised
      from devices.credential c left join devices.rhythm r on r.device_id = c.id
        left join devices.offline o on o.device_id = c.id and o.ended_at is null
      where c.id > ${after} order by c.id limit ${rowsAtOnce}`.execute(db);
    for (const { no, learned, promised, since } of rows) {
      makeRoom(memory, no);
      memory.usual[no] = learned ?? promised ?? 0;
      memory.written[no] = learned ?? 0;
      memory.offline[no] = since === null ? 0 : inSeconds(since);
    }
    for (const { id } of rows) after = id;
    if (rows.length < rowsAtOnce) return;
  }
}

/** A difference that changes nobody's patience is not worth a row. */
const worthWriting = (usual: number, written: number): boolean => Math.abs(usual - written) * 4 > written;

/** Writes what has changed, for devices that are slower than the least patience: the lively majority needs no row. */
export async function saveRhythms(
  db: Db,
  { fleet, memory }: { readonly fleet: Fleet; readonly memory: ContactMemory },
  { now, settings }: { readonly now: Instant; readonly settings: RhythmSettings },
): Promise<void> {
  const changed: { readonly id: string; readonly no: number; readonly seconds: number }[] = [];
  for (const { id, no } of fleet.all()) {
    const [seconds, written] = [memory.usual[no] ?? 0, memory.written[no] ?? 0];
    const isSlow = allowedSilence(Math.max(seconds, written), settings) > settings.offlineLeastSeconds;
    if (seconds === 0 || !isSlow || !worthWriting(seconds, written)) continue;
    changed.push({ id, no, seconds });
    if (changed.length === rowsAtOnce) break;
  }
  if (changed.length === 0) return;
  await sql`insert into devices.rhythm (device_id, seconds, learned_at)
    select id, seconds, ${ts(now)} from unnest(${changed.map(({ id }) => id)}::uuid[], ${changed.map(({ seconds }) => seconds)}::integer[]) as n (id, seconds)
    on conflict (device_id) do update set seconds = excluded.seconds, learned_at = excluded.learned_at`.execute(db);
  for (const { no, seconds } of changed) memory.written[no] = seconds;
}

import { sql } from "kysely";
import { type Instant, minutes } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";

/**
 * Once a night the hours of finished Chinese days become rows by day. Three days are added up anew each time: a lift that was out of contact
 * tells what happened up to a day ago. The same night twice changes nothing.
 */
const name = "tally-days";
const dayMs = minutes(24 * 60);
/** 01:20 in China. */
const atNightMs = minutes(17 * 60 + 20);
const daysAnew = 3;
const devicesAtOnce = 20_000;

const nextNight = (now: Instant): Instant => {
  const today = Math.floor(now / dayMs) * dayMs + atNightMs;
  return today > now ? today : today + dayMs;
};

export function addUpDays({ database }: Platform): DueRows {
  return {
    name: "devices/tally-days",
    find: async (now) => {
      const { rows } = await sql<{ name: string }>`select name from devices.chore
        where name = ${name} and (due_at <= ${ts(now)} or due_at > ${ts(now + 2 * dayMs)})`.execute(database.db);
      return rows.map((row) => row.name);
    },
    run: async (_name, now) => {
      const today = Math.floor((now + minutes(8 * 60)) / dayMs);
      const days = Array.from({ length: daysAnew }, (_, n) => dayOf(today - n - 1));
      await sql`select devices.make_tally_partitions(${days}::date[])`.execute(database.bulk);
      const { rows } = await sql<{ last: number | null }>`select max(no) as last from devices.credential`.execute(
        database.bulk,
      );
      for (const day of days)
        for (let first = 0; first <= (rows[0]?.last ?? -1); first += devicesAtOnce)
          await addUp(database.bulk, day, first);
      await sql`update devices.chore set due_at = ${ts(nextNight(now))} where name = ${name}`.execute(database.db);
    },
  };
}

const dayOf = (days: number): string => new Date(days * dayMs).toISOString().slice(0, 10);

async function addUp(db: Db, day: string, first: number): Promise<void> {
  const begin = sql`(${day}::timestamp at time zone 'Asia/Shanghai')`;
  await sql`
    insert into devices.lift_day as d (day, device_no, ${columns}, faults)
    select ${day}::date, h.device_no, sum(h.states), sum(h.trips), sum(h.occupied_trips), sum(h.door_openings), sum(h.running_seconds),
      sum(h.other_mode_seconds), least(32767, sum(h.power_losses)),
      (select least(32767, count(*)) from devices.credential c join devices.fault f on f.device_id = c.id
        where c.no = h.device_no and f.confirmed_at >= ${begin} and f.confirmed_at < ${begin} + interval '1 day')
    from devices.lift_hour h
    where h.device_no >= ${first} and h.device_no < ${first + devicesAtOnce}
      and h.hour >= ${begin} and h.hour < ${begin} + interval '1 day'
    group by h.device_no
    on conflict (device_no, day) do update set (${columns}, faults) = row (excluded.states, excluded.trips, excluded.occupied_trips,
      excluded.door_openings, excluded.running_seconds, excluded.other_mode_seconds, excluded.power_losses, excluded.faults)`.execute(
    db,
  );
}

const columns = sql`states, trips, occupied_trips, door_openings, running_seconds, other_mode_seconds, power_losses`;

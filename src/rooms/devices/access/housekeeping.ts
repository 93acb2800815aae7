import { sql } from "kysely";
import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { downlinkDone } from "../facts.ts";

const everyMs = seconds(60);
const batchMax = 500;
const keptDays = 30;

/**
 * What the room keeps clean, once a minute: partitions made ahead and dropped when their frames are old enough, messages that nobody fetched in time,
 * old quarantine and ended messages. `after` does the rest of the round (waiting messages, settings, viewers' rights).
 */
export function housekeeping(platform: Platform, after: (now: Instant) => Promise<void>): DueRows {
  const { database } = platform;
  return {
    name: "devices/housekeeping",
    find: async (now) => {
      // A due time far ahead was written by a clock that has been set back since.
      const { rows } = await sql<{ name: string }>`
        select name from devices.chore
        where name = 'housekeeping' and (due_at <= ${ts(now)} or due_at > ${ts(now + 10 * everyMs)})`.execute(
        database.db,
      );
      return rows.map(({ name }) => name);
    },
    run: async (name, now) => {
      await sql`select devices.make_chunk_partitions(${ts(now)}), devices.drop_partitions(${ts(now)}),
        devices.drop_chunk_partitions(${ts(now)}::timestamptz - make_interval(secs => (
          select seconds from devices.setting where name = 'keepFramesSeconds' and valid_from <= ${ts(now)}
          order by valid_from desc limit 1)))`.execute(database.bulk);
      await sql`select devices.drop_tally_partitions(${dayBefore("keepTripsSeconds", now)}, ${dayBefore("keepHoursSeconds", now)},
        ${dayBefore("keepDaysSeconds", now)})`.execute(database.bulk);
      await expireDownlinks(platform, now);
      await removeOld(platform, now);
      await after(now);
      await sql`update devices.chore set due_at = ${ts(now + everyMs)} where name = ${name}`.execute(database.db);
    },
  };
}

/** The first day that is kept by a setting. */
const dayBefore = (name: string, now: Instant) => sql`(${ts(now)}::timestamptz - make_interval(secs => (
  select seconds from devices.setting where name = ${name} and valid_from <= ${ts(now)} order by valid_from desc limit 1)))::date`;

/** A message past its time ends, and who sent it hears whether the device ever had it. */
async function expireDownlinks({ database, facts }: Platform, now: Instant): Promise<void> {
  await database.transaction(async (tx) => {
    const { rows } = await sql<{ id: string; liftId: LiftId; delivered: boolean }>`
      update devices.downlink set ended_at = ${ts(now)}, result = coalesce(result, 'expired')
      where id in (select id from devices.downlink where ended_at is null and expires_at <= ${ts(now)}
                   order by expires_at limit ${batchMax} for update skip locked)
      returning id, lift_id as "liftId", delivered_at is not null as delivered`.execute(tx);
    for (const { id, liftId, delivered } of rows) {
      if (delivered) continue;
      const body = { messageId: id, liftId, result: "expired", at: now };
      await facts.publish(tx, downlinkDone, { key: `${id}:expired`, body, at: now });
    }
  });
}

async function removeOld({ database }: Platform, now: Instant): Promise<void> {
  const before = ts(now - keptDays * minutes(24 * 60));
  await sql`delete from devices.quarantine where id in
    (select id from devices.quarantine where received_at < ${before} order by received_at limit ${batchMax})`.execute(
    database.db,
  );
  await sql`delete from devices.downlink where id in
    (select id from devices.downlink where ended_at < ${before} limit ${batchMax})`.execute(database.db);
}

import { sql } from "kysely";
import { type Instant, seconds } from "../../kernel/clock.ts";
import { type Db, ts } from "../database/database.ts";

export type Watchdog = {
  readonly name: string;
  readonly heardAt: Instant;
  readonly firstAt: Instant;
  readonly everySeconds: number;
  readonly address: string;
  readonly channelProblem: string;
  /** It has not been heard for three of its rounds, and a minute at least. */
  readonly silent: boolean;
};

/** More watchdogs than that are a mistake, or mischief by somebody who has the secret. */
const watchdogsMax = 20;

export async function noteWatchdog(
  db: Db,
  heard: Pick<Watchdog, "name" | "everySeconds" | "address" | "channelProblem"> & { readonly at: Instant },
): Promise<void> {
  const { name, everySeconds, address, channelProblem, at } = heard;
  await sql`insert into platform.watchdog as w (name, heard_at, first_at, every_seconds, address, channel_problem)
    select ${name}::text, ${ts(at)}::timestamptz, ${ts(at)}::timestamptz, ${everySeconds}::int, ${address}::text, ${channelProblem}::text
    where exists (select 1 from platform.watchdog where name = ${name})
      or (select count(*) from platform.watchdog) < ${watchdogsMax}
    on conflict (name) do update set heard_at = excluded.heard_at, every_seconds = excluded.every_seconds,
      address = excluded.address, channel_problem = excluded.channel_problem`.execute(db);
}

export async function listWatchdogs(db: Db, now: Instant): Promise<Watchdog[]> {
  const { rows } = await sql<Omit<Watchdog, "silent">>`
    select name, heard_at as "heardAt", first_at as "firstAt", every_seconds as "everySeconds", address,
      channel_problem as "channelProblem" from platform.watchdog order by name`.execute(db);
  return rows.map((row) => ({
    ...row,
    silent: now - row.heardAt > Math.max(seconds(60), seconds(row.everySeconds) * 3),
  }));
}

/** One that was taken down for good is taken off the list; it comes back by asking again. */
export async function forgetWatchdog(db: Db, name: string): Promise<boolean> {
  const gone = await sql`delete from platform.watchdog where name = ${name}`.execute(db);
  return gone.numAffectedRows === 1n;
}

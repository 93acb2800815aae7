import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LocateState } from "../contract/locate.ts";

export async function locateStateOf(db: Db, id: string): Promise<LocateState | undefined> {
  const { rows } = await sql<LocateState>`
    select id, asked_at as "askedAt", expires_at as "expiresAt", told_at as "toldAt",
      case when lat is null then null else jsonb_build_object('lat', lat, 'lon', lon, 'metres', metres) end as position
    from rescue.caller_fix where id = ${id}`.execute(db);
  return rows[0];
}

export async function locatePageOf(
  db: Db,
  token: string,
  now: Instant,
): Promise<{ readonly open: boolean; readonly told: boolean } | undefined> {
  const { rows } = await sql<{ expiresAt: Instant; told: boolean }>`
    select expires_at as "expiresAt", told_at is not null as told from rescue.caller_fix where token = ${token}`.execute(
    db,
  );
  const [row] = rows;
  return row === undefined ? undefined : { open: row.expiresAt > now, told: row.told };
}

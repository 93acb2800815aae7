import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { type Db, type Tx, ts } from "../../../platform/database/database.ts";

export const muteChannel = "devices_mute";

/**
 * Work on a lift: until then nothing is inferred from what its car shows. The car's button, a device's own entrapment event, a
 * call and a page are never muted: technicians get trapped too.
 */
export async function muteUntil(tx: Tx, liftId: LiftId, until: Instant, reason: string): Promise<void> {
  await sql`insert into devices.mute (lift_id, until, reason, set_at) values (${liftId}, ${ts(until)}, ${reason}, now())
    on conflict (lift_id) do update set until = excluded.until, reason = excluded.reason, set_at = excluded.set_at`.execute(
    tx,
  );
  await sql`select pg_notify(${muteChannel}, ${`${liftId} ${until}`})`.execute(tx);
}

/** Whether somebody works on the lift, so that an alarm from it is marked so. */
export async function isMuted(db: Db, liftId: LiftId, now: Instant): Promise<boolean> {
  const { rows } = await sql`select 1 from devices.mute where lift_id = ${liftId} and until > ${ts(now)}`.execute(db);
  return rows.length === 1;
}

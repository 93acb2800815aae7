import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

/** How the rescue of an alarm stands, for the partner who handed it over; undefined: no such alarm. */
export async function standOfAlarm(
  db: Db,
  alarmKey: string,
): Promise<{ readonly no: string; readonly stage: string; readonly freedAt: Instant | null } | undefined> {
  const { rows } = await sql<{ no: string; stage: string; freedAt: Instant | null }>`
    select r.no, r.stage, r.freed_at as "freedAt" from rescue.alarm a join rescue.incident i on i.id = a.incident_id
    join rescue.incident r on r.id = coalesce(i.merged_into, i.id) where a.alarm_key = ${alarmKey}`.execute(db);
  return rows[0];
}

/** The use unit of an incident's lift, and whether another lift has the same one today. */
export async function sameUseUnit(db: Db, incidentId: IncidentId, liftId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from rescue.incident i join lifts.v_lift l on l.id = i.lift_id join lifts.v_lift o on o.use_unit_id = l.use_unit_id
    where i.id = ${incidentId} and o.id = ${liftId}`.execute(db);
  return rows.length > 0;
}

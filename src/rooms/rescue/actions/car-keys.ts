import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type IncidentId, newId } from "../../../kernel/ids.ts";
import { assert } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";

/** A secret by which somebody without log-in reaches one rescue. */
export const newSecret = (): string => randomBytes(18).toString("base64url");

type Given = { readonly incidentId: IncidentId; readonly alarmKey: string; readonly trusted: boolean };

/** The key of a phone that pressed in the car; the same alarm again has the same key. */
export async function giveCarKey(tx: Tx, { incidentId, alarmKey, trusted }: Given, now: Instant): Promise<string> {
  await sql`
    insert into rescue.car_key (id, key, incident_id, rights, alarm_key, sees_place, made_at)
    values (${newId()}, ${newSecret()}, ${incidentId}, ${trusted ? "sign" : "typed"}, ${alarmKey}, ${trusted}, ${ts(now)})
    on conflict (alarm_key) do nothing`.execute(tx);
  const { rows } = await sql<{ key: string }>`
    select key from rescue.car_key where alarm_key = ${alarmKey}`.execute(tx);
  assert(rows[0], "a key was given for the alarm");
  return rows[0].key;
}

type Asking = { readonly key: string; readonly incidentId: IncidentId; readonly seesPlace: boolean };

/** The key that a phone in the car gives to relatives: it reads, and ends with the rescue. */
export async function giveRelativesKey(tx: Tx, { key, incidentId, seesPlace }: Asking, now: Instant): Promise<string> {
  await sql`
    insert into rescue.car_key (id, key, incident_id, rights, made_for, sees_place, made_at)
    values (${newId()}, ${newSecret()}, ${incidentId}, 'relative', ${key}, ${seesPlace}, ${ts(now)})
    on conflict (made_for) do nothing`.execute(tx);
  const { rows } = await sql<{ key: string }>`select key from rescue.car_key where made_for = ${key}`.execute(tx);
  assert(rows[0], "a relative's key was given");
  return rows[0].key;
}

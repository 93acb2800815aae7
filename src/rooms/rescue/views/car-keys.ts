import { sql } from "kysely";
import type { IncidentId, LiftId } from "../../../kernel/ids.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import type { CarRights } from "../contract/chat.ts";
import type { Incident } from "../model/incident.ts";
import { progressTopic } from "./topics.ts";

/** What somebody with a secret key sees, and as whom. */
export type CarViewer = {
  readonly key: string;
  readonly rights: CarRights;
  readonly seesPlace: boolean;
  /** The rescue as it is handled now: the one that his own was joined to, where it was. */
  readonly incidentId: IncidentId;
  /** The one that the key was given for. */
  readonly ownId: IncidentId;
  readonly thread: string;
  readonly madeAt: number;
  readonly state: Incident;
};

/** Who holds these keys; a relative's is known only as long as the rescue lasts. */
export async function carViewers(db: Db, keys: readonly string[]): Promise<CarViewer[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<CarViewer>`
    select k.key, k.rights, k.sees_place as "seesPlace", k.made_at as "madeAt", k.own as "ownId", k.thread,
      coalesce(m.id, i.id) as "incidentId", coalesce(m.state, i.state) as state
    from (
      select progress_key as key, 'sign' as rights, true as sees_place, opened_at as made_at, id as own, id as thread
      from rescue.incident where progress_key in (${sql.join(keys)})
      union all
      select key, rights, sees_place, made_at, incident_id, case rights when 'typed' then id else incident_id end
      from rescue.car_key where key in (${sql.join(keys)})) k
    join rescue.incident i on i.id = k.own left join rescue.incident m on m.id = i.merged_into
    where k.rights <> 'relative' or coalesce(m.stage, i.stage) <> 'closed'`.execute(db);
  return rows;
}

export async function carViewer(db: Db, key: string): Promise<CarViewer | undefined> {
  return (await carViewers(db, [key]))[0];
}

/** Key of the rescue that is open at a lift, for who has the token and did not press; null when there is none. */
export async function openProgressKey(db: Db, liftId: LiftId): Promise<string | null> {
  const { rows } = await sql<{ key: string }>`
    select i.progress_key as key from rescue.open_at o join rescue.incident i on i.id = o.incident_id
    where o.place_key = ${`lift:${liftId}`}`.execute(db);
  return rows[0]?.key ?? null;
}

/** So many phones are told of a change at once; the pages of further ones ask by themselves. */
const toldMax = 100;

/** Says, inside the transaction, that what the phones in the car see has changed. */
export async function touchCar(tx: Tx, incidentId: IncidentId): Promise<void> {
  const { rows } = await sql<{ key: string }>`
    with own as (select id, progress_key from rescue.incident where id = ${incidentId} or merged_into = ${incidentId})
    select progress_key as key from own
    union all (select key from rescue.car_key where incident_id in (select id from own) order by made_at desc limit ${toldMax})`.execute(
    tx,
  );
  for (const { key } of rows) await touch(tx, progressTopic, key);
}

import { type RawBuilder, sql } from "kysely";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { CarChat, DeskChat } from "../contract/chat.ts";
import type { CarViewer } from "./car-keys.ts";

const pageMax = 200;

/** What a phone in the car sees: its own thread, and what the desk says to all in the car. Of others nothing. */
const seenBy = ({ ownId, thread, incidentId }: CarViewer): RawBuilder<unknown> => sql`
  ((l.incident_id = ${ownId} and l.thread = ${thread})
    or (l.thread is null and l.incident_id in (${ownId}, ${incidentId})))`;

/** Lines after a number, the oldest first; nothing for a relative. */
export async function chatOfCar(db: Db, viewer: CarViewer, after: number): Promise<CarChat> {
  if (viewer.rights === "relative") return { lines: [], last: 0 };
  const { rows } = await sql<CarChat["lines"][number]>`
    select l.id, l.no::int as no, case when l.from_desk then 'desk' else 'car' end as "from", l.body as text, l.at
    from rescue.chat_line l where ${seenBy(viewer)} and l.no > ${after} order by l.no limit ${pageMax}`.execute(db);
  return { lines: rows, last: rows.at(-1)?.no ?? after };
}

/** Number of the latest line that this phone sees; 0: there is none. */
export async function lastLineOf(db: Db, viewer: CarViewer): Promise<number> {
  if (viewer.rights === "relative") return 0;
  const { rows } = await sql<{ last: number | null }>`
    select max(l.no)::int as last from rescue.chat_line l where ${seenBy(viewer)}`.execute(db);
  return rows[0]?.last ?? 0;
}

/** An incident's whole chat with that of those that were joined to it, and whom one can answer. The latest lines. */
export async function chatOfDesk(db: Db, incidentId: IncidentId): Promise<DeskChat> {
  const group = sql`select id from rescue.incident where id = ${incidentId} or merged_into = ${incidentId}`;
  const lines = await sql<DeskChat["lines"][number]>`
    select * from (
      select l.id, l.no::int as no, case when l.from_desk then 'desk' else 'car' end as "from", l.thread, p.name as author,
        l.body as text, l.at, l.read_at is not null as read
      from rescue.chat_line l left join identity.v_person p on p.id = l.author
      where l.incident_id in (${group}) order by l.no desc limit ${pageMax}) latest order by no`.execute(db);
  const threads = await sql<DeskChat["threads"][number]>`
    select id, rights, (row_number() over (partition by rights order by made_at, id))::int as no from (
      select k.incident_id as id, 'sign' as rights, min(k.made_at) as made_at from rescue.car_key k
      where k.incident_id in (${group}) and k.rights = 'sign' group by k.incident_id
      union all
      select l.thread, 'sign', min(l.at) from rescue.chat_line l
      where l.incident_id in (${group}) and l.thread = l.incident_id
        and not exists (select 1 from rescue.car_key k where k.incident_id = l.incident_id and k.rights = 'sign') group by l.thread
      union all
      (select k.id, 'typed', k.made_at from rescue.car_key k
      where k.incident_id in (${group}) and k.rights = 'typed' order by k.made_at limit 50)) every_thread
    order by rights, made_at, id`.execute(db);
  return { lines: lines.rows, threads: threads.rows };
}

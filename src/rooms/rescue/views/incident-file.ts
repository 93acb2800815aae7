import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import { listNotices } from "../../../platform/notify/notify.ts";
import { type Actor, readStream } from "../../../platform/streams/streams.ts";

import type { IncidentFile, TimelineEntry } from "../contract.ts";
import { incidentStream } from "../model/incident.ts";
import type { IncidentEvent } from "../model/incident-events.ts";
import type { CarPhone } from "../rescue-means.ts";
import { carCallsOf, lineOf } from "./car-calls.ts";
import { loadRows } from "./desk.ts";
import { sceneOf } from "./scene.ts";

/** Everything about one incident; telephone numbers only for who dispatches. */
export async function incidentFile(
  db: Db,
  id: IncidentId,
  viewer: { readonly seesPhones: boolean; readonly now: Instant; readonly carPhone: CarPhone },
): Promise<IncidentFile | undefined> {
  const [incident] = await loadRows(db, [id], viewer.now);
  if (incident === undefined) return undefined;
  const [timeline, alarms, notices, phones, line, carCalls, scene, outsideContacts] = await Promise.all([
    timelineOf(db, id),
    alarmsOf(db, id, viewer.seesPhones),
    listNotices(db, { subjects: [`rescue/${id}`] }),
    viewer.seesPhones ? phonesOf(db, id, incident.drill?.tellUseUnit !== false) : [],
    lineOf(db, id, viewer.carPhone),
    carCallsOf(db, id, viewer.seesPhones),
    sceneOf(db, id, viewer.now),
    viewer.seesPhones ? contactsOf(db, id) : [],
  ]);
  const shown = viewer.seesPhones
    ? notices
    : notices.map((notice) => (notice.channel === "live" ? notice : { ...notice, recipient: "***" }));
  return {
    incident,
    timeline,
    alarms,
    notices: shown.map((notice) => ({ ...notice, facts: [...notice.facts] })),
    phones,
    carCalls,
    scene,
    outsideContacts,
    carLine: {
      way: incident.drill === null ? (line?.way ?? null) : null,
      address: viewer.seesPhones ? (line?.address ?? null) : null,
      own: line?.own ?? false,
      seat: viewer.seesPhones ? (line?.seat ?? null) : null,
      exchange: viewer.carPhone.exchange(),
    },
  };
}

async function timelineOf(db: Db, id: IncidentId): Promise<TimelineEntry[]> {
  const { events } = await readStream<IncidentEvent>(db, incidentStream(id));
  const names = await actorNames(
    db,
    events.map((stored) => stored.actor),
  );
  return events.map(({ version, at, actor, event: { type, ...data } }) => ({
    version,
    at,
    type,
    actor: { kind: actor.kind, name: names.get(actor.id) ?? partnerOf(actor), ...personOf(actor, names) },
    data,
  }));
}

/** Who of a crew, unless the account bears the crew's own name. */
function personOf({ id, person }: Actor, names: ReadonlyMap<string, string>): { person?: string } {
  const name = person === undefined ? undefined : names.get(person);
  return name === undefined || name === names.get(id) ? {} : { person: name };
}

/** A partner's system has no name but its number. */
const partnerOf = ({ kind, id }: Actor): string =>
  kind === "key" && id.startsWith("partner-") ? id.slice("partner-".length) : "";

async function contactsOf(db: Db, id: IncidentId): Promise<IncidentFile["outsideContacts"]> {
  const { rows } = await sql<IncidentFile["outsideContacts"][number]>`
    select service, spoke, phone, at from rescue.outside_contact where incident_id = ${id} order by id limit 100`.execute(
    db,
  );
  return rows;
}

async function actorNames(db: Db, actors: readonly Actor[]): Promise<ReadonlyMap<string, string>> {
  const ids = [
    ...new Set(
      actors
        .filter((actor) => actor.kind === "person" || actor.kind === "crew")
        .flatMap(({ id, person }) => (person === undefined ? [id] : [id, person])),
    ),
  ];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id::text, name from identity.v_person where id::text in (${sql.join(ids)})
    union all select id::text, name from crews.v_crew where id::text in (${sql.join(ids)})`.execute(db);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** In a drill that tells no unit only the crews' numbers are at hand: nobody rings a unit by mistake. */
async function phonesOf(db: Db, id: IncidentId, units: boolean): Promise<IncidentFile["phones"]> {
  const { rows } = await sql<IncidentFile["phones"][number]>`
    select 'use-unit' as role, l.use_unit as who, l.use_unit_duty_phone as phone
      from rescue.incident i join lifts.v_lift l on l.id = i.lift_id where ${units} and i.id = ${id} and l.use_unit_duty_phone is not null
    union all select 'maintenance', l.maintenance_unit, l.maintenance_duty_phone
      from rescue.incident i join lifts.v_lift l on l.id = i.lift_id where ${units} and i.id = ${id} and l.maintenance_duty_phone is not null
    union all select 'crew', c.name, c.phone from rescue.ask a join crews.v_crew c on c.id = a.crew_id where a.incident_id = ${id} and c.phone is not null
    union all select 'caller', '', phone from rescue.call 
      where incident_id in (select m.id from rescue.incident m where m.id = ${id} or m.merged_into = ${id})`.execute(
    db,
  );
  return rows;
}

/** The alarms that came for it, also with incidents that were joined; a caller's number only for who dispatches. */
async function alarmsOf(db: Db, id: IncidentId, seesPhones: boolean): Promise<IncidentFile["alarms"]> {
  const { rows } = await sql<IncidentFile["alarms"][number]>`
    select a.alarm_key as "alarmKey", a.source, a.at, case when i.id = ${id} then null else i.no end as "from",
      ${seesPhones ? sql`(select c.phone from rescue.call c where c.alarm_key = a.alarm_key limit 1)` : sql`null`} as caller,
      (select jsonb_build_object('service', h.service, 'caseNo', h.case_no, 'spoke', ${seesPhones ? sql`h.spoke` : sql`null`},
        'phone', ${seesPhones ? sql`h.phone` : sql`null`}) from rescue.handed_over h where h.alarm_key = a.alarm_key) as "handedOver"
    from rescue.alarm a join rescue.incident i on i.id = a.incident_id
    where i.id = ${id} or i.merged_into = ${id} order by a.at, a.alarm_key limit 200`.execute(db);
  return rows;
}

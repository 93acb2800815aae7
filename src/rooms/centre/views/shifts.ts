import { sql } from "kysely";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { HandoverFile, HandoverRow, OpenThings, ShiftRow } from "../contract/shift.ts";
import { reachesRegion } from "./region-scope.ts";

export async function listOnShift(db: Db): Promise<ShiftRow[]> {
  const { rows } = await sql<ShiftRow>`
    select s.id, s.person_id as "personId", coalesce(p.name, '') as person, s.seat, s.began_at as "beganAt", s.ended_at as "endedAt",
      s.ended_by as "endedBy", s.reason
    from centre.shift s left join identity.v_person p on p.id = s.person_id
    where s.ended_at is null order by s.began_at desc, s.id limit 200`.execute(db);
  return rows;
}

const handoverColumns = sql.raw(`h.id, h.from_person_id as "fromPersonId", coalesce(f.name, '') as "fromPerson",
  h.offered_at as "offeredAt", h.note, t.name as "toPerson", h.taken_at as "takenAt", h.taken_note as "takenNote",
  h.withdrawn_at as "withdrawnAt"`);
const handoverTables = sql.raw(`centre.handover h left join identity.v_person f on f.id = h.from_person_id
  left join identity.v_person t on t.id = h.to_person_id`);

export async function listHandovers(db: Db, which: "offered" | "recent"): Promise<HandoverRow[]> {
  const open = sql`h.taken_at is null and h.withdrawn_at is null`;
  const { rows } = await sql<HandoverRow>`
    select ${handoverColumns} from ${handoverTables} where ${which === "offered" ? open : sql`not (${open})`}
    order by h.offered_at desc, h.id limit 30`.execute(db);
  return rows;
}

/** A hand-over with both lists, as far as the viewer's regions reach. */
export async function readHandover(db: Db, id: string, scopes: readonly Scope[]): Promise<HandoverFile | undefined> {
  const { rows } = await sql<HandoverFile>`
    select ${handoverColumns}, h.offered_list as "offeredList", h.taken_list as "takenList"
    from ${handoverTables} where h.id = ${id}`.execute(db);
  const [file] = rows;
  if (file === undefined) return undefined;
  const seen = (list: OpenThings): OpenThings => ({
    ...list,
    incidents: list.incidents.filter(({ regionCode }) => reachesRegion(scopes, regionCode)),
    followUps: list.followUps.filter(({ regionCode }) => reachesRegion(scopes, regionCode)),
  });
  return {
    ...file,
    offeredList: seen(file.offeredList),
    takenList: file.takenList === null ? null : seen(file.takenList),
  };
}

import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";

export type District = { readonly code: string; readonly name: string; readonly lifts: number };

/** A lift on paper: what somebody needs who has neither screen nor map. */
export type PaperLift = {
  readonly id: string;
  readonly registerCode: string;
  readonly rescueCode: string | null;
  readonly compound: string;
  readonly address: string;
  readonly where: string;
  readonly machineRoom: string;
  readonly keyPlace: string;
  readonly accessNote: string;
  readonly useUnit: string | null;
  readonly useUnitPhone: string | null;
  readonly maintenanceUnit: string | null;
  readonly maintenancePhone: string | null;
};

export type PaperCrew = {
  readonly regionCode: string;
  /** Name of the region with the first six digits of its code. */
  readonly region: string | null;
  readonly name: string;
  readonly organisation: string | null;
  readonly kind: "unit" | "station";
  readonly phone: string | null;
  /** Telephones of the shifts from now until tomorrow noon, where the roster names others. */
  readonly rosterPhones: readonly string[];
};

/** Districts (six digits of GB/T 2260) that have lifts. */
export async function listDistricts(db: Db): Promise<readonly District[]> {
  const { rows } = await sql<District>`
    select d.code, coalesce(r.name, d.code) as name, d.lifts
    from (select left(region_code, 6) as code, count(*)::int as lifts from lifts.v_way_in group by 1) d
    left join identity.v_region r on r.code = d.code order by d.code`.execute(db);
  return rows;
}

/** Ids of a district's lifts as people look for them: by compound, building, unit. 16 bytes a lift are held, nothing else. */
export async function liftIdsOf(db: Db, district: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from lifts.v_way_in where region_code like ${`${district}%`}
    order by compound, ${asCounted("building")}, ${asCounted("unit")}, ${asCounted("lift_no")}, id`.execute(db);
  return rows.map(({ id }) => id);
}

/** 2号楼 before 10号楼: by what stands before the first number, by that number, then by the whole text. */
const asCounted = (column: "building" | "unit" | "lift_no") => {
  const text = sql.ref(column);
  return sql`substring(${text} from '^\\D*'), substring(${text} from '\\d{1,18}')::bigint nulls first, ${text}`;
};

/** The lifts with these ids, in their order. */
export async function readPaperLifts(db: Db, ids: readonly string[]): Promise<readonly PaperLift[]> {
  const { rows } = await sql<PaperLift>`
    select w.id, v.register_code as "registerCode", v.rescue_code as "rescueCode", w.compound, v.address,
      concat_ws(' ', nullif(w.building, ''), nullif(w.unit, ''), nullif(w.lift_no, '')) as where,
      w.machine_room as "machineRoom", w.key_place as "keyPlace", w.access_note as "accessNote",
      v.use_unit as "useUnit", v.use_unit_duty_phone as "useUnitPhone",
      v.maintenance_unit as "maintenanceUnit", v.maintenance_duty_phone as "maintenancePhone"
    from lifts.v_lift v join lifts.v_way_in w on w.id = v.id
    where v.id = any(${ids}::uuid[]) order by array_position(${ids}::uuid[], v.id)`.execute(db);
  return rows;
}

/** Crews and stations with their telephones, by district. */
export async function listPaperCrews(db: Db, from: Date, to: Date): Promise<readonly PaperCrew[]> {
  const { rows } = await sql<PaperCrew>`
    select c.region_code as "regionCode", g.name as region, c.name, c.organisation, c.kind, c.phone,
      coalesce((select array_agg(distinct r.phone) from crews.v_roster r where r.crew_id = c.id
        and r.to_at > ${from} and r.from_at < ${to} and r.phone is distinct from c.phone and r.phone is not null), '{}') as "rosterPhones"
    from crews.v_crew c left join identity.v_region g on g.code = left(c.region_code, 6)
    order by left(c.region_code, 6), c.kind desc, c.organisation, c.name limit 5000`.execute(db);
  return rows;
}

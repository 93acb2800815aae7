import type pg from "pg";
import type { BuildingEntry } from "./buildings.ts";
import type { LiftEntry } from "./lift-columns.ts";

export type Changes = {
  readonly buildings: BuildingEntry[];
  readonly lifts: LiftEntry[];
  readonly gone: string[];
};

const entryColumns = `l.id, l.building_id as "buildingId", l.lift_no as "liftNo", l.region_code as region, l.kind, l.registration,
  l.order_in_force as "order", l.service, l.sign, l.rescue_code is not null as "hasRescueCode",
  l.in_use_since - date '1970-01-01' as "inUseDay", l.next_inspection_due - date '1970-01-01' as "dueDay",
  floor(extract(epoch from l.registered_here_at))::int4 as "registeredAt", l.lat, l.lon`;

const unitOf = (role: string): string => `(select s.organisation_id from lifts.v_serves s
  where s.lift_id = l.id and s.role = '${role}' and s.now limit 1)`;

/** The lifts with these ids as they are now, with their buildings; `gone` are those that the register no longer holds. */
export async function readChanges(client: pg.Client, ids: readonly string[]): Promise<Changes> {
  const { rows: lifts } = await client.query<LiftEntry>(
    `select ${entryColumns}, ${unitOf("use-unit")} as "useUnit", ${unitOf("maintenance")} as "maintenanceUnit",
       exists (select 1 from lifts.party p where p.lift_id = l.id and p.role = 'use-unit' and p.safety_officer = ''
         and daterange(p.from_date, p.to_date, '[]') @> (now() at time zone 'Asia/Shanghai')::date) as "noOfficer",
       array(select s.organisation_id from lifts.v_serves s where s.lift_id = l.id and s.role = 'owner' and s.now) as owners
     from lifts.lift l where l.id = any($1::uuid[]) and l.withdrawn_at is null`,
    [ids],
  );
  const { rows: buildings } = await client.query<BuildingEntry>(
    `select b.id, s.id as "siteId", s.name as site, b.name, b.unit, b.address, s.sector
     from lifts.building b join lifts.site s on s.id = b.site_id where b.id = any($1::uuid[])`,
    [[...new Set(lifts.map((lift) => lift.buildingId))]],
  );
  const found = new Set(lifts.map((lift) => lift.id));
  return { buildings, lifts, gone: ids.filter((id) => !found.has(id)) };
}

/** A prefix that names more lifts than this is no code yet; the words are then searched in places only. */
const byCodeMax = 2_000;

/** Ids of lifts one of whose codes in force begins with this, or whose former code it is. */
export async function findByCode(client: pg.Client, code: string): Promise<string[]> {
  const upper = code.toUpperCase();
  const like = `${upper.replace(/[\\%_]/g, "\\$&")}%`;
  const columns = ["register_code", "rescue_code", "device_code", "local_code"];
  const byPrefix = columns.map((column) => `(select id from lifts.lift where ${column} like $1 limit ${byCodeMax})`);
  byPrefix.push(`(select id from lifts.lift where use_registration_no like $1
    and lifts.is_use_registration_no(use_registration_no) limit ${byCodeMax})`);
  const { rows } = await client.query<{ id: string }>(
    `${byPrefix.join(" union ")} union (select lift_id from lifts.former_code where code = $2 limit ${byCodeMax})`,
    [like, upper],
  );
  return rows.map((row) => row.id);
}

import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";

/**
 * Keeps `devices.fleet_lift`, the register flat, in rounds of a twentieth: figures and lists of a large city are counted there, at most
 * twenty minutes or so behind the register. Only rows that changed are written. The first walk of a city does not know how far it goes: it takes so
 * many pages a round, for the first import of a register wants the same processors.
 */
const roundsPerWalk = 20;
const rowsAtOnce = 5_000;
const firstWalkPages = 8;
const firstId = "00000000-0000-0000-0000-000000000000";
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export function createFleetRows(db: Db): { readonly round: (now: Instant) => Promise<void> } {
  let after = firstId;
  let rowsKnown: number | null | undefined;
  let walked = 0;
  return {
    round: async (now) => {
      if (rowsKnown === undefined) rowsKnown = (await countRows(db)) || null;
      const pages =
        rowsKnown === null ? firstWalkPages : Math.max(1, Math.ceil(rowsKnown / roundsPerWalk / rowsAtOnce));
      for (let page = 0; page < pages; page += 1) {
        const { last, rows } = await walkPage(db, after, now);
        walked += rows;
        after = last ?? firstId;
        if (last !== undefined) continue;
        rowsKnown = walked;
        walked = 0;
        return;
      }
    },
  };
}

async function countRows(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from devices.fleet_lift`.execute(db);
  return rows[0]?.n ?? 0;
}

/** A page of the register, in one statement: it is read once. @returns behind which id to go on; undefined at the end. */
async function walkPage(db: Db, after: string, now: Instant): Promise<{ last: string | undefined; rows: number }> {
  const { rows } = await sql<{ id: string; rows: number }>`
    with page as materialized (select * from lifts.v_lift where id > ${after} order by id limit ${rowsAtOnce}),
    present as (select * from page where registration not in ('stopped', 'moved', 'scrapped', 'cancelled')),
    last as (
      select count(*) as rows, case when count(*) = ${rowsAtOnce} then (array_agg(id order by id desc))[1] else ${lastId} end as id
      from page),
    gone as (
      delete from devices.fleet_lift f using last
      where f.lift_id > ${after} and f.lift_id <= last.id
        and not exists (select 1 from present where present.id = f.lift_id)),
    written as (
      insert into devices.fleet_lift as f (${columns})
      select v.id, c.id, coalesce(c.carrier, ''), v.register_code, v.place, v.region_code, v.sector, v.power_supply_point,
        coalesce(m.name, ''), v.maintenance_unit_id, coalesce(v.maintenance_unit, ''), v.in_use_since,
        coalesce(r.ids, '{}'), coalesce(cardinality(r.ids), 0)
      from present v
        -- The limit keeps it a look-up: a join would read all logins for each page.
        left join lateral (select id, carrier from devices.credential c
          where c.lift_id = v.id and c.revoked_at is null limit 1) c on true
        left join lateral (select o.name from lifts.v_serves s join identity.v_organisation o on o.id = s.organisation_id
          where s.lift_id = v.id and s.role = 'maker' and s.now order by s.from_date desc limit 1) m on true
        left join lateral (${rulesThatName(now)}) r on true
      on conflict (lift_id) do update set (${columns}) = row (excluded.*) where f.* is distinct from excluded.*)
    select id, rows from last`.execute(db);
  const [page = { id: lastId, rows: 0 }] = rows;
  return { last: page.id === lastId ? undefined : page.id, rows: page.rows };
}

const columns = sql`lift_id, device_id, carrier, register_code, place, region_code, sector, supply_point, maker, maintenance_unit_id,
  maintenance_unit, in_use_since, equip_rules, equip_score`;

/** Of each rule the newest row that is in force; `v` is the lift. */
const rulesThatName = (now: Instant) => sql`
  select array_agg(e.id order by e.id) as ids
  from (select distinct on (id) * from devices.equip_rule where valid_from <= ${ts(now)} order by id, valid_from desc) e
  where v.region_code like e.region_code || '%' and (e.sectors is null or v.sector = any(e.sectors))
    and (e.registrations is null or v.registration = any(e.registrations))
    and (e.age_years is null
      or v.in_use_since <= (${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date - make_interval(years => e.age_years))`;

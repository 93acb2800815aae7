import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";

/**
 * Keeps `devices.fleet_lift`, the register flat, in rounds of a tenth: figures and lists of a large city are counted there, at most ten
 * minutes or so behind the register. Only rows that changed are written. The first walk after a start goes through without a pause.
 */
const roundsPerWalk = 10;
const rowsAtOnce = 5_000;
const firstId = "00000000-0000-0000-0000-000000000000";
const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

export function createFleetRows(db: Db): { readonly round: (now: Instant) => Promise<void> } {
  let after = firstId;
  let rowsKnown = Number.POSITIVE_INFINITY;
  let walked = 0;
  return {
    round: async (now) => {
      const pages = Math.max(1, Math.ceil(rowsKnown / roundsPerWalk / rowsAtOnce));
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

/** A page of the register. @returns behind which id to go on; undefined at the end. */
async function walkPage(db: Db, after: string, now: Instant): Promise<{ last: string | undefined; rows: number }> {
  const { rows } = await sql<{ id: string }>`
    select id from lifts.v_lift where id > ${after} order by id limit ${rowsAtOnce}`.execute(db);
  const last = rows.length === rowsAtOnce ? rows.at(-1)?.id : undefined;
  const upTo = last ?? lastId;
  await sql`
    insert into devices.fleet_lift as f (lift_id, device_id, carrier, register_code, place, region_code, sector, supply_point, maker,
      maintenance_unit_id, maintenance_unit, in_use_since, equip_rules, equip_score)
    select v.id, c.id, coalesce(c.carrier, ''), v.register_code, v.place, v.region_code, v.sector, v.power_supply_point,
      coalesce(m.name, ''), v.maintenance_unit_id, coalesce(v.maintenance_unit, ''), v.in_use_since,
      coalesce(r.ids, '{}'), coalesce(cardinality(r.ids), 0)
    from lifts.v_lift v left join devices.credential c on c.lift_id = v.id and c.revoked_at is null
      left join lateral (select o.name from lifts.v_serves s join identity.v_organisation o on o.id = s.organisation_id
        where s.lift_id = v.id and s.role = 'maker' and s.now order by s.from_date desc limit 1) m on true
      left join lateral (select array_agg(e.id order by e.id) as ids from (
          select distinct on (id) * from devices.equip_rule where valid_from <= ${ts(now)} order by id, valid_from desc) e
        where v.region_code like e.region_code || '%' and (e.sectors is null or v.sector = any(e.sectors))
          and (e.registrations is null or v.registration = any(e.registrations))
          and (e.age_years is null or v.in_use_since <= (${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date - make_interval(years => e.age_years))
      ) r on true
    where v.id > ${after} and v.id <= ${upTo} and v.registration not in ('stopped', 'moved', 'scrapped', 'cancelled')
    on conflict (lift_id) do update set (device_id, carrier, register_code, place, region_code, sector, supply_point, maker,
        maintenance_unit_id, maintenance_unit, in_use_since, equip_rules, equip_score)
      = (excluded.device_id, excluded.carrier, excluded.register_code, excluded.place, excluded.region_code, excluded.sector,
        excluded.supply_point, excluded.maker, excluded.maintenance_unit_id, excluded.maintenance_unit, excluded.in_use_since,
        excluded.equip_rules, excluded.equip_score)
      where f.* is distinct from excluded.*`.execute(db);
  await sql`delete from devices.fleet_lift f where f.lift_id > ${after} and f.lift_id <= ${upTo}
    and not exists (select 1 from lifts.v_lift v where v.id = f.lift_id
      and v.registration not in ('stopped', 'moved', 'scrapped', 'cancelled'))`.execute(db);
  return { last, rows: rows.length };
}

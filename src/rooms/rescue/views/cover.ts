import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { CoverLift, CoverMiss, CoverReply, coverLiftQuery } from "../contract/cover.ts";
import { type CoverGroup, districtsOf, sumOf } from "../model/cover.ts";
import { inScopes } from "./incident-scope.ts";
import { numberProofs, numberState } from "./number-proofs.ts";
import { settingOf } from "./setting-sql.ts";

type Question = { readonly scopes: readonly Scope[]; readonly now: Instant };

/** Passenger lifts in use with what each has of the three conditions, as CTEs that end in `judged`. One set, no look-up per lift. */
const judged = ({ scopes, now }: Question): RawBuilder<unknown> => sql`
  proof as materialized (${numberProofs(now)}),
  rule as materialized (select r.code as region_code, ${settingOf("stationReachSeconds", sql`r.code`, now)} as reach_seconds
    from identity.v_region r),
  judged as (
    select i.lift_id, i.region_code, i.sign, i.sign = 'confirmed' as code, r.station_id, r.seconds, r.source,
      case when i.maintenance_unit_id is null then 'no-unit' else ${numberState(sql`i.maintenance_duty_phone`, now)} end as number,
      case when i.lat is null or i.lon is null then 'no-position' when r.cell_y is null then 'not-measured'
        when r.station_id is null then 'no-station' when r.seconds > u.reach_seconds then 'too-far' else 'in-reach' end as station
    from lifts.v_maintained i
    join rule u on u.region_code = i.region_code
    left join proof p on p.organisation_id = i.maintenance_unit_id and p.phone = i.maintenance_duty_phone
    left join rescue.station_reach r on r.cell_y = floor(i.lat * 500)::int and r.cell_x = floor(i.lon * 500)::int
    where i.kind in ('3110', '3210') and i.registration = 'in-use' and ${inScopes(scopes)})`;

/**
 * How many passenger lifts in use the platform covers, by district; counted afresh. Takes part of a second for a city: ask the bulk pool.
 * Groups are told apart by one mark: with several the planner expects as many groups as lifts, and sorts them on disk.
 */
export async function coverOf(db: Db, question: Question): Promise<CoverReply> {
  const [groups, squares] = await Promise.all([
    sql<CoverGroup>`with ${judged(question)},
      counted as (select j.region_code, concat_ws('/', j.code, j.number, j.station) as mark, count(*)::int as lifts
        from judged j group by 1, 2)
      select left(c.region_code, 6) as "regionCode", coalesce(r.name, left(c.region_code, 6)) as region, c.lifts,
        split_part(c.mark, '/', 1) = 't' as code, split_part(c.mark, '/', 2) as number, split_part(c.mark, '/', 3) as station
      from counted c left join identity.v_region r on r.code = left(c.region_code, 6)`.execute(db),
    sql<{ roads: number; straightLine: number }>`
      select count(*) filter (where source = 'roads')::int as roads, count(*) filter (where source <> 'roads')::int as "straightLine"
      from rescue.station_reach`.execute(db),
  ]);
  return {
    madeAt: question.now,
    total: sumOf(groups.rows),
    districts: districtsOf(groups.rows),
    squares: squares.rows[0] ?? { roads: 0, straightLine: 0 },
  };
}

const missing: Readonly<Record<CoverMiss, RawBuilder<unknown>>> = {
  any: sql`(not j.code or j.number <> 'answered' or j.station <> 'in-reach')`,
  code: sql`not j.code`,
  number: sql`j.number <> 'answered'`,
  station: sql`j.station <> 'in-reach'`,
};

type ListQuery = z.output<typeof coverLiftQuery>;

/** The lifts behind a number of the cover, in a lasting order. */
export async function coverLifts(db: Db, query: ListQuery, question: Question) {
  const { miss, why, region, after, limit } = query;
  const where = sql.join(
    [
      missing[miss],
      why === undefined ? sql`true` : sql`(j.number = ${why} or j.station = ${why})`,
      region === undefined ? sql`true` : sql`left(j.region_code, 6) = ${region}`,
    ],
    sql` and `,
  );
  const { rows } = await sql<CoverLift & { total: number }>`
    with ${judged(question)},
      wanted as materialized (select j.* from judged j where ${where}),
      page as (select * from wanted where ${after === undefined ? sql`true` : sql`lift_id > ${after}::uuid`}
        order by lift_id limit ${limit + 1})
    select v.id, v.rescue_code as "rescueCode", v.register_code as "registerCode", v.place, v.address,
      coalesce(r.name, w.region_code) as region, v.maintenance_unit as "maintenanceUnit", w.sign, w.number, w.station,
      s.name as "stationName", w.seconds as "stationSeconds", w.source as "stationSource", (select count(*)::int from wanted) as total
    from page w join lifts.v_lift v on v.id = w.lift_id
    left join identity.v_region r on r.code = left(w.region_code, 6)
    left join crews.v_station s on s.id = w.station_id
    order by w.lift_id`.execute(db);
  const lifts = rows.slice(0, limit).map(({ total: _, ...row }) => row);
  return {
    lifts,
    total: rows[0]?.total ?? 0,
    next: rows.length > limit ? (lifts.at(-1)?.id ?? null) : null,
  };
}

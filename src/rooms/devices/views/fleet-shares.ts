import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { ShareKind, ShareRow, shareFilter, shareList } from "../contract/fleet.ts";
import { readContactSources } from "../detection/contact-settings.ts";
import { csv } from "./csv-pages.ts";
import { type Asked, fleetWithin, untested } from "./fleet-rows.ts";

const rowsMax = 500;

type Share = { readonly key: RawBuilder<unknown>; readonly name: RawBuilder<unknown> };

function shareOf(by: ShareKind, now: Instant): Share {
  const today = sql`(${ts(now)}::timestamptz at time zone 'Asia/Shanghai')::date`;
  const years = (n: number) => sql`f.in_use_since > ${today} - interval '1 year' * ${sql.lit(n)}`;
  switch (by) {
    case "district":
      return {
        key: sql`left(f.region_code, 6)`,
        name: sql`coalesce((select r.name from identity.v_region r where r.code = x.key), x.key)`,
      };
    case "maker":
      return { key: sql`f.maker`, name: sql`x.key` };
    case "maintenance":
      return { key: sql`coalesce(f.maintenance_unit_id::text, '')`, name: sql`x.some_unit` };
    case "sector":
      return { key: sql`f.sector`, name: sql`x.key` };
    case "age":
      return {
        key: sql`case when f.in_use_since is null then 'unknown' when ${years(5)} then 'under-5' when ${years(10)} then '5-to-10'
          when ${years(15)} then '10-to-15' when ${years(20)} then '15-to-20' else 'over-20' end`,
        name: sql`x.key`,
      };
  }
}

/** How many lifts are equipped and connected, by what they have in common. */
export async function fleetShares(
  db: Db,
  asked: Asked<z.output<typeof shareFilter>>,
): Promise<z.output<typeof shareList>> {
  const { key, name } = shareOf(asked.query.by, asked.now);
  const { rows } = await sql<ShareRow>`
    select x.key, ${name} as name, x.lifts, x.equipped, x.equipped - x.alone - x.together - x.never as connected, x.alone,
      x.together, x.never as "neverHeard"
    from (
      select ${key} as key, min(f.maintenance_unit) as some_unit, count(*) as lifts, count(f.device_id) as equipped,
        count(o.id) filter (where not o.never_heard and o.network_event_id is null) as alone,
        count(o.id) filter (where o.network_event_id is not null) as together,
        count(o.id) filter (where o.never_heard and o.network_event_id is null) as never
      from devices.fleet_lift f left join devices.offline o on o.device_id = f.device_id and o.ended_at is null
      where ${fleetWithin(asked)} and ${untested(asked.now)} group by 1) x
    order by x.lifts desc, x.key`.execute(db);
  return {
    rows: rows.slice(0, rowsMax),
    total: totalOf(rows),
    settings: await readContactSources(db, asked.now),
  };
}

const totalOf = (rows: readonly ShareRow[]): ShareRow => {
  const sum = (field: Exclude<keyof ShareRow, "key" | "name">): number => rows.reduce((n, row) => n + row[field], 0);
  return {
    key: "",
    name: "",
    lifts: sum("lifts"),
    equipped: sum("equipped"),
    connected: sum("connected"),
    alone: sum("alone"),
    together: sum("together"),
    neverHeard: sum("neverHeard"),
  };
};

export async function sharesCsv(db: Db, asked: Asked<z.output<typeof shareFilter>>): Promise<string> {
  const { rows } = await fleetShares(db, asked);
  return csv(
    [
      "代码 key",
      "名称 name",
      "电梯 lifts",
      "已接入 equipped",
      "在线 connected",
      "在线占电梯 connected share of lifts",
      "离线 offline by own rhythm",
      "网络事件中离线 offline in a network event",
      "从未上线 never heard",
    ],
    () => Promise.resolve({ rows, next: null }),
    ({ key, name, lifts, equipped, connected, alone, together, neverHeard }) => [
      key,
      name,
      ...[lifts, equipped, connected].map(String),
      (connected / lifts).toFixed(4),
      ...[alone, together, neverHeard].map(String),
    ],
  );
}

import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import { type Db, ts } from "../../../platform/database/database.ts";
import type {
  FleetFaultRow,
  faultCountQuery,
  faultCounts,
  faultFilter,
  faultQuery,
  fleetFaultList,
} from "../contract/fleet.ts";
import { csv, csvPageRows, iso } from "./csv-pages.ts";
import { type Asked, countedMax, fleetPlace, fleetWithin, isUuid, partsOf } from "./fleet-rows.ts";

const inTest = sql`exists (select 1 from devices.v_test_time t
  where t.lift_id = x.lift_id and x.confirmed_at >= t.from_at and x.confirmed_at < t.to_at)`;

/** Faults of the fleet within a period, the newest first. */
export async function listFleetFaults(
  db: Db,
  asked: Asked<z.output<typeof faultQuery>>,
): Promise<z.output<typeof fleetFaultList>> {
  const from = faultsFrom(asked);
  const total = await sql<{
    n: number;
  }>`select count(*) as n from (select 1 from ${from} limit ${countedMax}) x`.execute(db);
  return { ...(await faultPage(db, from, asked.query)), total: total.rows[0]?.n ?? 0 };
}

type Filter = Omit<z.output<typeof faultFilter>, "show"> & { readonly show?: "all" | "open" | "cleared" };

function faultsFrom(asked: Asked<Filter>): RawBuilder<unknown> {
  const { kind, show = "all", from, to } = asked.query;
  const shown = { all: sql`true`, open: sql`x.cleared_at is null`, cleared: sql`x.cleared_at is not null` }[show];
  return sql`devices.fault x join devices.fleet_lift f on f.lift_id = x.lift_id
    where x.confirmed_at >= ${ts(from)} and x.confirmed_at < ${ts(to)} and ${shown}
      and ${kind === undefined ? sql`true` : sql`x.kind = ${kind}`} and ${fleetWithin(asked)}`;
}

type Page = { readonly after?: string | undefined; readonly limit: number };

async function faultPage(
  db: Db,
  from: RawBuilder<unknown>,
  { after, limit }: Page,
): Promise<{ rows: FleetFaultRow[]; next: string | null }> {
  const [at, id] = partsOf(after, 2) ?? [];
  const behind =
    isUuid(id) && Number.isFinite(Number(at)) ? sql`(x.confirmed_at, x.id) < (${ts(Number(at))}, ${id})` : sql`true`;
  const { rows } = await sql<FleetFaultRow>`
    select x.id, x.device_id as "deviceId", x.lift_id as "liftId", ${fleetPlace}, x.kind, x.since, x.confirmed_at as "confirmedAt",
      x.cleared_at as "clearedAt", x.cleared_by as "clearedBy", x.rule, x.at_work as "atWork", ${inTest} as "inTest"
    from ${from} and ${behind} order by x.confirmed_at desc, x.id desc limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? `${last.confirmedAt}~${last.id}` : null };
}

export async function fleetFaultsCsv(db: Db, asked: Asked<z.output<typeof faultFilter>>): Promise<string> {
  const from = faultsFrom(asked);
  return csv(
    [
      "注册代码 register code",
      "电梯 lift",
      "区划 region",
      "维保单位 maintenance unit",
      "故障 fault",
      "始于 since (UTC)",
      "确认 confirmed (UTC)",
      "消除 cleared (UTC)",
      "判据 rule",
      "作业或查验中 at work or in test",
    ],
    (after) => faultPage(db, from, { after, limit: csvPageRows }),
    (row) => [
      row.registerCode,
      row.place,
      row.regionCode,
      row.maintenanceUnit,
      row.kind,
      iso(row.since),
      iso(row.confirmedAt),
      iso(row.clearedAt),
      row.rule,
      String(row.atWork || row.inTest),
    ],
  );
}

/** How many were confirmed in each hour or day. Days are China's; its hours begin with those of UTC. */
export async function countFaultsByTime(
  db: Db,
  asked: Asked<z.output<typeof faultCountQuery>>,
): Promise<z.output<typeof faultCounts>> {
  const { by, from, to } = asked.query;
  const zone = sql`'Asia/Shanghai'`;
  const { rows } = await sql<{ at: number; faults: number }>`
    with counted as (
      select date_trunc(${by}, x.confirmed_at, ${zone}) as at, count(*) as faults
      from ${faultsFrom(asked)} and not x.at_work and not ${inTest} group by 1)
    select s.at, coalesce(c.faults, 0) as faults
    from generate_series(date_trunc(${by}, ${ts(from)}::timestamptz, ${zone}), ${ts(to - 1)}::timestamptz, ${`1 ${by}`}::interval) as s (at)
    left join counted c on c.at = s.at order by 1`.execute(db);
  return { rows };
}

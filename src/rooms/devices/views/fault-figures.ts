import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import {
  type CountedKind,
  countedKinds,
  type FaultFigure,
  type faultFigures,
  type figureQuery,
  type SettingInForce,
} from "../contract/fleet.ts";
import { csv } from "./csv-pages.ts";
import { type Asked, fleetWithin } from "./fleet-rows.ts";

const dayMs = 86_400_000;
type Figures = z.output<typeof faultFigures>;
type Question = Asked<z.output<typeof figureQuery>>;

/** How often what went wrong, and for a thousand days of a device that could tell. */
export async function countFaults(db: Db, asked: Question): Promise<Figures> {
  const deviceDays = await countDeviceDays(db, asked);
  const found = new Map((await countByKind(db, asked)).map((row) => [row.kind, row]));
  const rows = countedKinds.map((kind): FaultFigure => {
    const { faults, lifts, open } = found.get(kind) ?? { faults: 0, lifts: 0, open: 0 };
    return { kind, faults, lifts, open, rate: deviceDays === 0 ? null : (1_000 * faults) / deviceDays };
  });
  return { rows, deviceDays, settings: await readFaultSettings(db, asked.now) };
}

type Counted = { readonly kind: CountedKind; readonly faults: number; readonly lifts: number; readonly open: number };

async function countByKind(db: Db, asked: Question): Promise<Counted[]> {
  const [from, to] = [ts(asked.query.from), ts(asked.query.to)];
  const { rows } = await sql<Counted>`
    select x.kind, count(*) as faults, count(distinct x.lift_id) as lifts, count(*) filter (where x.open) as open
    from (
      select x.kind, x.lift_id, x.cleared_at is null as open, x.confirmed_at as at from devices.fault x
      where x.confirmed_at >= ${from} and x.confirmed_at < ${to} and not x.at_work
      union all
      select e.code, e.lift_id, false, e.received_at from devices.event e
      where e.code = 'entrapment' and e.phase = 'raised' and e.received_at >= ${from} and e.received_at < ${to}) x
      join devices.fleet_lift f on f.lift_id = x.lift_id
    where ${fleetWithin(asked)}
      and not exists (select 1 from devices.v_test_time t where t.lift_id = x.lift_id and x.at >= t.from_at and x.at < t.to_at)
    group by x.kind`.execute(db);
  return rows;
}

/** Devices that were never offline nor tested need no ranges: they are nearly all. */
async function countDeviceDays(db: Db, asked: Question): Promise<number> {
  const [from, to] = [ts(asked.query.from), ts(Math.min(asked.query.to, asked.now))];
  const { rows } = await sql<{ seconds: number | null }>`
    with span as (
      select f.device_id, f.lift_id, greatest(c.enrolled_at, ${from}) as from_at
      from devices.fleet_lift f join devices.credential c on c.id = f.device_id
      where ${fleetWithin(asked)} and c.enrolled_at < ${to}),
    away as (
      select device_id, range_agg(during) as during from (
        select s.device_id, tstzrange(o.since, greatest(o.since, coalesce(o.ended_at, ${to}))) as during
        from span s join devices.offline o on o.device_id = s.device_id
        where o.since < ${to} and coalesce(o.ended_at, ${to}) > ${from}
        union all
        select s.device_id, tstzrange(t.from_at, t.to_at) from span s join devices.v_test_time t on t.lift_id = s.lift_id
        where t.from_at < ${to} and t.to_at > ${from}) x
      group by 1),
    heard as (
      select case when a.device_id is null then extract(epoch from ${to} - s.from_at)
        else (select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0)
          from unnest(tstzmultirange(tstzrange(s.from_at, ${to})) - a.during) r) end as seconds
      from span s left join away a on a.device_id = s.device_id where s.from_at < ${to})
    select sum(seconds)::double precision as seconds from heard`.execute(db);
  return ((rows[0]?.seconds ?? 0) * 1_000) / dayMs;
}

/** Thresholds of the detectors: the definitions name them. */
async function readFaultSettings(db: Db, now: Instant): Promise<SettingInForce[]> {
  const { rows } = await sql<SettingInForce>`
    select distinct on (name) name, coalesce(value, seconds) as value, coalesce(unit, 's') as unit, source from devices.setting
    where valid_from <= ${ts(now)} and (name like '%.confirmSeconds' or name in
      ('doorReversals', 'doorReversalWindowSeconds', 'stuckSensorOpenings', 'overspeedPercent', 'escalatorOverspeedPercent'))
    order by name, valid_from desc`.execute(db);
  return rows;
}

export async function faultFiguresCsv(db: Db, asked: Question): Promise<string> {
  const { rows, deviceDays } = await countFaults(db, asked);
  return csv(
    [
      "原因 cause",
      "次数 count",
      "电梯 lifts",
      "未消除 open",
      "每千设备·日 per 1,000 device-days",
      "设备·日 device-days",
    ],
    () => Promise.resolve({ rows, next: null }),
    ({ kind, faults, lifts, open, rate }) => [
      kind,
      ...[faults, lifts, open].map(String),
      rate === null ? "" : rate.toFixed(4),
      deviceDays.toFixed(2),
    ],
  );
}

import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { scopesOf } from "../../identity/index.ts";
import { regionPrefix, visibleLiftCondition } from "../../lifts/index.ts";
import type {
  AlarmTestRow,
  alarmTestFilter,
  alarmTestList,
  alarmTestQuery,
  DarkRow,
  darkFilter,
  darkList,
  darkQuery,
} from "../contract/docking.ts";
import { csv, csvPageRows, iso } from "./csv-pages.ts";
import { readSetting } from "./read-setting.ts";

/** Beyond, a list says that it is longer. */
const countedMax = 10_001;

type Asked<Q> = { readonly viewer: Principal; readonly now: Instant; readonly query: Q };

function within({
  viewer,
  query,
}: Asked<{ q?: string | undefined; region?: string | undefined }>): RawBuilder<unknown> {
  const like = `%${(query.q ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const region = query.region === undefined ? sql`true` : sql`v.region_code like ${`${regionPrefix(query.region)}%`}`;
  return sql`${visibleLiftCondition(scopesOf(viewer, "devices.read"))} and ${region}
    and (v.register_code ilike ${like} or v.place ilike ${like})`;
}
const afterId = (column: RawBuilder<unknown>, after: string | undefined): RawBuilder<unknown> =>
  after === undefined ? sql`true` : sql`${column} > ${after}`;
const place = sql`v.register_code as "registerCode", v.place, v.region_code as "regionCode", v.maintenance_unit as "maintenanceUnit"`;

/** Lifts whose device has been silent for days, or was and speaks again. */
export async function listDark(db: Db, asked: Asked<z.output<typeof darkQuery>>): Promise<z.output<typeof darkList>> {
  const { query, now } = asked;
  const where = darkWhere(asked);
  const total = await sql<{
    n: number;
  }>`select count(*) as n from (select 1 from devices.dark d join lifts.v_lift v on v.id = d.lift_id
    where ${where} limit ${countedMax}) x`.execute(db);
  const { rows, next } = await darkPage(db, where, query);
  return { rows, total: total.rows[0]?.n ?? 0, next, setting: await readSetting(db, "darkSeconds", now) };
}

function darkWhere(asked: Asked<z.output<typeof darkFilter>>): RawBuilder<unknown> {
  const { query, now } = asked;
  const days = query.days === undefined ? sql`true` : sql`d.since <= ${ts(now - seconds(86_400 * query.days))}`;
  return sql`${within(asked)} and ${days} and d.ended_at is ${query.show === "dark" ? sql`null` : sql`not null`}`;
}

type Page = { readonly after?: string | undefined; readonly limit: number };

async function darkPage(
  db: Db,
  where: RawBuilder<unknown>,
  { after, limit }: Page,
): Promise<{ rows: DarkRow[]; next: string | null }> {
  const { rows } = await sql<DarkRow>`
    select d.id, d.lift_id as "liftId", ${place}, v.use_unit as "useUnit", d.since, d.never_heard as "neverHeard",
      d.found_at as "foundAt", d.ended_at as "endedAt"
    from devices.dark d join lifts.v_lift v on v.id = d.lift_id
    where ${where} and ${afterId(sql`d.id`, after)} order by d.id limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

/** When each device last proved its alarm line: the newest `alarm-test` that it sent by itself or that somebody pressed in a docking check. */
export async function listAlarmTests(
  db: Db,
  asked: Asked<z.output<typeof alarmTestQuery>>,
): Promise<z.output<typeof alarmTestList>> {
  const setting = await readSetting(db, "alarmLineTestSeconds", asked.now);
  const from = alarmTestsFrom(asked, setting.seconds);
  const total = await sql<{
    n: number;
  }>`select count(*) as n from (select 1 from ${from} limit ${countedMax}) x`.execute(db);
  const { rows, next } = await alarmTestPage(db, from, { ...asked.query, every: setting.seconds });
  return { rows, total: total.rows[0]?.n ?? 0, next, setting };
}

const isLift = sql`v.kind not like '33%'`;

function alarmTestsFrom(asked: Asked<z.output<typeof alarmTestFilter>>, every: number): RawBuilder<unknown> {
  const { query, now } = asked;
  const due = ts(now - seconds(every));
  const shown = {
    overdue: sql`p.proved_at < ${due}`,
    never: sql`p.device_id is null`,
    all: sql`true`,
  }[query.show];
  return sql`devices.credential c join lifts.v_lift v on v.id = c.lift_id
    left join devices.alarm_proof p on p.device_id = c.id
    where c.revoked_at is null and ${isLift} and ${within(asked)} and ${shown}`;
}

async function alarmTestPage(
  db: Db,
  from: RawBuilder<unknown>,
  { after, limit, every }: Page & { readonly every: number },
): Promise<{ rows: AlarmTestRow[]; next: string | null }> {
  const { rows } = await sql<AlarmTestRow>`
    select c.id as "deviceId", c.lift_id as "liftId", ${place}, p.proved_at as "provedAt",
      coalesce(p.proved_at, c.enrolled_at) + make_interval(secs => ${every}) as "dueAt"
    from ${from} and ${afterId(sql`c.id`, after)} order by c.id limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.deviceId ?? null) : null };
}

export async function darkCsv(db: Db, asked: Asked<z.output<typeof darkFilter>>): Promise<string> {
  const where = darkWhere(asked);
  return csv(
    [
      "注册代码 register code",
      "电梯 lift",
      "区划 region",
      "使用单位 use unit",
      "维保单位 maintenance unit",
      "失联自 since (UTC)",
      "从未上线 never heard",
      "发现 found (UTC)",
      "恢复 ended (UTC)",
    ],
    (after) => darkPage(db, where, { after, limit: csvPageRows }),
    (row) => [
      row.registerCode,
      row.place,
      row.regionCode,
      row.useUnit,
      row.maintenanceUnit,
      iso(row.since),
      String(row.neverHeard),
      iso(row.foundAt),
      iso(row.endedAt),
    ],
  );
}

export async function alarmTestCsv(db: Db, asked: Asked<z.output<typeof alarmTestFilter>>): Promise<string> {
  const { seconds: every } = await readSetting(db, "alarmLineTestSeconds", asked.now);
  const from = alarmTestsFrom(asked, every);
  return csv(
    [
      "注册代码 register code",
      "电梯 lift",
      "区划 region",
      "维保单位 maintenance unit",
      "最近一次自检 last proof (UTC)",
      "应于 due (UTC)",
    ],
    (after) => alarmTestPage(db, from, { after, limit: csvPageRows, every }),
    (row) => [row.registerCode, row.place, row.regionCode, row.maintenanceUnit, iso(row.provedAt), iso(row.dueAt)],
  );
}

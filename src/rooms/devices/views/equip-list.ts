import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { EquipRow, EquipRule, equipFilter, equipList, equipQuery } from "../contract/fleet.ts";
import { csv, csvPageRows } from "./csv-pages.ts";
import { type Asked, countedMax, fleetPlace, fleetWithin, isUuid, partsOf } from "./fleet-rows.ts";

/** Lifts without a device that a rule names: those of most rules first, then the oldest. */
export async function listToEquip(
  db: Db,
  asked: Asked<z.output<typeof equipQuery>>,
): Promise<z.output<typeof equipList>> {
  const from = equipFrom(asked);
  const total = await sql<{
    n: number;
  }>`select count(*) as n from (select 1 from ${from} limit ${countedMax}) x`.execute(db);
  return {
    ...(await equipPage(db, from, asked.query)),
    total: total.rows[0]?.n ?? 0,
    rules: await rulesInForce(db, asked),
  };
}

function equipFrom(asked: Asked<z.output<typeof equipFilter>>): RawBuilder<unknown> {
  const { rule } = asked.query;
  return sql`devices.fleet_lift f where f.device_id is null and f.equip_score > 0
    and ${rule === undefined ? sql`true` : sql`${rule} = any(f.equip_rules)`} and ${fleetWithin(asked)}`;
}

type Page = { readonly after?: string | undefined; readonly limit: number };
const order = sql`(-f.equip_score), (coalesce(f.in_use_since, date '9999-12-31')), f.lift_id`;

async function equipPage(
  db: Db,
  from: RawBuilder<unknown>,
  { after, limit }: Page,
): Promise<{ rows: EquipRow[]; next: string | null }> {
  const [score, day, id] = partsOf(after, 3) ?? [];
  const isMark = isUuid(id) && /^-\d{1,6}$/.test(score ?? "") && /^\d{4}-\d\d-\d\d$/.test(day ?? "");
  const behind = isMark ? sql`(${order}) > (${Number(score)}::integer, ${day}::date, ${id}::uuid)` : sql`true`;
  const { rows } = await sql<EquipRow>`
    select f.lift_id as "liftId", ${fleetPlace}, f.sector, to_char(f.in_use_since, 'YYYY-MM-DD') as "inUseSince",
      f.equip_rules as rules
    from ${from} and ${behind} order by ${order} limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = last && `${-last.rules.length}~${last.inUseSince ?? "9999-12-31"}~${last.liftId}`;
  return { rows: shown, next: rows.length > limit ? (next ?? null) : null };
}

async function rulesInForce(db: Db, asked: Asked<z.output<typeof equipFilter>>): Promise<EquipRule[]> {
  const { q, region } = asked.query;
  const lifts = await sql<{ id: string; lifts: number }>`
    select id, count(*) as lifts from devices.fleet_lift f, unnest(f.equip_rules) as id
    where f.device_id is null and f.equip_score > 0 and ${fleetWithin({ ...asked, query: { q, region } })} group by 1`.execute(
    db,
  );
  const counts = new Map(lifts.rows.map((row) => [row.id, row.lifts]));
  return (await readRules(db, asked.now)).map((rule) => ({ ...rule, lifts: counts.get(rule.id) ?? 0 }));
}

async function readRules(db: Db, now: Instant): Promise<Omit<EquipRule, "lifts">[]> {
  const { rows } = await sql<Omit<EquipRule, "lifts">>`
    select distinct on (id) id, policy, clause, zh, en, source from devices.equip_rule
    where valid_from <= ${ts(now)} order by id, valid_from desc`.execute(db);
  return rows.sort((a, b) => b.policy.localeCompare(a.policy) || a.id.localeCompare(b.id));
}

export async function equipCsv(db: Db, asked: Asked<z.output<typeof equipFilter>>): Promise<string> {
  const from = equipFrom(asked);
  const rules = new Map((await readRules(db, asked.now)).map((rule) => [rule.id, rule]));
  return csv(
    [
      "注册代码 register code",
      "电梯 lift",
      "区划 region",
      "适用场所 sector",
      "投入使用 in use since",
      "维保单位 maintenance unit",
      "依据 rules and clauses",
    ],
    (after) => equipPage(db, from, { after, limit: csvPageRows }),
    (row) => [
      row.registerCode,
      row.place,
      row.regionCode,
      row.sector,
      row.inUseSince,
      row.maintenanceUnit,
      row.rules
        .map((id) => {
          const rule = rules.get(id);
          return rule === undefined ? id : `${rule.zh} ${rule.en} (${rule.policy} §${rule.clause})`;
        })
        .join("; "),
    ],
  );
}

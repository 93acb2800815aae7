import { type RawBuilder, sql } from "kysely";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { AuditFilter, AuditRow } from "../contract.ts";

type Query = AuditFilter & { readonly after?: number | undefined; readonly limit: number };

/** Acts that the filter lets through, newest first; `next` is handed back as `after`. */
export async function listAudit(db: Db, query: Query): Promise<{ rows: AuditRow[]; next: number | null }> {
  const { rows } = await sql<AuditRow>`
    select r.id, r.at, ${actorName} as actor, ${triedName} as tried, r.actor_kind || ':' || r.actor_id as "actorId", r.act, r.target, r.outcome, r.detail, r.address,
      exists (select 1 from identity.audit_seal s where s.row_id = r.id) as sealed
    from identity.audit_row r where ${conditions(query)} order by r.id desc limit ${query.limit}`.execute(db);
  return { rows, next: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null };
}

/** Log-ins were once recorded before the person was known: the account that it is about says who it was. */
const actorName = sql`case when r.actor_name <> '' then r.actor_name
  when r.act = 'identity.log-in' and r.outcome = 'done' then coalesce((
    select p.name from identity.account a join identity.person p on p.id = a.person_id
    where a.id = substr(r.target, length('identity/account/') + 1)::uuid), r.actor_kind)
  else r.actor_kind end`;

/** The name with which somebody tried to log in; masked as it was written down. */
const triedName = sql`case when r.act = 'identity.log-in' and r.outcome = 'refused' then r.detail::jsonb ->> 'tried' end`;

function conditions(query: Query): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = [sql`true`];
  if (query.after !== undefined) all.push(sql`r.id < ${query.after}`);
  if (query.actor !== undefined) all.push(doneBy(query.actor));
  if (query.act !== undefined) all.push(sql`r.act like ${`${plain(query.act)}%`}`);
  if (query.target !== undefined)
    all.push(sql`(r.target like ${`${plain(query.target)}%`} or r.target like ${`%/${plain(query.target)}`})`);
  if (query.outcome !== undefined) all.push(sql`r.outcome = ${query.outcome}`);
  if (query.from !== undefined) all.push(sql`r.at >= ${ts(query.from)}`);
  if (query.to !== undefined) all.push(sql`r.at < ${ts(query.to)}`);
  return sql.join(all, sql` and `);
}

/** By part of the name or by id. Who fails to log in is nobody: the account that he tried stands as the target. */
const doneBy = (actor: string): RawBuilder<unknown> => {
  const name = `%${plain(actor)}%`;
  return sql`(r.actor_name ilike ${name} or r.actor_id = ${actor} or r.act = 'identity.log-in' and r.target in (
    select 'identity/account/' || a.id from identity.account a join identity.person p on p.id = a.person_id where p.name ilike ${name}))`;
};

/** What was typed is looked for as it is, not as a pattern. */
const plain = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

/** As many rows as a person can read in a table program; a longer time is asked for in parts. */
const csvRowsMax = 100_000;
const pageSize = 5_000;

/**
 * The filtered rows as CSV, newest first, with the columns named in Chinese and English. Where there are more, the last line says so: a
 * file that ends without a word is taken for whole.
 */
export async function auditCsv(db: Db, filter: AuditFilter, rowsMax = csvRowsMax): Promise<string> {
  const parts = [`\uFEFF${head.map(cell).join(",")}\r\n`];
  let left = rowsMax;
  let after: number | undefined;
  while (left > 0) {
    const { rows, next } = await listAudit(db, { ...filter, after, limit: Math.min(pageSize, left) });
    for (const row of rows) parts.push(`${cellsOf(row).map(cell).join(",")}\r\n`);
    if (next === null) return parts.join("");
    after = next;
    left -= rows.length;
  }
  const { rows: further } = await listAudit(db, { ...filter, after, limit: 1 });
  if (further.length > 0) parts.push(`${cell(cutShort(rowsMax))}\r\n`);
  return parts.join("");
}

const cutShort = (rows: number): string =>
  `只含最新的 ${rows} 条，更早的请缩小时间范围另行导出 only the newest ${rows} rows: export earlier ones by a narrower time`;

const head = [
  "编号 id",
  "时间 at (UTC)",
  "人员 actor",
  "标识 actor id",
  "操作 act",
  "对象 target",
  "结果 outcome",
  "详情 detail",
  "地址 address",
  "已封存 sealed",
];

const cellsOf = (row: AuditRow): string[] => [
  String(row.id),
  new Date(row.at).toISOString(),
  row.actor,
  row.actorId,
  row.act,
  row.target,
  row.outcome,
  row.detail ?? "",
  row.address ?? "",
  row.sealed ? "1" : "0",
];

/** A leading sign of a formula is written as text: table programs would run it. */
const cell = (text: string): string => `"${text.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;

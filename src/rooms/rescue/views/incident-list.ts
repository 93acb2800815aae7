import { sql } from "kysely";
import type { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { IncidentRow, incidentQuery } from "../contract.ts";
import { selectIncidentRows } from "./incident-rows.ts";
import { inScopes } from "./incident-scope.ts";
import { metricCondition } from "./numbers.ts";
import { workConditions } from "./work-metrics.ts";

export type IncidentList = { readonly incidents: IncidentRow[]; readonly total: number; readonly next: string | null };
type Query = z.output<typeof incidentQuery>;

/** Incidents, never drills, newest first, by key (`<opened ms>_<id>`), with their number. Undefined when the metric is unknown. */
export async function listIncidents(
  db: Db,
  query: Query,
  viewer: { readonly scopes: readonly Scope[]; readonly now: Instant },
): Promise<IncidentList | undefined> {
  const metric =
    query.metric === undefined
      ? sql`true`
      : (metricCondition(query.metric) ?? workConditions(viewer.now)[query.metric]);
  if (metric === undefined) return undefined;
  const state = { open: sql`i.closed_at is null`, closed: sql`i.closed_at is not null`, all: sql`true` }[query.state];
  const from = query.from === undefined ? sql`true` : sql`i.opened_at >= ${ts(query.from)}`;
  const to = query.to === undefined ? sql`true` : sql`i.opened_at < ${ts(query.to)}`;
  const kind = query.kind === undefined ? sql`true` : sql`i.kind = ${query.kind}`;
  const where = sql`${state} and not i.drill and ${kind} and ${metric} and ${from} and ${to} and ${inScopes(viewer.scopes)}`;
  const [afterAt, afterId] = query.after?.split("_") ?? [];
  const after =
    afterAt === undefined || afterId === undefined
      ? sql`true`
      : sql`(i.opened_at, i.id) < (${ts(Number(afterAt))}, ${afterId}::uuid)`;
  const page = sql`order by i.opened_at desc, i.id desc limit ${query.limit + 1}`;
  const rows = await selectIncidentRows(db, sql`${where} and ${after}`, page, viewer.now);
  const { rows: counted } = await sql<{ n: number }>`
    select count(*)::int as n from (select 1 from rescue.incident i where ${where} limit 10001) capped`.execute(db);
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return {
    incidents: rows.slice(0, query.limit),
    total: counted[0]?.n ?? 0,
    next: last === undefined ? null : `${last.openedAt}_${last.id}`,
  };
}

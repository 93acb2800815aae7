import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { GapKind } from "../contract/catalogue.ts";
import type { Gap } from "../contract/editing.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

type Query = {
  readonly kind?: GapKind | undefined;
  readonly ownerId?: string | undefined;
  readonly overdue: boolean;
  readonly liftId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

/** Open gaps within the scopes, the one that is due first first. Refused: LIFTS_CURSOR_WRONG. */
export async function listGaps(
  db: Db,
  scopes: readonly Scope[],
  query: Query & { readonly now: Instant },
): Promise<Result<{ gaps: Gap[]; next: string | null }>> {
  const [, afterAt, afterId] =
    query.after === undefined ? [] : (/^(\d{1,15})\.([0-9a-f-]{36})$/.exec(query.after) ?? []);
  if (query.after !== undefined && afterId === undefined) return refuse("LIFTS_CURSOR_WRONG");
  const conditions = [
    visibleLiftCondition(scopes),
    query.kind === undefined ? sql`true` : sql`g.kind = ${query.kind}`,
    query.ownerId === undefined ? sql`true` : sql`g.owner_id = ${query.ownerId}`,
    query.liftId === undefined ? sql`true` : sql`g.lift_id = ${query.liftId}`,
    query.overdue ? sql`g.due_at < ${ts(query.now)}` : sql`true`,
    afterId === undefined ? sql`true` : sql`(g.due_at, g.id) > (${ts(Number(afterAt))}, ${afterId}::uuid)`,
  ];
  const { rows } = await sql<Gap>`
    select g.id, g.kind, g.lift_id as "liftId", v.place, v.register_code as "registerCode", v.region_code as "regionCode",
      g.other_lift_id as "otherLiftId", o.name as owner, g.owner_id as "ownerId", g.opened_at as "openedAt",
      g.due_at as "dueAt", g.note
    from lifts.gap g join lifts.v_lift v on v.id = g.lift_id left join identity.v_organisation o on o.id = g.owner_id
    where g.closed_at is null and ${sql.join(conditions, sql` and `)}
    order by g.due_at, g.id limit ${query.limit + 1}`.execute(db);
  const gaps = rows.slice(0, query.limit);
  const last = gaps.at(-1);
  return ok({ gaps, next: rows.length > query.limit && last !== undefined ? `${last.dueAt}.${last.id}` : null });
}

type Count = {
  kind: GapKind;
  open: number;
  overdue: number;
  dueDays: number;
  source: string;
  confirmed: boolean;
  lookedAt: Instant | null;
};

/** How many gaps of each kind are open within the scopes, with the rule that gives each its clock. */
export async function countGaps(db: Db, scopes: readonly Scope[], now: Instant): Promise<Count[]> {
  const { rows } = await sql<Count>`
    select r.kind, r.due_days as "dueDays", r.source, r.confirmed,
      r.looked_at as "lookedAt",
      count(l.id) as open, count(l.id) filter (where g.due_at < ${ts(now)}) as overdue
    from lifts.gap_rule r
    left join lifts.gap g on g.kind = r.kind and g.closed_at is null
    left join lifts.lift l on l.id = g.lift_id and l.withdrawn_at is null and ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })}
    group by r.kind order by r.kind`.execute(db);
  return rows;
}

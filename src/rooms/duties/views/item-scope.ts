import { type RawBuilder, sql } from "kysely";
import { regionPrefix, type Scope } from "../../../kernel/principal.ts";

/** SQL: the scopes reach a unit's item, beside `duties.due_item i` and `identity.v_organisation o`. */
export function inReach(scopes: readonly Scope[]): RawBuilder<boolean> {
  const parts = scopes.flatMap((scope) => {
    if (scope.kind === "everything") return [sql<boolean>`true`];
    if (scope.kind === "region") return [sql<boolean>`o.region_code like ${`${regionPrefix(scope.code)}%`}`];
    if (scope.kind === "organisation") return [sql<boolean>`o.id = ${scope.id}`];
    return [];
  });
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** SQL: how an item stands on a day; the same as `itemState`, which a test compares. */
export const stateOn = (today: string): RawBuilder<string> => sql<string>`case
  when i.outcome is not null then i.outcome when i.due_on < ${today}::date then 'overdue'
  when i.remind_on <= ${today}::date then 'due' else 'not-due' end`;

/** SQL: how a document stands on a day; the same as `standingOf`. */
export const standingOn = (today: string): RawBuilder<string> => sql<string>`case
  when least(d.valid_until, d.withdrawn_on) < ${today}::date then 'ended'
  when d.bound_at is not null and coalesce(d.effective_on <= ${today}::date, true) then 'bound' else 'read' end`;

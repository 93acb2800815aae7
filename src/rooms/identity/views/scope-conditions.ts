import { type RawBuilder, sql } from "kysely";
import { regionPrefix, type Scope } from "../../../kernel/principal.ts";

/**
 * SQL that is true for the people within the scopes, beside `identity.person p` left-joined to
 * `identity.organisation o`: by the region of their organisation, or the organisation itself. Who belongs to none is seen
 * by those only whose scope is everything.
 */
export function visiblePersonCondition(scopes: readonly Scope[]): RawBuilder<boolean> {
  const parts = scopes.flatMap((scope) => {
    if (scope.kind === "everything") return [sql<boolean>`true`];
    if (scope.kind === "region") return [sql<boolean>`o.region_code like ${`${regionPrefix(scope.code)}%`}`];
    if (scope.kind === "organisation") return [sql<boolean>`p.organisation_id = ${scope.id}`];
    return [];
  });
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** SQL: still there (or ended) on a day, of a column with the last day. */
export function endedCondition(column: string, wanted: "no" | "only" | "all", today: string): RawBuilder<boolean> {
  if (wanted === "all") return sql<boolean>`true`;
  const gone = sql<boolean>`coalesce(${sql.ref(column)} < ${today}::date, false)`;
  return wanted === "only" ? gone : sql<boolean>`not ${gone}`;
}

/** Words to look for anywhere in a text, as a pattern for `ilike`. */
export const likeOf = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

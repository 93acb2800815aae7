import { type RawBuilder, sql } from "kysely";
import { regionHolds, regionPrefix, type Scope } from "../../kernel/principal.ts";

/** Regions of somebody or of something; null is everywhere, an empty list nowhere. */
export type Regions = readonly string[] | null;

/** The regions in which somebody with these scopes imports, or reads what was imported. */
export const regionsOfScopes = (scopes: readonly Scope[]): Regions =>
  scopes.some(({ kind }) => kind === "everything")
    ? null
    : scopes.flatMap((scope) => (scope.kind === "region" ? [scope.code] : []));

/** Whether what belongs to `own` is within `reach`, the whole of it. What is nowhere is only for those who are everywhere. */
export const reaches = (reach: Regions, own: Regions): boolean =>
  reach === null ||
  (own !== null && own.length > 0 && own.every((code) => reach.some((outer) => regionHolds(outer, code))));

/** Whether two sets of regions have a place in common. */
export const overlap = (a: Regions, b: Regions): boolean =>
  a === null || b === null || a.some((one) => b.some((two) => regionHolds(one, two) || regionHolds(two, one)));

/** The same as `reaches`, in SQL, for a column of regions. */
export function reachedCondition(reach: Regions, column: "r.regions" | "s.regions"): RawBuilder<boolean> {
  if (reach === null) return sql<boolean>`true`;
  const own = sql.ref(column);
  return sql<boolean>`(cardinality(${own}) > 0 and not exists (select 1 from unnest(${own}) as own (code) where not exists
    (select 1 from unnest(${reach.map(regionPrefix)}::text[]) as outer_one (prefix) where starts_with(own.code, outer_one.prefix))))`;
}

import { type RawBuilder, sql } from "kysely";
import { regionPrefix, type Scope } from "../../../kernel/principal.ts";

/** Where a lift is not known yet, everybody who works at the desk must see the rescue. */
const unknownRegion = "100000";

/** Rows `i` with a `region_code` that these scopes reach. */
export function inRegions(scopes: readonly Scope[]): RawBuilder<unknown> {
  if (scopes.some(({ kind }) => kind === "everything")) return sql`true`;
  const prefixes = scopes.flatMap((scope) => (scope.kind === "region" ? [`${regionPrefix(scope.code)}%`] : []));
  if (prefixes.length === 0) return sql`false`;
  return sql`(i.region_code like any(${prefixes}) or i.region_code = ${unknownRegion})`;
}

/** The same for a single code. */
export const reachesRegion = (scopes: readonly Scope[], code: string): boolean =>
  scopes.some(
    (scope) =>
      scope.kind === "everything" ||
      (scope.kind === "region" && (code === unknownRegion || code.startsWith(regionPrefix(scope.code)))),
  );

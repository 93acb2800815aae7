import { type RawBuilder, sql } from "kysely";
import type { Principal, Scope } from "../../../kernel/principal.ts";
import type { Permission } from "../../identity/contract.ts";
import { covers, scopesOf } from "../../identity/index.ts";

/** Region of an incident whose lift is not known: whoever dispatches here must see it, wherever it turns out to be. */
export const unknownRegion = "100000";

/** Whether somebody's permission reaches an incident of this region. */
export const reaches = (principal: Principal, permission: Permission, regionCode: string): boolean => {
  const scopes = scopesOf(principal, permission);
  return scopes.length > 0 && (regionCode === unknownRegion || covers(scopes, { regionCode }));
};

/** The same as a condition on `i.region_code`. */
export function inScopes(scopes: readonly Scope[]): RawBuilder<unknown> {
  if (scopes.some((scope) => scope.kind === "everything")) return sql`true`;
  const prefixes = scopes.flatMap((scope) => (scope.kind === "region" ? [`${prefixOf(scope.code)}%`] : []));
  if (prefixes.length === 0) return sql`false`;
  return sql`(i.region_code like any(${prefixes}) or i.region_code = ${unknownRegion})`;
}

/** GB/T 2260: 330100 holds every code that begins with 3301. */
const prefixOf = (code: string): string => {
  if (code === unknownRegion) return "";
  if (code.endsWith("0000")) return code.slice(0, 2);
  return code.length === 6 && code.endsWith("00") ? code.slice(0, 4) : code;
};

import { type RawBuilder, sql } from "kysely";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { never } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import { regionPrefix } from "../model/region-prefix.ts";

/** Organisations in these roles answer for what the lift does today. */
export const servingRoles = ["maintenance", "use-unit"] as const;
/** Organisations in these roles see the lift today. */
const seeingRoles = [...servingRoles, "owner"] as const;
type SeeingRole = (typeof seeingRoles)[number];

/**
 * SQL that is true for the lifts within the scopes, for use in a `where` beside `lifts.v_lift` (or a table that has the
 * lift's id under another name). Organisations see the lifts that they maintain, use or own today. No scopes, no lifts.
 */
export function visibleLiftCondition(
  scopes: readonly Scope[],
  columns: { readonly id: string; readonly regionCode: string } = { id: "v.id", regionCode: "v.region_code" },
  roles: readonly SeeingRole[] = seeingRoles,
): RawBuilder<boolean> {
  const id = sql.ref(columns.id);
  const region = sql.ref(columns.regionCode);
  const parts = scopes.map((scope) => {
    switch (scope.kind) {
      case "everything":
        return sql<boolean>`true`;
      case "region":
        return sql<boolean>`${region} like ${`${regionPrefix(scope.code)}%`}`;
      case "sector":
        return sql<boolean>`(${region} like ${`${regionPrefix(scope.regionCode)}%`}
          and exists (select 1 from lifts.v_lift s where s.id = ${id} and s.sector = ${scope.sector}))`;
      case "organisation":
        return sql<boolean>`exists (select 1 from lifts.v_serves s where s.lift_id = ${id}
          and s.organisation_id = ${scope.id} and s.role in (${sql.join(roles.map((role) => sql.lit(role)))}) and s.now)`;
      case "crew":
        return sql<boolean>`false`;
      default:
        return never(scope);
    }
  });
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** Whether somebody with these scopes may see this lift; with `roles`: whether it is among those that he serves in one of them. */
export async function isVisible(
  db: Db,
  liftId: LiftId,
  scopes: readonly Scope[],
  roles?: readonly SeeingRole[],
): Promise<boolean> {
  const { rows } = await sql`select 1 from lifts.v_lift v
    where v.id = ${liftId} and ${visibleLiftCondition(scopes, undefined, roles)}`.execute(db);
  return rows.length > 0;
}

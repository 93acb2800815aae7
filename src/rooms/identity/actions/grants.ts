import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Db, type Tx, ts } from "../../../platform/database/database.ts";
import type { Role } from "../contract.ts";
import { type AdministrationMode, mayAlsoHold } from "../model/administrators.ts";
import { rowOf } from "../model/grants.ts";
import { rolePermissions } from "../model/role-permissions.ts";

export type NewGrant = { readonly role: Role; readonly scope: Scope };

export async function administrationModeOf(db: Db): Promise<AdministrationMode> {
  const { rows } = await sql<{ mode: AdministrationMode }>`select mode from identity.administration_mode`.execute(db);
  return rows[0]?.mode ?? "single";
}

/**
 * Whether somebody who holds the roles `held` may get all these. Refused: IDENTITY_SCOPE_NOT_FOR_ROLE,
 * IDENTITY_SCOPE_UNKNOWN, IDENTITY_ADMINISTRATORS_APART, IDENTITY_MODE_THREE.
 */
export async function checkGrants(tx: Tx, held: readonly string[], grants: readonly NewGrant[]): Promise<Result<null>> {
  const mode = await administrationModeOf(tx);
  const all = [...held];
  for (const { role, scope } of grants) {
    if (!rolePermissions[role].scopes.includes(scope.kind))
      return refuse("IDENTITY_SCOPE_NOT_FOR_ROLE", { role, scope: scope.kind });
    if (!(await scopeExists(tx, scope))) return refuse("IDENTITY_SCOPE_UNKNOWN");
    const may = mayAlsoHold(all, role, mode);
    if (!may.ok) return may;
    all.push(role);
  }
  return ok(null);
}

/** The roles of a person in all accounts that are not disabled; locks him, so that two who give roles at once see each other. */
export async function rolesOfPerson(tx: Tx, personId: string): Promise<string[]> {
  await sql`select 1 from identity.person where id = ${personId} for update`.execute(tx);
  const { rows } = await sql<{ role: string }>`
    select distinct g.role from identity.role_grant g join identity.account a on a.id = g.account_id
    where a.person_id = ${personId} and a.disabled_at is null`.execute(tx);
  return rows.map((row) => row.role);
}

/** Writes a grant that was checked; one that is there already stays as it is. */
export async function writeGrant(tx: Tx, accountId: string, grant: NewGrant, at: Instant): Promise<void> {
  const row = rowOf(grant);
  await sql`insert into identity.role_grant (account_id, role, scope_kind, region_code, sector, scope_id, granted_at)
    values (${accountId}, ${row.role}, ${row.scopeKind}, ${row.regionCode}, ${row.sector}, ${row.scopeId}, ${ts(at)})
    on conflict do nothing`.execute(tx);
}

/** Regions and organisations are ours to know; a crew belongs to a higher room, which vouches for it, and so does a sector. */
async function scopeExists(tx: Tx, scope: Scope): Promise<boolean> {
  const regionCode = scope.kind === "region" ? scope.code : scope.kind === "sector" ? scope.regionCode : undefined;
  if (regionCode !== undefined)
    return (await sql`select 1 from identity.region where code = ${regionCode}`.execute(tx)).rows.length === 1;
  if (scope.kind === "organisation")
    return (await sql`select 1 from identity.organisation where id = ${scope.id}`.execute(tx)).rows.length === 1;
  return true;
}

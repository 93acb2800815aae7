import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId, type PersonId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Role } from "../contract.ts";
import { rolePermissions } from "../model/role-permissions.ts";

export type AccountSeed = {
  readonly login: string;
  readonly name: string;
  /** From `hashPassword`, made before the transaction. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly at: Instant;
};

/** A person with an account and one role. Refused: IDENTITY_LOGIN_TAKEN, IDENTITY_SCOPE_NOT_FOR_ROLE, IDENTITY_SCOPE_UNKNOWN. */
export async function createAccount(
  tx: Tx,
  seed: AccountSeed,
): Promise<Result<{ readonly accountId: string; readonly personId: PersonId }>> {
  if (!rolePermissions[seed.role].scopes.includes(seed.scope.kind))
    return refuse("IDENTITY_SCOPE_NOT_FOR_ROLE", { role: seed.role, scope: seed.scope.kind });
  if (!(await scopeExists(tx, seed.scope))) return refuse("IDENTITY_SCOPE_UNKNOWN");
  const personId = newId<"person">();
  const accountId = newId<"account">();
  await sql`insert into identity.person (id, name) values (${personId}, ${seed.name})`.execute(tx);
  const made = await sql`
    insert into identity.account (id, person_id, login, password_hash, created_at)
    values (${accountId}, ${personId}, ${seed.login}, ${seed.passwordHash}, ${ts(seed.at)})
    on conflict ((lower(login))) do nothing`.execute(tx);
  if (made.numAffectedRows !== 1n) {
    await sql`delete from identity.person where id = ${personId}`.execute(tx);
    return refuse("IDENTITY_LOGIN_TAKEN", { login: seed.login });
  }
  const { scope } = seed;
  await sql`insert into identity.role_grant (account_id, role, scope_kind, region_code, scope_id, granted_at)
    values (${accountId}, ${seed.role}, ${scope.kind}, ${scope.kind === "region" ? scope.code : null},
            ${scope.kind === "organisation" || scope.kind === "crew" ? scope.id : null}, ${ts(seed.at)})`.execute(tx);
  return ok({ accountId, personId });
}

/** Regions and organisations are ours to know; a crew belongs to a higher room, which vouches for it. */
async function scopeExists(tx: Tx, scope: Scope): Promise<boolean> {
  if (scope.kind === "region")
    return (await sql`select 1 from identity.region where code = ${scope.code}`.execute(tx)).rows.length === 1;
  if (scope.kind === "organisation")
    return (await sql`select 1 from identity.organisation where id = ${scope.id}`.execute(tx)).rows.length === 1;
  return true;
}

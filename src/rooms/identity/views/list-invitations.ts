import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { type AdministrationMode, type Invitation, type Role, type RoleSecurity, roles } from "../contract.ts";
import { threeAdministrators } from "../model/administrators.ts";

/** One-time links, the newest first; their tokens are nobody's to read. */
export async function listInvitations(db: Db, now: Instant): Promise<Invitation[]> {
  const { rows } = await sql<Invitation>`
    select id, login, name, grants, is_reset as "isReset", made_by as "madeBy", made_at as "madeAt",
      expires_at as "expiresAt",
      case when used_at is not null then 'used' when revoked_at is not null then 'revoked'
           when expires_at <= ${ts(now)} then 'expired' else 'open' end as state
    from identity.invitation order by made_at desc limit 200`.execute(db);
  return rows;
}

/** The rules of log-in of every role, in the roles' order. */
export async function listRoleSecurity(db: Db): Promise<RoleSecurity[]> {
  const { rows } = await sql<RoleSecurity>`
    select role, totp_required as "totpRequired", grace_days as "graceDays", idle_minutes as "idleMinutes"
    from identity.role_security`.execute(db);
  return roles.flatMap((role) => rows.find((row) => row.role === role) ?? []);
}

/** One or three administrators, and who of the three is there. */
export async function administrationMode(db: Db): Promise<AdministrationMode> {
  const { rows } = await sql<{ mode: "single" | "three"; since: Instant | null }>`
    select mode, since from identity.administration_mode`.execute(db);
  const holders = await sql<{ role: Role; accountId: string; name: string }>`
    select g.role, a.id as "accountId", p.name from identity.role_grant g
    join identity.account a on a.id = g.account_id and a.disabled_at is null
    join identity.person p on p.id = a.person_id
    where g.role = any(${[...threeAdministrators]}) order by g.role, p.name limit 100`.execute(db);
  const three = threeAdministrators.map((role) => ({
    role,
    holders: holders.rows.filter((holder) => holder.role === role),
  }));
  return { mode: rows[0]?.mode ?? "single", since: rows[0]?.since ?? null, three };
}

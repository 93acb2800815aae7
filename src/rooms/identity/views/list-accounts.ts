import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { Account, Session } from "../contract.ts";
import { type GrantRow, grantOf } from "../model/grants.ts";

type Row = Omit<Account, "grants"> & { grants: GrantRow[] };

const shownMax = 2_000;

/** What of the log-in lock a list needs to know; the numbers are the action's. */
export type LockRule = { readonly failuresMax: number; readonly windowMs: number };

/** All accounts by their log-in name, or the one with this id; a grant that no longer counts is shown too. */
export async function listAccounts(db: Db, now: Instant, lock: LockRule, id?: string): Promise<Account[]> {
  const only = id === undefined ? sql`` : sql`where a.id = ${id}`;
  const { rows } = await sql<Row>`
    select a.id, a.login, p.name, a.disabled_at is not null as disabled, a.last_login_at as "lastLoginAt",
      exists (select 1 from identity.totp t where t.account_id = a.id and t.confirmed_at is not null) as totp,
      (select count(*) from identity.login_attempt l
       where l.login_hash = sha256(convert_to(lower(a.login), 'UTF8')) and l.at > ${ts(now - lock.windowMs)})
        >= ${lock.failuresMax} as locked,
      (select count(*) from identity.session s where s.account_id = a.id and s.expires_at > ${ts(now)}) as sessions,
      (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scopeKind', g.scope_kind,
                'regionCode', g.region_code, 'sector', g.sector, 'scopeId', g.scope_id) order by g.granted_at, g.role), '[]')
       from identity.role_grant g where g.account_id = a.id) as grants
    from identity.account a join identity.person p on p.id = a.person_id ${only}
    order by lower(a.login) limit ${shownMax}`.execute(db);
  return rows.map((row) => ({ ...row, grants: row.grants.map(grantOf) as Account["grants"] }));
}

/** Open sessions of an account, the last used first. */
export async function listSessions(db: Db, accountId: string, current: string | undefined): Promise<Session[]> {
  const { rows } = await sql<Omit<Session, "current">>`
    select id, device, address, opened_at as "openedAt", last_used_at as "lastUsedAt"
    from identity.session where account_id = ${accountId} order by last_used_at desc limit 200`.execute(db);
  return rows.map((row) => ({ ...row, current: row.id === current }));
}

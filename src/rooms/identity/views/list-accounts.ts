import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Db } from "../../../platform/database/database.ts";
import { type GrantRow, grantOf } from "../actions/sessions.ts";
import type { Account } from "../contract.ts";

type Row = {
  id: string;
  login: string;
  name: string;
  grants: GrantRow[];
  disabled: boolean;
  lastLoginAt: Instant | null;
};

const shownMax = 2_000;

/** All accounts by their log-in name, or the one with this id. */
export async function listAccounts(db: Db, id?: string): Promise<Account[]> {
  const only = id === undefined ? sql`` : sql`where a.id = ${id}`;
  const { rows } = await sql<Row>`
    select a.id, a.login, p.name, a.disabled_at is not null as disabled, a.last_login_at as "lastLoginAt",
      (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scopeKind', g.scope_kind,
                'regionCode', g.region_code, 'scopeId', g.scope_id)), '[]')
       from identity.role_grant g where g.account_id = a.id) as grants
    from identity.account a join identity.person p on p.id = a.person_id ${only}
    order by lower(a.login) limit ${shownMax}`.execute(db);
  return rows.map((row) => ({ ...row, grants: row.grants.map(grantOf) as Account["grants"] }));
}

import { type RawBuilder, sql } from "kysely";
import type { GrantRow } from "../model/grants.ts";

/**
 * SQL: the grants of an account that count, as a jsonb array of `GrantRow`. With three administrators the single one's
 * grant is still written but counts for nothing. `accountId` is SQL that names the account.
 */
export const grantRowsOf = (accountId: string): RawBuilder<GrantRow[]> => sql<GrantRow[]>`
  (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'scopeKind', g.scope_kind, 'regionCode', g.region_code,
            'sector', g.sector, 'scopeId', g.scope_id) order by g.granted_at, g.role, g.region_code, g.scope_id), '[]')
   from identity.role_grant g
   where g.account_id = ${sql.ref(accountId)}
     and not (g.role = 'administrator'
              and exists (select 1 from identity.administration_mode where mode = 'three')))`;

import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../../../platform/database/database.ts";
import type { auditRow } from "../contract.ts";

type AuditRow = z.infer<typeof auditRow>;

/** Acts, newest first; `next` is handed back as `after`. */
export async function listAudit(
  db: Db,
  query: { readonly after?: number | undefined; readonly limit: number },
): Promise<{ rows: AuditRow[]; next: number | null }> {
  const older = query.after === undefined ? sql`` : sql`where id < ${query.after}`;
  const { rows } = await sql<AuditRow>`
    select id, at, case when actor_name = '' then actor_kind else actor_name end as actor,
      act, target, outcome, detail, address
    from identity.audit_row ${older} order by id desc limit ${query.limit}`.execute(db);
  return { rows, next: rows.length === query.limit ? (rows.at(-1)?.id ?? null) : null };
}

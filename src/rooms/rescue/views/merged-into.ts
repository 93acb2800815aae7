import { sql } from "kysely";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

/** The incident that this one was joined to, if it was. */
export async function mergedInto(db: Db, id: IncidentId): Promise<IncidentId | undefined> {
  const { rows } = await sql<{ into: IncidentId | null }>`
    select merged_into as "into" from rescue.incident where id = ${id}`.execute(db);
  return rows[0]?.into ?? undefined;
}

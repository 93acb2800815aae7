import { sql } from "kysely";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

/** The incident behind a progress key. */
export async function incidentOfProgress(db: Db, key: string): Promise<IncidentId | undefined> {
  const { rows } = await sql<{ id: IncidentId }>`select id from rescue.incident where progress_key = ${key}`.execute(
    db,
  );
  return rows[0]?.id;
}

import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import type { RetentionList } from "../contract/retention.ts";

export async function listRetention(db: Db): Promise<RetentionList["rows"]> {
  const { rows } = await sql<RetentionList["rows"][number]>`
    select what, days, source from rescue.retention order by what`.execute(db);
  return rows;
}

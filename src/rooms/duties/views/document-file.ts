import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";

/** The stored file of a document; undefined when there is no such document. */
export async function documentFile(
  db: Db,
  id: string,
): Promise<{ readonly hash: string; readonly name: string } | undefined> {
  const { rows } = await sql<{ hash: string; name: string }>`select file_hash as hash, file_name as name
    from duties.document where id = ${id}`.execute(db);
  return rows[0];
}

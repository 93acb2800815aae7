import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";

type Region = { readonly code: string; readonly name: string; readonly parent: string | null };

/** The whole tree, parents before children; a city with its streets has a few hundred. */
export async function listRegions(db: Db): Promise<Region[]> {
  const { rows } = await sql<Region>`
    select code, name, parent from identity.region order by parent nulls first, code limit 20000`.execute(db);
  return rows;
}

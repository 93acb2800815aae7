import { sql } from "kysely";
import type { PersonId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

export type SavedView = { readonly id: string; readonly name: string; readonly query: Record<string, string> };

/** A person's own views by name. */
export async function listSavedViews(db: Db, personId: PersonId): Promise<SavedView[]> {
  const { rows } = await sql<SavedView>`
    select id, name, query from lifts.saved_view where person_id = ${personId} order by name`.execute(db);
  return rows;
}

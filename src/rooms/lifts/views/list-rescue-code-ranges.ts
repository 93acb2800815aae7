import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../../../platform/database/database.ts";
import type { rescueCodeRange } from "../contract/editing.ts";

/** The ranges of rescue codes, the one in use first. */
export async function listRescueCodeRanges(db: Db): Promise<z.infer<typeof rescueCodeRange>[]> {
  const { rows } = await sql<z.infer<typeof rescueCodeRange>>`
    select id, first_code as first, last_code as last, next_code as next, given_by as "givenBy", paper
    from lifts.rescue_code_range order by (next_code is null), added_at, id limit 1000`.execute(db);
  return rows;
}

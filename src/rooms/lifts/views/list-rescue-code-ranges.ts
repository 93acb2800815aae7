import { sql } from "kysely";
import type { z } from "zod";
import type { Db } from "../../../platform/database/database.ts";
import type { rescueCodeRange } from "../contract/editing.ts";
import { rangeFits } from "../model/rescue-code-pattern.ts";
import { patternsInForce } from "./rescue-code-patterns.ts";

/** The ranges of rescue codes, the one in use first. */
export async function listRescueCodeRanges(db: Db, today: string): Promise<z.infer<typeof rescueCodeRange>[]> {
  const patterns = await patternsInForce(db, today);
  const { rows } = await sql<Omit<z.infer<typeof rescueCodeRange>, "fits">>`
    select id, first_code as first, last_code as last, next_code as next, given_by as "givenBy", paper
    from lifts.rescue_code_range order by (next_code is null), added_at, id limit 1000`.execute(db);
  return rows.map((range) => ({
    ...range,
    fits: patterns.some((pattern) => rangeFits(pattern, range.first, range.last)),
  }));
}

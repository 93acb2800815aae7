import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { assert } from "../../../kernel/result.ts";
import { type Db, ts } from "../../../platform/database/database.ts";

/** One figure in force at a moment, with its source. */
export async function readSetting(
  db: Db,
  name:
    | "darkSeconds"
    | "alarmLineTestSeconds"
    | "alarmTestWindowSeconds"
    | "dockingClockSeconds"
    | "waitingListSeconds",
  now: Instant,
): Promise<{ readonly seconds: number; readonly source: string }> {
  const { rows } = await sql<{ seconds: number; source: string }>`
    select seconds, source from devices.setting where name = ${name} and valid_from <= ${ts(now)}
    order by valid_from desc limit 1`.execute(db);
  const [found] = rows;
  assert(found, `setting ${name} has a value`);
  return found;
}

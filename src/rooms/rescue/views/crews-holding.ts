import { sql } from "kysely";
import type { CrewId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

/**
 * Crews that hold a rescue which still runs, or are asked for one: not to be asked for another. Who only exercises is free for a
 * rescue; a drill takes nobody from anything.
 */
export async function crewsHolding(db: Db, forDrill: boolean): Promise<ReadonlySet<CrewId>> {
  const { rows } = await sql<{ crew_id: CrewId }>`
    select a.crew_id from rescue.ask a join rescue.incident i on i.id = a.incident_id
    where i.closed_at is null and i.freed_at is null and a.status in ('asked', 'accepted', 'arrived')
      and (not i.drill or ${forDrill})`.execute(db);
  return new Set(rows.map((row) => row.crew_id));
}

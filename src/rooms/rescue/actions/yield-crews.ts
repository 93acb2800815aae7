import { sql } from "kysely";
import type { CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { yieldCrews } from "../model/drill.ts";
import type { Means } from "../rescue-means.ts";
import { command } from "./command.ts";

/**
 * Crews of drills that were asked for a rescue. Found in the rows, so that a kill in between loses nothing, and done behind the rescue's
 * own commit, so that a drill can neither delay nor fail it.
 */
export function drillsToYield(means: Means): DueRows {
  const { db } = means.database;
  return {
    name: "rescue/drill-yields",
    find: async (_now, limit) => {
      const { rows } = await sql<{ id: IncidentId }>`
        select distinct d.incident_id as id from rescue.ask d join rescue.incident i on i.id = d.incident_id
        where d.drill and d.status in ('asked', 'accepted', 'arrived') and i.closed_at is null and i.freed_at is null
          and ${neededElsewhere} limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
    run: async (key) => {
      const incidentId = key as IncidentId;
      const needed = await crewsNeeded(db, incidentId);
      await command(means, { incidentId, actor: { kind: "system", id: "drill" } }, (incident) =>
        yieldCrews(incident, needed),
      );
    },
  };
}

const neededElsewhere = sql`exists (
  select 1 from rescue.ask r join rescue.incident o on o.id = r.incident_id
  where r.crew_id = d.crew_id and not r.drill and r.status in ('asked', 'accepted', 'arrived')
    and o.closed_at is null and o.freed_at is null)`;

async function crewsNeeded(db: Db, id: IncidentId): Promise<ReadonlySet<CrewId>> {
  const { rows } = await sql<{ crew: CrewId }>`
    select d.crew_id as crew from rescue.ask d
    where d.incident_id = ${id} and d.status in ('asked', 'accepted', 'arrived') and ${neededElsewhere}`.execute(db);
  return new Set(rows.map(({ crew }) => crew));
}

import { sql } from "kysely";
import type { IncidentId } from "../../../kernel/ids.ts";
import { reaction } from "../../../platform/work/facts.ts";
import { entrapmentCleared } from "../../devices/index.ts";
import { command } from "../actions/command.ts";
import { sayFree } from "../model/decide-alarm.ts";
import type { RescueMeans } from "../rescue-means.ts";

/** "The device says free" is shown and asks a person; it never closes anything. */
export const whenEntrapmentCleared = (means: RescueMeans) =>
  reaction(entrapmentCleared, "rescue/when-entrapment-cleared", async (fact, job) => {
    const { rows } = await sql<{ id: IncidentId }>`
      select incident_id as id from rescue.open_at where place_key = ${`lift:${fact.liftId}`}`.execute(
      means.database.db,
    );
    const incidentId = rows[0]?.id;
    if (incidentId === undefined) return means.database.transaction((tx) => job.finish(tx));
    await command(
      means,
      { incidentId, actor: { kind: "device", id: fact.liftId }, alongside: (tx) => job.finish(tx) },
      (incident) => sayFree(incident, "device"),
    );
  });

import { sql } from "kysely";
import type { AskId, CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";

export type AskOfCrew = { readonly askId: AskId; readonly incidentId: IncidentId; readonly crewId: CrewId };

/** An ask, if it was put to one of these crews. */
export async function findAskOfCrews(db: Db, askId: AskId, crews: readonly CrewId[]): Promise<AskOfCrew | undefined> {
  if (crews.length === 0) return undefined;
  const { rows } = await sql<AskOfCrew>`
    select ask_id as "askId", incident_id as "incidentId", crew_id as "crewId"
    from rescue.ask where ask_id = ${askId} and crew_id in (${sql.join(crews)})`.execute(db);
  return rows[0];
}

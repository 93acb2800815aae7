import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { AskId, CrewId, IncidentId } from "../../../kernel/ids.ts";
import type { Db } from "../../../platform/database/database.ts";
import { type CrewDeed, crewDeeds } from "../contract/crew-task.ts";
import { incidentStream } from "../model/incident.ts";

type OfCrew = { readonly askId: AskId; readonly incidentId: IncidentId; readonly crewId: CrewId };
/** So many of the latest are enough to see what the other one does. */
const shownMax = 4;

/** What people of a crew told of its tasks, by ask, the latest first: what one does the other sees. */
export async function deedsOf(db: Db, tasks: readonly OfCrew[]): Promise<ReadonlyMap<AskId, CrewDeed[]>> {
  if (tasks.length === 0) return new Map();
  const streams = tasks.map(({ incidentId }) => incidentStream(incidentId));
  type Row = { stream: string; crewId: string; what: CrewDeed["what"]; at: Instant; personId: string; name: string };
  const { rows } = await sql<Row>`
    select e.stream, e.actor ->> 'id' as "crewId", e.type as what, coalesce((e.body ->> 'doneAt')::float8, extract(epoch from e.at) * 1000)::float8 as at,
      p.id::text as "personId", p.name
    from platform.stream_event e join identity.v_person p on p.id::text = e.actor ->> 'person'
    where e.stream = any(${streams}) and e.type = any(${[...crewDeeds]}) and e.actor ->> 'kind' = 'crew'
    order by e.version desc`.execute(db);
  const of = ({ incidentId, crewId }: OfCrew) =>
    rows.filter((row) => row.stream === incidentStream(incidentId) && row.crewId === crewId).slice(0, shownMax);
  return new Map(
    tasks.map((task) => [
      task.askId,
      of(task).map(({ what, at, personId, name }) => ({ what, at: Math.round(at), personId, name })),
    ]),
  );
}

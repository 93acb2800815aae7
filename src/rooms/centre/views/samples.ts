import { sql } from "kysely";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { SampleFile, SampleItem, SampleRow } from "../contract/quality.ts";
import { inRegions } from "./region-scope.ts";

const columns =
  sql.raw(`s.id, s.seed, s.drawn_at as "drawnAt", p.name as "drawnBy", s.from_at as "from", s.to_at as "to",
  s.population, s.size, (select count(*)::int from centre.quality_item q where q.sample_id = s.id and q.checked_at is not null) as checked,
  (select count(*)::int from centre.quality_item q where q.sample_id = s.id and not q.passed) as failed`);

export async function listSamples(db: Db): Promise<SampleRow[]> {
  const { rows } = await sql<SampleRow>`
    select ${columns} from centre.quality_sample s left join identity.v_person p on p.id = s.drawn_by
    order by s.drawn_at desc, s.id limit 100`.execute(db);
  return rows;
}

/** A sample with those of its rescues that the viewer's regions reach. */
export async function readSample(db: Db, id: string, scopes: readonly Scope[]): Promise<SampleFile | undefined> {
  const { rows } = await sql<SampleRow>`
    select ${columns} from centre.quality_sample s left join identity.v_person p on p.id = s.drawn_by
    where s.id = ${id}`.execute(db);
  const [sample] = rows;
  if (sample === undefined) return undefined;
  const { rows: items } = await sql<SampleItem>`
    select q.incident_id as "incidentId", q.no, i.no as "incidentNo", i.place, i.opened_at as "openedAt", t.name as "takenBy",
      q.answers, q.passed, q.note, c.name as "checkedBy", q.checked_at as "checkedAt"
    from centre.quality_item q join rescue.v_incident_work i on i.id = q.incident_id
    left join identity.v_person t on t.id::text = i.taken_by left join identity.v_person c on c.id = q.checked_by
    where q.sample_id = ${id} and ${inRegions(scopes)} order by q.no`.execute(db);
  return { ...sample, items };
}

import { sql } from "kysely";
import { minutes } from "../../../kernel/clock.ts";
import { distanceMetres } from "../../../kernel/coordinates.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { MergeCandidate } from "../contract/merging.ts";
import type { Incident } from "../model/incident.ts";
import type { MergeReason } from "../model/incident-events.ts";
import { inScopes } from "./incident-scope.ts";

const nearMetres = 300;
const soonMs = minutes(10);
const shownMax = 30;
const comparedMax = 2_000;

type Row = {
  readonly id: IncidentId;
  readonly state: Incident;
  readonly building: string | null;
  readonly phones: readonly string[];
};

/** Open incidents that may be the same emergency as this one, the likeliest first, each with what speaks for it. */
export async function mergeCandidatesFor(
  db: Db,
  id: IncidentId,
  scopes: readonly Scope[],
): Promise<MergeCandidate[] | undefined> {
  const { rows } = await sql<Row>`
    select i.id, i.state, nullif(concat_ws('|', nullif(l.compound, ''), nullif(l.building, '')), '') as building,
      coalesce((select array_agg(c.phone) from rescue.call c where c.incident_id = i.id), '{}') as phones
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id
    where i.id = ${id} or (i.closed_at is null and i.freed_at is null and not i.drill
      and (i.kind = 'entrapment' or exists (select 1 from rescue.incident o where o.id = ${id} and o.kind = 'fault')) and ${inScopes(scopes)})
    order by (i.id = ${id}) desc, i.opened_at desc limit ${comparedMax}`.execute(db);
  const [own, ...others] = rows;
  if (own === undefined || own.id !== id) return undefined;
  return others
    .map((other) => candidateOf(own, other))
    .sort((a, b) => b.because.length - a.because.length || (a.metres ?? 1e9) - (b.metres ?? 1e9))
    .slice(0, shownMax);
}

/** What speaks for it, to be kept with the deed. */
export async function becauseOf(
  db: Db,
  { from, into }: { readonly from: IncidentId; readonly into: IncidentId },
  scopes: readonly Scope[],
): Promise<MergeReason[]> {
  const candidates = (await mergeCandidatesFor(db, from, scopes)) ?? [];
  return candidates.find(({ id }) => id === into)?.because ?? [];
}

function candidateOf(own: Row, other: Row): MergeCandidate {
  const [a, b] = [own.state.position, other.state.position];
  const metres = a === null || b === null ? null : Math.round(distanceMetres(a, b));
  const holds: Readonly<Record<MergeReason, boolean>> = {
    "same-lift": own.state.liftId !== null && own.state.liftId === other.state.liftId,
    "same-building": own.building !== null && own.building === other.building,
    near: metres !== null && metres <= nearMetres,
    "same-caller": own.phones.some((phone) => other.phones.includes(phone)),
    "moments-apart": Math.abs(own.state.openedAt - other.state.openedAt) <= soonMs,
  };
  const because = (Object.keys(holds) as MergeReason[]).filter((reason) => holds[reason]);
  const { no, place, openedAt } = other.state;
  return { id: other.id, no, place, openedAt, metres, because };
}

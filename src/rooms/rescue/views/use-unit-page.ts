import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { IncidentId } from "../../../kernel/ids.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import type { UseUnitPage } from "../contract/use-unit-page.ts";
import { holderOf, type Incident, stageOf } from "../model/incident.ts";
import { openQuestion } from "../model/storm-members.ts";

/** A link serves as long as the rescue does, and a day after it for who looks again. */
const servesAfterMs = 86_400_000;

export async function incidentOfUseUnit(db: Db, key: string, now: Instant): Promise<IncidentId | undefined> {
  const { rows } = await sql<{ id: IncidentId }>`
    select r.id from rescue.incident i join rescue.incident r on r.id = coalesce(i.merged_into, i.id)
    where i.use_unit_key = ${key} and (r.closed_at is null or r.closed_at > ${ts(now - servesAfterMs)})`.execute(db);
  return rows[0]?.id;
}

type Asked = { readonly id: IncidentId; readonly now: Instant; readonly centreNumber: string };

export async function useUnitPageOf(db: Db, { id, now, centreNumber }: Asked): Promise<UseUnitPage | undefined> {
  const { rows } = await sql<{ state: Incident; address: string | null; rescueCode: string | null }>`
    select i.state, l.address, l.rescue_code as "rescueCode"
    from rescue.incident i left join lifts.v_lift l on l.id = i.lift_id where i.id = ${id}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { state, address, rescueCode } = row;
  return {
    no: state.no,
    place: state.place,
    address,
    rescueCode,
    persons: state.persons,
    vulnerable: state.vulnerable,
    hazards: [...(state.hazards ?? [])],
    trappedSince: state.trappedSince,
    stage: stageOf(state),
    expectedAt: holderOf(state)?.expectedAt ?? null,
    answer: state.useUnit.status,
    centreNumber,
    stillInside: openQuestion(state),
    now,
  };
}

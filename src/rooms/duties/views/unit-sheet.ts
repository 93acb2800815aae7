import { sql } from "kysely";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { UnitSheet } from "../contract/board.ts";
import { assess } from "../model/assessment.ts";
import { readItems } from "./due-items.ts";
import { inReach, standingOn } from "./item-scope.ts";
import { listUrges } from "./list-urges.ts";

export type SheetQuestion = {
  readonly id: string;
  readonly year: number;
  readonly scopes: readonly Scope[];
  readonly today: string;
};

/** One unit: what it answers for, what was and is due in a year, and how that year counts (考核). Undefined out of reach. */
export async function unitSheet(db: Db, { id, year, scopes, today }: SheetQuestion): Promise<UnitSheet | undefined> {
  const { rows } = await sql<{
    name: string;
  }>`select o.name from identity.v_organisation o where o.id = ${id} and ${inReach(scopes)}`.execute(db);
  const name = rows[0]?.name;
  if (name === undefined) return undefined;
  const within = sql`i.organisation_id = ${id} and i.due_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date`;
  const items = await readItems(
    db,
    today,
    sql`where ${within} and i.outcome is distinct from 'ended' order by i.due_on, i.id limit 1000`,
  );
  const urges = await listUrges(db, { scopes, today, unit: id, year });
  const assessed = items.map(({ dueOn, state, closedAt }) => ({
    dueOn,
    closedAt,
    outcome: state === "done" || state === "waived" ? state : null,
  }));
  const decisions = await decisionsOf(db, { id, year, today });
  const tally = assess({ items: assessed, urges, decisions }, today);
  return { id, name, year, tally, duties: await dutiesOf(db, id, today), items, urges, decisions };
}

/** Decisions of joint meetings for the unit that were or are due in the year. */
async function decisionsOf(
  db: Db,
  { id, year, today }: Pick<SheetQuestion, "id" | "year" | "today">,
): Promise<UnitSheet["decisions"]> {
  const { rows } = await sql<UnitSheet["decisions"][number]>`
    select d.id, m.title as meeting, d.text, to_char(d.due_on, 'YYYY-MM-DD') as "dueOn", d.outcome,
      d.outcome is null and d.due_on < ${today}::date as overdue
    from duties.meeting_decision d join duties.meeting m on m.id = d.meeting_id
    where d.organisation_id = ${id} and d.due_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
    order by d.due_on, d.id limit 500`.execute(db);
  return rows;
}

async function dutiesOf(db: Db, id: string, today: string): Promise<UnitSheet["duties"]> {
  const { rows } = await sql<UnitSheet["duties"][number]>`
    select distinct on (d.uploaded_at, y.task_from, y.id) y.id, d.id as "documentId", d.title as document,
      y.agreed ->> 'heading' as heading, y.agreed ->> 'text' as text, y.schedule,
      case when y.agreed -> 'lead' ? m.unit then 'lead' when y.agreed -> 'joint' ? m.unit then 'joint' else 'support' end as role,
      y.schedule is not null and ${standingOn(today)} = 'bound' as alive,
      (select to_char(min(i.due_on), 'YYYY-MM-DD') from duties.due_item i
        where i.duty_id = y.id and i.organisation_id = ${id} and i.outcome is null) as "nextDueOn"
    from duties.unit_match m join duties.document d on d.id = m.document_id join duties.duty y on y.document_id = d.id
    where m.organisation_id = ${id} and y.state = 'confirmed' and ${standingOn(today)} <> 'ended'
      and (y.agreed -> 'lead' ? m.unit or y.agreed -> 'joint' ? m.unit or y.agreed -> 'support' ? m.unit)
    order by d.uploaded_at, y.task_from, y.id, role limit 1000`.execute(db);
  return rows;
}

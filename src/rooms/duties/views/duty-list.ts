import { sql } from "kysely";
import type { Db } from "../../../platform/database/database.ts";
import type { DutyListRow } from "../contract/board.ts";
import type { DutyFields, Schedule } from "../contract/duty-fields.ts";
import { scheduleWords } from "../contract/schedule-words.ts";
import { ownersOf } from "../model/duty-words.ts";
import { standingOn } from "./item-scope.ts";

type Row = {
  readonly id: string;
  readonly documentId: string;
  readonly document: string;
  readonly documentNumber: string | null;
  readonly fields: DutyFields;
  readonly schedule: Schedule | null;
  readonly standing: string;
  readonly matches: Readonly<Record<string, readonly string[]>> | null;
  readonly nextDueOn: string | null;
  readonly overdue: number;
};
export type ListQuestion = {
  readonly today: string;
  readonly document?: string | undefined;
  readonly unit?: string | undefined;
};
const rowsMax = 5_000;

/** 权责清单: every confirmed duty of the documents that have not ended, in the order of the documents. Public duties; no personal data. */
export async function readDutyList(db: Db, { today, document, unit }: ListQuestion): Promise<DutyListRow[]> {
  const ofUnit =
    unit === undefined
      ? sql`true`
      : sql`exists (select 1 from duties.unit_match m where m.document_id = d.id and m.organisation_id = ${unit}
      and (y.agreed -> 'lead' ? m.unit or y.agreed -> 'joint' ? m.unit or y.agreed -> 'support' ? m.unit))`;
  const { rows } = await sql<Row>`
    select y.id, d.id as "documentId", d.title as document, d.number as "documentNumber", y.agreed as fields, y.schedule,
      ${standingOn(today)} as standing,
      (select jsonb_object_agg(n.unit, n.names) from (select m.unit, jsonb_agg(o.name order by o.name) as names
        from duties.unit_match m join identity.v_organisation o on o.id = m.organisation_id where m.document_id = d.id group by m.unit) n) as matches,
      (select to_char(min(i.due_on), 'YYYY-MM-DD') from duties.due_item i where i.duty_id = y.id and i.outcome is null) as "nextDueOn",
      (select count(*) from duties.due_item i where i.duty_id = y.id and i.outcome is null and i.due_on < ${today}::date) as overdue
    from duties.duty y join duties.document d on d.id = y.document_id
    where y.state = 'confirmed' and ${standingOn(today)} <> 'ended' and ${ofUnit}
      and ${document === undefined ? sql`true` : sql`d.id = ${document}`}
    order by d.uploaded_at, d.id, y.task_from, y.id limit ${rowsMax}`.execute(db);
  return rows.map(present);
}

function present({ fields, schedule, standing, matches, ...row }: Row): DutyListRow {
  const owners = [...new Set(ownersOf(fields).flatMap((unit) => matches?.[unit] ?? []))];
  return {
    ...row,
    heading: fields.heading,
    text: fields.text,
    lead: fields.lead,
    support: fields.support,
    joint: fields.joint,
    owners,
    target: fields.targets.map(({ text }) => text).join("；"),
    when: scheduleWords(schedule),
    alive: standing === "bound" && schedule !== null && owners.length > 0,
  };
}

import { sql } from "kysely";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Urge } from "../contract/board.ts";
import { inReach } from "./item-scope.ts";

export type UrgeQuestion = {
  readonly scopes: readonly Scope[];
  readonly today: string;
  readonly id?: string;
  readonly item?: string;
  readonly unit?: string;
  readonly year?: number;
};
const urgesMax = 500;

/** 督办单 within reach, newest first. */
export async function listUrges(db: Db, { scopes, today, id, item, unit, year }: UrgeQuestion): Promise<Urge[]> {
  const only = (column: string, value: string | number | undefined) =>
    value === undefined ? sql`true` : sql`${sql.ref(column)} = ${value}`;
  const { rows } = await sql<Urge>`
    select u.id, '督办〔' || u.year || '〕' || u.serial || '号' as no, u.due_item_id as "dueItemId", o.id as "organisationId",
      o.name as organisation, d.title as document, d.number as "documentNumber", coalesce(y.agreed, y.read) ->> 'heading' as heading,
      coalesce(y.agreed, y.read) ->> 'text' as text, to_char(i.due_on, 'YYYY-MM-DD') as "dueOn", u.demand,
      to_char(u.reply_by, 'YYYY-MM-DD') as "replyBy", u.issued_at as "issuedAt", u.issued_by as "issuedBy", u.reply,
      u.replied_at as "repliedAt", u.replied_by as "repliedBy", u.closing, u.closed_at as "closedAt", u.closed_by as "closedBy",
      case when u.closed_at is not null then 'closed' when u.replied_at is not null then 'replied'
        when u.reply_by < ${today}::date then 'late' else 'issued' end as state
    from duties.urge u join duties.due_item i on i.id = u.due_item_id join duties.duty y on y.id = i.duty_id
    join duties.document d on d.id = y.document_id join identity.v_organisation o on o.id = i.organisation_id
    where ${inReach(scopes)} and ${only("u.id", id)} and ${only("i.id", item)} and ${only("o.id", unit)} and ${only("u.year", year)}
    order by u.year desc, u.serial desc limit ${urgesMax}`.execute(db);
  return rows;
}

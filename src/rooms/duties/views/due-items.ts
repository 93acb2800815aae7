import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Scope } from "../../../kernel/principal.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { Board, boardQuery, DueItem } from "../contract/board.ts";
import { isLate } from "../model/due-state.ts";
import { inReach, stateOn } from "./item-scope.ts";

const from = sql`from duties.due_item i join duties.duty y on y.id = i.duty_id join duties.document d on d.id = y.document_id
  join identity.v_organisation o on o.id = i.organisation_id`;

type Row = Omit<DueItem, "late">;

/** Items that a condition holds for, in an order. */
export async function readItems(db: Db, today: string, tail: RawBuilder<unknown>): Promise<DueItem[]> {
  const { rows } = await sql<Row>`
    select i.id, i.duty_id as "dutyId", d.id as "documentId", d.title as document, coalesce(y.agreed, y.read) ->> 'heading' as heading,
      coalesce(y.agreed, y.read) ->> 'text' as text, o.id as "organisationId", o.name as organisation,
      to_char(i.due_on, 'YYYY-MM-DD') as "dueOn", ${stateOn(today)} as state, i.closed_at as "closedAt", i.closed_by as "closedBy",
      i.note, (select count(*) from duties.evidence e where e.due_item_id = i.id) as evidence,
      (select count(*) from duties.urge u where u.due_item_id = i.id) as urges, y.measure
    ${from} ${tail}`.execute(db);
  return rows.map((row) => ({ ...row, late: row.state === "done" && isLate(row.dueOn, row.closedAt) }));
}

export type BoardQuestion = {
  readonly scopes: readonly Scope[];
  readonly today: string;
  readonly query: z.output<typeof boardQuery>;
};

const open = ["overdue", "due", "not-due"];

/** The board: what is open first by its day, so that what is overdue longest stands on top; what is closed newest first. */
export async function readBoard(db: Db, { scopes, today, query }: BoardQuestion): Promise<Board> {
  const reach = inReach(scopes);
  const filter = sql`${reach} and ${query.unit === undefined ? sql`true` : sql`o.id = ${query.unit}`}
    and ${query.document === undefined ? sql`true` : sql`d.id = ${query.document}`}
    and ${query.to === undefined ? sql`true` : sql`i.due_on <= ${query.to}::date`}`;
  const wanted = query.state === "open" ? open : query.state === "closed" ? ["done", "waived", "ended"] : [query.state];
  const isOpen = wanted.every((state) => open.includes(state));
  const mark = readMark(query.after);
  const later =
    mark === undefined
      ? sql`true`
      : isOpen
        ? sql`(i.due_on, i.id) > (${mark.day}::date, ${mark.id}::uuid)`
        : sql`(i.due_on, i.id) < (${mark.day}::date, ${mark.id}::uuid)`;
  const direction = isOpen ? sql`asc` : sql`desc`;
  const items = await readItems(
    db,
    today,
    sql`where ${filter} and ${stateOn(today)} = any(${wanted}) and ${later} order by i.due_on ${direction}, i.id ${direction} limit ${query.limit}`,
  );
  const counts = await countStates(db, today, filter);
  const last = items.at(-1);
  return {
    items,
    total: wanted.reduce((sum, state) => sum + (counts[state] ?? 0), 0),
    counts,
    units: await unitsOfBoard(db, today, reach),
    next: items.length === query.limit && last !== undefined ? `${last.dueOn}_${last.id}` : null,
    today,
  };
}

function readMark(after: string | undefined): { readonly day: string; readonly id: string } | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})_([0-9a-f-]{36})$/.exec(after ?? "");
  return match === null ? undefined : { day: match[1] ?? "", id: match[2] ?? "" };
}

async function countStates(db: Db, today: string, filter: RawBuilder<unknown>): Promise<Record<string, number>> {
  const { rows } = await sql<{
    state: string;
    n: number;
  }>`select ${stateOn(today)} as state, count(*) as n ${from} where ${filter} group by 1`.execute(db);
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

const unitsMax = 300;

async function unitsOfBoard(db: Db, today: string, reach: RawBuilder<unknown>): Promise<Board["units"]> {
  const { rows } = await sql<
    Board["units"][number]
  >`select o.id, o.name, count(*) filter (where i.outcome is null) as open,
      count(*) filter (where i.outcome is null and i.due_on < ${today}::date) as overdue
    ${from} where ${reach} and i.outcome is distinct from 'ended' group by o.id, o.name order by overdue desc, o.name limit ${unitsMax}`.execute(
    db,
  );
  return rows;
}

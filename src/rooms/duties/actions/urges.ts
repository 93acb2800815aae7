import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { type Asker, mayDecide, nameOf, note, reports } from "./asker.ts";
import { lockItem } from "./report-item.ts";

/**
 * A 督办单 is issued (with a number and a day for the reply) → replied (by the unit; again until it is closed) → closed (by who issues).
 * It may be closed without a reply. Nothing opens it again: a second one is another letter.
 */
type Needs = Pick<Platform, "database">;
type Letter = { readonly key: string; readonly dueItemId: string; readonly demand: string; readonly replyBy: string };

/** Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_ITEM_CLOSED, DUTIES_REPLY_DAY_PAST. The same key twice is one letter. */
export const issueUrge = ({ database }: Needs, ask: Asker & Letter): Promise<Result<{ readonly id: string }>> =>
  database.transaction(async (tx) => {
    const item = await lockItem(tx, ask.dueItemId);
    if (item === undefined) return refuse("NOT_FOUND");
    if (!mayDecide(ask, item.documentRegion)) return refuse("DUTIES_OUT_OF_SCOPE");
    const known = await sql<{ id: string }>`select id from duties.urge where ask_key = ${ask.key}`.execute(tx);
    if (known.rows[0] !== undefined) return ok(known.rows[0]);
    if (item.outcome !== null) return refuse("DUTIES_ITEM_CLOSED");
    const today = dayInChina(ask.at);
    if (ask.replyBy < today) return refuse("DUTIES_REPLY_DAY_PAST");
    const id = newId<"urge">();
    const year = Number(today.slice(0, 4));
    const serial = await nextSerial(tx, year);
    await sql`insert into duties.urge (id, ask_key, year, serial, due_item_id, demand, reply_by, issued_at, issued_by)
      values (${id}, ${ask.key}, ${year}, ${serial}, ${item.id}, ${ask.demand}, ${ask.replyBy}, ${ts(ask.at)}, ${nameOf(ask)})`.execute(
      tx,
    );
    await note(tx, ask, "duties.urge-issued", { target: id, detail: { year, serial } });
    return ok({ id });
  });

/** Whoever comes second waits for the first: a number is neither lost nor given twice. */
async function nextSerial(tx: Tx, year: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`insert into duties.urge_counter (year, last) values (${year}, 1)
    on conflict (year) do update set last = urge_counter.last + 1 returning last`.execute(tx);
  return rows[0]?.last ?? 1;
}

type LockedUrge = { readonly id: string; readonly dueItemId: string; readonly closed: boolean };

const lockUrge = async (tx: Tx, id: string): Promise<LockedUrge | undefined> =>
  (
    await sql<LockedUrge>`select id, due_item_id as "dueItemId", closed_at is not null as closed
      from duties.urge where id = ${id} for update`.execute(tx)
  ).rows[0];

type Answer = Asker & { readonly id: string; readonly text: string };

/** Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_URGE_CLOSED. */
export const replyToUrge = ({ database }: Needs, ask: Answer): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const urge = await lockUrge(tx, ask.id);
    const item = urge === undefined ? undefined : await lockItem(tx, urge.dueItemId);
    if (urge === undefined || item === undefined) return refuse("NOT_FOUND");
    if (!reports(ask, item)) return refuse("DUTIES_OUT_OF_SCOPE");
    if (urge.closed) return refuse("DUTIES_URGE_CLOSED");
    await sql`update duties.urge set reply = ${ask.text}, replied_at = ${ts(ask.at)}, replied_by = ${nameOf(ask)} where id = ${urge.id}`.execute(
      tx,
    );
    await note(tx, ask, "duties.urge-replied", { target: urge.id });
    return ok(null);
  });

/** Refused: NOT_FOUND, DUTIES_OUT_OF_SCOPE, DUTIES_URGE_CLOSED. */
export const closeUrge = ({ database }: Needs, ask: Answer): Promise<Result<null>> =>
  database.transaction(async (tx) => {
    const urge = await lockUrge(tx, ask.id);
    const item = urge === undefined ? undefined : await lockItem(tx, urge.dueItemId);
    if (urge === undefined || item === undefined) return refuse("NOT_FOUND");
    if (!mayDecide(ask, item.documentRegion)) return refuse("DUTIES_OUT_OF_SCOPE");
    if (urge.closed) return refuse("DUTIES_URGE_CLOSED");
    await sql`update duties.urge set closing = ${ask.text}, closed_at = ${ts(ask.at)}, closed_by = ${nameOf(ask)} where id = ${urge.id}`.execute(
      tx,
    );
    await note(tx, ask, "duties.urge-closed", { target: urge.id });
    return ok(null);
  });

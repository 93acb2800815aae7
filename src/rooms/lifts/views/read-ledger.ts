import { hash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Db } from "../../../platform/database/database.ts";
import type { LedgerEntry } from "../contract.ts";
import { beforeFirst, type ChainEntry, type ChainHead, verifyChain } from "../model/ledger-chain.ts";
import { visibleLiftCondition } from "./visible-lifts.ts";

type Row = Omit<ChainEntry, "doneAt" | "recordedAt"> & { doneAt: Instant; recordedAt: Instant };

const columns =
  sql.raw(`e.lift_id as "liftId", e.no, e.done_at as "doneAt", e.recorded_at as "recordedAt", e.room, e.kind,
  e.actor, e.body, e.previous_hash as "previousHash", e.hash`);

const chainEntry = (row: Row): ChainEntry => ({
  ...row,
  doneAt: new Date(row.doneAt).toISOString(),
  recordedAt: new Date(row.recordedAt).toISOString(),
});

/** A lift's life holds a few thousand entries (two visits a month for decades). */
const entriesMax = 20_000;

/** The whole ledger of a lift and whether its chain fits up to its head; undefined when it is not there for this viewer. */
export async function ledgerOf(
  db: Db,
  liftId: LiftId,
  scopes: readonly Scope[],
): Promise<{ entries: LedgerEntry[]; intact: boolean } | undefined> {
  const heads = await sql<ChainHead>`
    select h.no, h.hash from lifts.ledger_head h join lifts.lift l on l.id = h.lift_id
    where h.lift_id = ${liftId} and ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })}`.execute(
    db,
  );
  const head = heads.rows[0];
  if (head === undefined) return undefined;
  const { rows } = await sql<Row>`
    select ${columns} from lifts.ledger_entry e where e.lift_id = ${liftId} order by e.no limit ${entriesMax}`.execute(
    db,
  );
  return { entries: rows.map((row) => ({ ...row, body: bodyOf(row.body) })), intact: isIntact(rows, head) };
}

/** Entries that were written after the head was read are newer, not wrong. */
function isIntact(rows: readonly Row[], head: ChainHead): boolean {
  const report = verifyChain(rows.map(chainEntry), (text) => hash("sha256", text, "hex"));
  if (report.fault !== undefined || rows.length < head.no) return false;
  return (head.no === 0 ? beforeFirst.hash : rows[head.no - 1]?.hash) === head.hash;
}

function bodyOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { unreadable: text.slice(0, 500) }; // tampered with: shown, and `intact` says so
  }
}

type Export = { readonly ndjson: string; readonly next: string | null };

/** A page of all chains within the scopes, one entry a line, ordered by lift and number. Refused: LIFTS_CURSOR_WRONG. */
export async function exportLedger(
  db: Db,
  scopes: readonly Scope[],
  query: { readonly after?: string | undefined; readonly limit: number },
): Promise<Result<Export>> {
  const from = afterCondition(query.after);
  if (from === undefined) return refuse("LIFTS_CURSOR_WRONG");
  const { rows } = await sql<Row>`
    select ${columns} from lifts.ledger_entry e join lifts.lift l on l.id = e.lift_id
    where ${visibleLiftCondition(scopes, { id: "l.id", regionCode: "l.region_code" })} and ${from}
    order by e.lift_id, e.no limit ${query.limit}`.execute(db);
  const last = rows.length === query.limit ? rows.at(-1) : undefined;
  return ok({
    ndjson: rows.map((row) => `${JSON.stringify(chainEntry(row))}\n`).join(""),
    next: last === undefined ? null : `${last.liftId}.${last.no}`,
  });
}

function afterCondition(after: string | undefined): RawBuilder<unknown> | undefined {
  if (after === undefined) return sql`true`;
  const [, liftId, no] = /^([0-9a-f]{8}-[0-9a-f-]{27})\.(\d{1,9})$/.exec(after) ?? [];
  return liftId === undefined ? undefined : sql`(e.lift_id, e.no) > (${liftId}::uuid, ${Number(no)})`;
}

import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import { refusedColumns } from "./file-covers.ts";
import { findRun } from "./import-store.ts";
import type { ActParts } from "./work-order.ts";

type Pair = { readonly no: number; readonly mends: number };
/** Mended rows of mended rows of …: a bound on what ends by itself. */
const generationsMax = 100;

/**
 * Marks the refused rows that a file of mended rows has brought in, in the run that it mends and, where that one mended another, there
 * too. Reads the file once more; repeating it marks nothing twice. @returns how many rows of the mended run are mended by this one.
 */
export async function markMended({ connection, run, source }: ActParts): Promise<number> {
  const { db } = connection;
  const column = source.head.heads.indexOf(refusedColumns.row);
  if (run.mendsRun === null || column < 0) return 0;
  for await (const batch of source.rows()) {
    const pairs = batch.flatMap(({ no, kind, raw }): Pair[] => {
      const mends = Number((raw[column] ?? "").trim());
      return kind === "data" && Number.isInteger(mends) && mends > 0 ? [{ no, mends }] : [];
    });
    const first = batch[0]?.no ?? 0;
    const refused = await refusedAgain(db, run.id, { first, last: batch.at(-1)?.no ?? first });
    await noteWhatTheyMend(
      db,
      run.id,
      pairs.filter(({ no }) => refused.has(no)),
    );
    await mark(db, run.mendsRun, {
      by: run.id,
      rows: pairs.filter(({ no }) => !refused.has(no)).map(({ mends }) => mends),
    });
  }
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from platform.import_refused_row
    where run_id = ${run.mendsRun} and mended_run = ${run.id}`.execute(db);
  return rows[0]?.n ?? 0;
}

async function refusedAgain(
  db: Db,
  runId: string,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ no: number }>`select row_no as no from platform.import_refused_row
    where run_id = ${runId} and row_no between ${first} and ${last}`.execute(db);
  return new Set(rows.map(({ no }) => no));
}

async function noteWhatTheyMend(db: Db, runId: string, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return;
  await sql`update platform.import_refused_row r set mends_row = n.mends
    from unnest(${pairs.map(({ no }) => no)}::int[], ${pairs.map(({ mends }) => mends)}::int[]) as n (no, mends)
    where r.run_id = ${runId} and r.row_no = n.no`.execute(db);
}

async function mark(db: Db, runId: string, { by, rows }: { by: string; rows: readonly number[] }): Promise<void> {
  let at: string | null = runId;
  let wanted = rows;
  for (let generation = 0; at !== null && wanted.length > 0 && generation < generationsMax; generation += 1) {
    const marked: { rows: { mends: number | null }[] } = await sql<{ mends: number | null }>`
      update platform.import_refused_row set mended_run = ${by}
      where run_id = ${at} and row_no = any(${wanted}::int[]) and coalesce(mended_run, ${by}) = ${by}
      returning mends_row as mends`.execute(db);
    wanted = marked.rows.flatMap(({ mends }) => (mends === null ? [] : [mends]));
    at = (await findRun(db, at))?.mendsRun ?? null;
  }
}

/** Its rows are refused ones again when the run is taken back. */
export async function unmarkMended(db: Db, runId: string): Promise<void> {
  await sql`update platform.import_refused_row set mended_run = null where mended_run = ${runId}`.execute(db);
}

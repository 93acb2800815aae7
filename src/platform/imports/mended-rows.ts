import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import { refusedColumns } from "./file-covers.ts";
import { hashText } from "./hash64.ts";
import type { Hash64 } from "./import-form.ts";
import { findRun, type RunRow } from "./import-store.ts";
import { rememberMended } from "./mended-memory.ts";
import type { ActParts } from "./work-order.ts";

type Pair = { readonly no: number; readonly mends: number; readonly key: Hash64 };
/** Mended rows of mended rows of …: a bound on what ends by itself. */
const generationsMax = 100;

/**
 * Marks the refused rows that a file of mended rows has brought in, in the run that it mends and, where that one mended another, there
 * too, and remembers them as the source gives them. Reads the file once more; repeating it marks nothing twice. @returns how many rows of the mended run are mended by this one.
 */
export async function markMended({ connection, run, source, session }: ActParts): Promise<number> {
  const { db } = connection;
  const column = source.head.heads.indexOf(refusedColumns.row);
  if (run.mendsRun === null || column < 0) return 0;
  for await (const batch of source.rows()) {
    const pairs = batch.flatMap(({ no, kind, raw, cells }): Pair[] => {
      const mends = Number((raw[column] ?? "").trim());
      const told = kind === "data" && Number.isInteger(mends) && mends > 0;
      return told ? [{ no, mends, key: hashText(session.keyOf(cells)) }] : [];
    });
    const first = batch[0]?.no ?? 0;
    const refused = await refusedAgain(db, run.id, { first, last: batch.at(-1)?.no ?? first });
    await noteWhatTheyMend(
      db,
      run.id,
      pairs.filter(({ no }) => refused.has(no)),
    );
    await mark(
      db,
      run,
      pairs.filter(({ no }) => !refused.has(no)),
    );
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

async function mark(db: Db, run: RunRow, pairs: readonly Pair[]): Promise<void> {
  let at = run.mendsRun;
  let wanted: readonly Pick<Pair, "mends" | "key">[] = pairs;
  for (let generation = 0; at !== null && wanted.length > 0 && generation < generationsMax; generation += 1) {
    const marked: { rows: Marked[] } = await sql<Marked>`
      update platform.import_refused_row set mended_run = ${run.id}
      where run_id = ${at} and row_no = any(${wanted.map(({ mends }) => mends)}::int[])
        and coalesce(mended_run, ${run.id}) = ${run.id}
      returning row_no as no, mends_row as mends, hash_hi as hi, hash_lo as lo`.execute(db);
    const keys = new Map(wanted.map(({ mends, key }) => [mends, key]));
    const known = marked.rows.flatMap(({ no, ...row }) => {
      const key = keys.get(no);
      return key === undefined ? [] : [{ ...row, key }];
    });
    await rememberMended(
      db,
      run,
      known.flatMap(({ hi, lo, key }) => (hi === null || lo === null ? [] : [{ hash: { hi, lo }, key }])),
    );
    wanted = known.flatMap(({ mends, key }) => (mends === null ? [] : [{ mends, key }]));
    at = (await findRun(db, at))?.mendsRun ?? null;
  }
}

type Marked = {
  readonly no: number;
  readonly mends: number | null;
  readonly hi: number | null;
  readonly lo: number | null;
};

/** Its rows are refused ones again when the run is taken back. */
export async function unmarkMended(db: Db, runId: string): Promise<void> {
  await sql`update platform.import_refused_row set mended_run = null where mended_run = ${runId}`.execute(db);
  await sql`delete from platform.import_mended_row where run_id = ${runId}`.execute(db);
}

import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import { HashTable } from "./hash-table.ts";
import type { Hash64, RowProblem } from "./import-form.ts";
import type { RunRow } from "./import-store.ts";

export type MendedRows = {
  /** Rows that a source gives unmended month by month: by their hash, the key under which the mended row is remembered. */
  readonly keyOf: (hash: Hash64) => Hash64 | undefined;
  /** Rows that stood twice in the file that is mended: by their hash, what was said. Alone in their file they would take the lift over. */
  readonly twiceOf: (hash: Hash64) => RowProblem | undefined;
};

/** More than a source's refused rows should ever be; of those beyond it nobody knows that they are mended. */
const mendedMax = 200_000;

export async function loadMendedRows(db: Db, sourceId: string, mendsRun: string | null): Promise<MendedRows> {
  return { keyOf: await loadKeys(db, sourceId), twiceOf: await loadTwice(db, mendsRun) };
}

async function loadKeys(db: Db, sourceId: string): Promise<MendedRows["keyOf"]> {
  const { rows } = await sql<{ hi: number; lo: number; keyHi: number; keyLo: number }>`
    select hash_hi as hi, hash_lo as lo, key_hi as "keyHi", key_lo as "keyLo"
    from platform.import_mended_row where source_id = ${sourceId} limit ${mendedMax}`.execute(db);
  if (rows.length === 0) return () => undefined;
  const index = new HashTable(rows.length);
  const keys = rows.map(({ keyHi, keyLo }) => ({ hi: keyHi, lo: keyLo }));
  for (const [i, { hi, lo }] of rows.entries()) index.set({ hi, lo }, i + 1);
  return (hash) => keys[index.get(hash) - 1];
}

/** As it was said at first, and of a row that was brought again as it was. */
const twiceCodes = ["ROW_TWICE", "ROW_STILL_TWICE"];

async function loadTwice(db: Db, mendsRun: string | null): Promise<MendedRows["twiceOf"]> {
  if (mendsRun === null) return () => undefined;
  const { rows } = await sql<{ hi: number; lo: number; problem: RowProblem }>`
    select hash_hi as hi, hash_lo as lo, reasons -> 0 as problem from platform.import_refused_row
    where run_id = ${mendsRun} and hash_hi is not null and reasons -> 0 ->> 'code' = any(${twiceCodes}) limit ${mendedMax}`.execute(
    db,
  );
  const index = new HashTable(rows.length);
  for (const [i, hash] of rows.entries()) index.set(hash, i + 1);
  return (hash) => {
    const said = rows[index.get(hash) - 1]?.problem;
    return said === undefined ? undefined : { ...said, code: "ROW_STILL_TWICE" };
  };
}

type Mended = { readonly hash: Hash64; readonly key: Hash64 };

export async function rememberMended(db: Db, run: RunRow, rows: readonly Mended[]): Promise<void> {
  // Of rows that are the same in every cell one is enough.
  const mended = [...new Map(rows.map((row) => [`${row.hash.hi} ${row.hash.lo}`, row])).values()];
  if (mended.length === 0) return;
  await sql`
    insert into platform.import_mended_row (source_id, hash_hi, hash_lo, key_hi, key_lo, run_id)
    select ${run.sourceId}::uuid, h.hi, h.lo, h.key_hi, h.key_lo, ${run.id}::uuid
    from unnest(${mended.map(({ hash }) => hash.hi)}::int[], ${mended.map(({ hash }) => hash.lo)}::int[],
      ${mended.map(({ key }) => key.hi)}::int[], ${mended.map(({ key }) => key.lo)}::int[]) as h (hi, lo, key_hi, key_lo)
    on conflict (source_id, hash_hi, hash_lo) do update
      set key_hi = excluded.key_hi, key_lo = excluded.key_lo, run_id = excluded.run_id`.execute(db);
}

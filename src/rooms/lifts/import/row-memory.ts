import { sql } from "kysely";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { LiftId } from "../../../kernel/ids.ts";
import type { Db, Tx } from "../../../platform/database/database.ts";
import { copyLines } from "../../../platform/imports/copy-lines.ts";
import { HashTable } from "../../../platform/imports/hash-table.ts";
import type { Hash64, ImportConnection, SourceMemory } from "../../../platform/imports/import-form.ts";

export type Remembered = {
  readonly key: Hash64;
  readonly hash: Hash64;
  readonly liftId: LiftId;
  readonly createdRun: string | null;
};

/** Of a key: the file had no row of it, had the unmended row of a mended one, had a row under it. */
const [unseen, given, taken] = [0, 1, 2] as const;

/** What a source told last time, in typed arrays: 24 bytes a row beside the table. */
export class RowMemory implements SourceMemory {
  readonly #index: HashTable;
  readonly #rows: Int32Array;
  readonly #seen: Uint8Array;
  #count = 0;

  constructor(rowsMax: number) {
    this.#index = new HashTable(rowsMax);
    this.#rows = new Int32Array(rowsMax * 4);
    this.#seen = new Uint8Array(rowsMax);
  }

  get size(): number {
    return this.#count;
  }

  add(keyHi: number, keyLo: number, rowHi: number, rowLo: number): void {
    this.#rows.set([keyHi, keyLo, rowHi, rowLo], this.#count * 4);
    this.#count += 1;
    this.#index.set({ hi: keyHi, lo: keyLo }, this.#count);
  }

  look(key: Hash64, hash: Hash64): "same" | "twice" | undefined {
    const at = this.#index.get(key) - 1;
    if (at < 0) return undefined;
    if (this.#seen[at] === taken) return "twice";
    this.#seen[at] = taken;
    return this.#rows[at * 4 + 2] === hash.hi && this.#rows[at * 4 + 3] === hash.lo ? "same" : undefined;
  }

  given(key: Hash64): boolean {
    const at = this.#index.get(key) - 1;
    if (at < 0) return false;
    if (this.#seen[at] === unseen) this.#seen[at] = given;
    return true;
  }

  has(key: Hash64): boolean {
    return this.#index.get(key) !== 0;
  }

  /** Whether a row of the file came under it, changed or not. */
  took(key: Hash64): boolean {
    const at = this.#index.get(key) - 1;
    return at >= 0 && this.#seen[at] === taken;
  }

  /** Keys that the file did not have. */
  unseen(): Hash64[] {
    return this.#keys((seen) => seen === unseen);
  }

  /** Keys that the file had, and the one before too. */
  seen(): Hash64[] {
    return this.#keys((seen) => seen !== unseen);
  }

  #keys(wanted: (seen: number) => boolean): Hash64[] {
    const found: Hash64[] = [];
    for (let at = 0; at < this.#count; at += 1)
      if (wanted(this.#seen[at] as number))
        found.push({ hi: this.#rows[at * 4] as number, lo: this.#rows[at * 4 + 1] as number });
    return found;
  }
}

export async function loadRowMemory({ db, client }: ImportConnection, sourceNo: number): Promise<RowMemory> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from lifts.import_row where source_no = ${sourceNo}`.execute(db);
  const memory = new RowMemory(rows[0]?.n ?? 0);
  if (memory.size === (rows[0]?.n ?? 0)) return memory;
  const stream = client.query(
    copyTo(
      `copy (select key_hi, key_lo, row_hi, row_lo from lifts.import_row where source_no = ${Number(sourceNo)}) to stdout`,
    ),
  );
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + (chunk as Buffer).toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [a = "0", b = "0", c = "0", d = "0"] = line.split("\t");
      memory.add(Number(a), Number(b), Number(c), Number(d));
    }
  }
  return memory;
}

const columns = "source_no, key_hi, key_lo, row_hi, row_lo, lift_id, created_run";

/** Rows that are new to the source as lines for `rememberNew`, in the order of their keys, which spares the index. */
export function memoryLines(sourceNo: number, rows: readonly Remembered[]): string {
  let lines = "";
  for (const { key, hash, liftId, createdRun } of rows.toSorted((a, b) => a.key.hi - b.key.hi || a.key.lo - b.key.lo))
    lines += `${sourceNo}\t${key.hi}\t${key.lo}\t${hash.hi}\t${hash.lo}\t${liftId}\t${createdRun ?? "\\N"}\n`;
  return lines;
}

export const rememberNew = (client: pg.Client, lines: readonly Buffer[]): Promise<void> =>
  copyLines(client, `lifts.import_row (${columns})`, lines);

/** Remembers rows whose keys may be known. */
export async function remember(tx: Tx, sourceNo: number, rows: readonly Remembered[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into lifts.import_row as m (source_no, key_hi, key_lo, row_hi, row_lo, lift_id, created_run)
    select ${sourceNo}::int, * from unnest(${rows.map(({ key }) => key.hi)}::int[], ${rows.map(({ key }) => key.lo)}::int[],
      ${rows.map(({ hash }) => hash.hi)}::int[], ${rows.map(({ hash }) => hash.lo)}::int[],
      ${rows.map(({ liftId }) => liftId)}::uuid[], ${rows.map(({ createdRun }) => createdRun)}::uuid[])
    on conflict (source_no, key_hi, key_lo) do update set row_hi = excluded.row_hi, row_lo = excluded.row_lo,
      lift_id = excluded.lift_id, created_run = coalesce(excluded.created_run, m.created_run)`.execute(tx);
}

const keysAtOnce = 20_000;

type Told = {
  readonly sourceNo: number;
  readonly sourceId: string;
  readonly runId: string;
  readonly at: Date;
  readonly rekeyed: ReadonlySet<LiftId>;
};

/**
 * Lifts that a whole file no longer lists go onto the source's list of missing ones; those gone for good are not missed. A lift that
 * came under another key (`rekeyed`) is not missing: its old key is forgotten. @returns how many are missing.
 */
export async function listMissing(tx: Tx, memory: RowMemory, run: Told): Promise<number> {
  const keys = memory.unseen();
  await sql`delete from lifts.import_missing where source_id = ${run.sourceId}`.execute(tx);
  let missing = 0;
  for (let from = 0; from < keys.length; from += keysAtOnce)
    missing += await listPart(tx, keys.slice(from, from + keysAtOnce), run);
  return missing;
}

/** A part of a register, or mended rows: it says nothing of lifts that it does not list, and those that it lists are there again. */
export async function noMoreMissing(tx: Tx, memory: RowMemory, { sourceNo, sourceId, rekeyed }: Told): Promise<number> {
  const { rows } = await sql<{ id: LiftId }>`
    select lift_id as id from lifts.import_missing where source_id = ${sourceId} limit 1`.execute(tx);
  const keys = rows.length === 0 ? [] : memory.seen();
  for (let from = 0; from < keys.length; from += keysAtOnce) {
    const part = keys.slice(from, from + keysAtOnce);
    await sql`delete from lifts.import_missing g using unnest(${part.map(({ hi }) => hi)}::int[], ${part.map(({ lo }) => lo)}::int[])
        as u (hi, lo) join lifts.import_row m on m.source_no = ${sourceNo} and m.key_hi = u.hi and m.key_lo = u.lo
      where g.source_id = ${sourceId} and g.lift_id = m.lift_id`.execute(tx);
  }
  await sql`delete from lifts.import_missing where source_id = ${sourceId} and lift_id = any(${[...rekeyed]}::uuid[])`.execute(
    tx,
  );
  // Their old keys are no longer told: a whole file would miss them.
  const old = rekeyed.size === 0 ? [] : memory.unseen();
  for (let from = 0; from < old.length; from += keysAtOnce)
    await forgetRekeyed(tx, old.slice(from, from + keysAtOnce), { sourceNo, rekeyed });
  return 0;
}

/** @returns lifts of the other keys. */
async function forgetRekeyed(
  tx: Tx,
  keys: readonly Hash64[],
  run: Pick<Told, "sourceNo" | "rekeyed">,
): Promise<LiftId[]> {
  const his = keys.map(({ hi }) => hi);
  const los = keys.map(({ lo }) => lo);
  const found = await sql<{ hi: number; lo: number; liftId: LiftId }>`
    select m.key_hi as hi, m.key_lo as lo, m.lift_id as "liftId"
    from unnest(${his}::int[], ${los}::int[]) as u (hi, lo)
    join lifts.import_row m on m.source_no = ${run.sourceNo} and m.key_hi = u.hi and m.key_lo = u.lo`.execute(tx);
  const old = found.rows.filter(({ liftId }) => run.rekeyed.has(liftId));
  await sql`delete from lifts.import_row m using unnest(${old.map(({ hi }) => hi)}::int[], ${old.map(({ lo }) => lo)}::int[]) as u (hi, lo)
    where m.source_no = ${run.sourceNo} and m.key_hi = u.hi and m.key_lo = u.lo`.execute(tx);
  return found.rows.filter(({ liftId }) => !run.rekeyed.has(liftId)).map(({ liftId }) => liftId);
}

async function listPart(tx: Tx, keys: readonly Hash64[], run: Told): Promise<number> {
  const gone = await forgetRekeyed(tx, keys, run);
  const { numAffectedRows } = await sql`
    insert into lifts.import_missing (source_id, lift_id, run_id, found_at)
    select ${run.sourceId}::uuid, l.id, ${run.runId}::uuid, ${run.at}::timestamptz
    from lifts.lift l where l.id = any(${gone}::uuid[]) and l.withdrawn_at is null
      and l.registration not in ('scrapped', 'cancelled', 'moved')
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

export const isRegisterEmpty = async (db: Db): Promise<boolean> => {
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select 1 from lifts.lift) and not exists (select 1 from lifts.site) as empty`.execute(db);
  return rows[0]?.empty === true;
};

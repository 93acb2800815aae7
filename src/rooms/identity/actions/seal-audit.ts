import { hash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { json, type Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { DueRows } from "../../../platform/work/work.ts";
import { type SealedColumns, sealRows } from "../model/audit-chain.ts";
import { auditHead, sealedColumns } from "../views/audit-seals.ts";

/**
 * The one sealer of the audit. States: nothing to seal → rows wait → (writers that may still bring an older row are
 * waited for) → sealed.
 *
 * Ids are drawn before their transaction commits, so a row may appear below one that is already there. A transaction that
 * can still bring such a row holds the table's write lock since before it drew its id: once those that held it when the
 * newest row was seen have ended, everything up to that row is there for good. Nobody is made to wait.
 */
type Barrier = { readonly upTo: number; readonly writers: readonly string[] };

/** Any number that nothing else in this database locks. */
const advisoryLock = 7_321_862;
const rowsPerTransaction = 1_000;
const lookAgainMs = seconds(1) / 4;

export function auditSealer({ database }: Pick<Platform, "database">): DueRows {
  let barrier: Barrier | undefined;
  let notBefore: Instant = 0;
  return {
    name: "identity.seal-audit",
    find: async (now) => {
      if (barrier !== undefined && now < notBefore) return [];
      const { rows } = await sql<{ waiting: boolean }>`
        select coalesce((select max(id) from identity.audit_row), 0)
             > coalesce((select max(row_id) from identity.audit_seal), 0) as waiting`.execute(database.db);
      return rows[0]?.waiting === true ? ["audit"] : [];
    },
    run: async (_key, now) => {
      barrier = await database.transaction((tx) => sealUpTo(tx, barrier));
      notBefore = now + lookAgainMs;
    },
  };
}

/** Seals what is certain; returns what must be waited for, undefined when nothing. */
async function sealUpTo(tx: Tx, before: Barrier | undefined): Promise<Barrier | undefined> {
  const locked = await sql<{ got: boolean }>`select pg_try_advisory_xact_lock(${advisoryLock}) as got`.execute(tx);
  if (locked.rows[0]?.got !== true) return before;
  const upTo = before?.upTo ?? (await newestRow(tx));
  const writers = await writersNow(tx);
  const waitFor = before === undefined ? writers : before.writers.filter((writer) => writers.includes(writer));
  if (waitFor.length > 0) return { upTo, writers: waitFor };
  await sealBatch(tx, upTo);
  return undefined;
}

async function newestRow(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: number }>`select coalesce(max(id), 0) as id from identity.audit_row`.execute(tx);
  return rows[0]?.id ?? 0;
}

/** Transactions that have written or may write audit rows: INSERT takes this lock before it draws an id, and keeps it to the end. */
async function writersNow(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ writer: string }>`
    select distinct virtualtransaction as writer from pg_locks
    where locktype = 'relation' and relation = 'identity.audit_row'::regclass and mode = 'RowExclusiveLock' and granted
      and database = (select oid from pg_database where datname = current_database())
      and pid is distinct from pg_backend_pid()`.execute(tx);
  return rows.map((row) => row.writer);
}

/** What is left over is sealed at the next look. */
async function sealBatch(tx: Tx, upTo: number): Promise<void> {
  const head = await auditHead(tx);
  const { rows } = await sql<SealedColumns>`
    select ${sealedColumns as RawBuilder<unknown>} from identity.audit_row r
    where r.id > ${head.no} and r.id <= ${upTo} order by r.id limit ${rowsPerTransaction}`.execute(tx);
  const { seals } = sealRows(head, rows, (text) => hash("sha256", text, "hex"));
  await sql`
    insert into identity.audit_seal (row_id, previous_hash, hash)
    select "rowId", "previousHash", hash
    from jsonb_to_recordset(${json(seals)}::jsonb) as s("rowId" bigint, "previousHash" text, hash text)`.execute(tx);
}

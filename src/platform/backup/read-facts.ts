import { createHash } from "node:crypto";
import type pg from "pg";
import { sqlState } from "../database/database.ts";
import type { DatabaseFacts, ProofFact, TableFact } from "./manifest.ts";

/**
 * A question to the database whose answer a restored copy must repeat word for word: `lines` selects one text a row, in an
 * order of its own. Rooms hand these in; the platform does not know what they mean.
 */
export type Proof = { readonly name: string; readonly lines: string };

export type Table = {
  readonly schema: string;
  readonly table: string;
  /** Quoted. Values that the server makes are left out where the copy is a logical one. */
  readonly columns: readonly string[];
  readonly partition: { readonly parent: string; readonly bounds: string } | null;
};

/** Rows as text look the same whoever asks. */
const asText = `set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
  set extra_float_digits = 1; set bytea_output = 'hex'; set statement_timeout = 0; set lock_timeout = 0;
  set idle_in_transaction_session_timeout = 0`;

export async function speakPlainly(client: pg.Client): Promise<void> {
  await client.query(asText);
}

/**
 * Tables of our schemas with rows of their own, partitions included. Unlogged tables are left out: a crash empties them, and so
 * does a restore. `portable` leaves out transaction ids, which mean nothing in another cluster (the column's default gives new ones).
 */
export async function listTables(client: pg.Client, schemas: readonly string[], portable: boolean): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select n.nspname as schema, c.relname as table,
       array(select quote_ident(a.attname) from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
               and not ($2 and a.atttypid = 'xid8'::regtype) order by a.attnum) as columns,
       (select json_build_object('parent', i.inhparent::regclass::text, 'bounds', pg_get_expr(c.relpartbound, c.oid))
        from pg_inherits i where i.inhrelid = c.oid and c.relispartition) as partition
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence = 'p' and n.nspname = any($1)
     order by 1, 2`,
    [schemas, portable],
  );
  return rows;
}

export const tableName = (client: pg.Client, { schema, table }: { schema: string; table: string }): string =>
  `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`;

export type FactsAsked = {
  readonly schemas: readonly string[];
  readonly proofs: readonly Proof[];
  readonly portable: boolean;
  readonly onTable?: (name: string) => void;
};

/** Counts and digests of every table, and the proofs, as the client's transaction sees them. */
export async function readFacts(client: pg.Client, asked: FactsAsked): Promise<DatabaseFacts> {
  const tables: TableFact[] = [];
  for (const table of await listTables(client, asked.schemas, asked.portable)) {
    asked.onTable?.(`${table.schema}.${table.table}`);
    tables.push(await readTable(client, table));
  }
  const proofs: ProofFact[] = [];
  for (const proof of asked.proofs) {
    const fact = await readKnownProof(client, proof);
    if (fact !== undefined) proofs.push(fact);
  }
  return { tables, proofs };
}

async function readTable(client: pg.Client, table: Table): Promise<TableFact> {
  const row = `md5(row(${table.columns.join(", ")})::text)`;
  const { rows } = await client.query<{ rows: string; digest: string }>(
    `select count(*)::text as rows, coalesce(sum(('x' || left(${row}, 15))::bit(60)::bigint), 0)::text as digest
     from only ${tableName(client, table)}`,
  );
  const { rows: count = "0", digest = "0" } = rows[0] ?? {};
  return { schema: table.schema, table: table.table, rows: Number(count), digest };
}

const batch = 5_000;

/** Rows of a question, in batches of a cursor: a million of them never stand in memory. Runs inside a transaction. */
async function* rowsOf<Row extends pg.QueryResultRow>(client: pg.Client, question: string): AsyncGenerator<Row> {
  await client.query(`declare sp_rows no scroll cursor for ${question}`);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${batch} from sp_rows`);
    yield* rows;
    if (rows.length < batch) break;
  }
  await client.query("close sp_rows");
}

/** Before an upgrade the database may not have yet what the proof asks for: undefined, and the transaction goes on. */
async function readKnownProof(client: pg.Client, proof: Proof): Promise<ProofFact | undefined> {
  await client.query("savepoint sp_proof");
  try {
    return await readProof(client, proof);
  } catch (error) {
    if (!["42P01", "42703"].includes(sqlState(error) ?? "")) throw error;
    await client.query("rollback to savepoint sp_proof");
    return undefined;
  }
}

async function readProof(client: pg.Client, { name, lines }: Proof): Promise<ProofFact> {
  const digest = createHash("sha256");
  let count = 0;
  for await (const row of rowsOf<Record<string, string>>(client, lines)) {
    digest.update(`${Object.values(row)[0] ?? ""}\n`);
    count += 1;
  }
  return { name, lines: count, sha256: digest.digest("hex") };
}

/** The first thing in which a copy differs from what was backed up, in words; undefined when nothing does. */
export function firstDifference(expected: DatabaseFacts, found: DatabaseFacts): string | undefined {
  const copies = new Map(found.tables.map((fact) => [`${fact.schema}.${fact.table}`, fact]));
  for (const fact of expected.tables) {
    const name = `${fact.schema}.${fact.table}`;
    const copy = copies.get(name);
    copies.delete(name);
    if (copy === undefined) return `table ${name} is missing`;
    if (copy.rows !== fact.rows) return `table ${name} has ${copy.rows} rows instead of ${fact.rows}`;
    if (copy.digest !== fact.digest) return `table ${name} has ${fact.rows} rows, but not the same ones`;
  }
  for (const name of copies.keys()) return `table ${name} was not there when the backup was taken`;
  for (const proof of expected.proofs) {
    const copy = found.proofs.find(({ name }) => name === proof.name);
    // A proof that this version no longer asks for has been seen with its table.
    if (copy !== undefined && copy.sha256 !== proof.sha256) return `${proof.name} differ`;
  }
  return undefined;
}

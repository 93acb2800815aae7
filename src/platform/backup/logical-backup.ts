import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Content } from "./copy-files.ts";
import type { DatabaseFacts, LogicalPart } from "./manifest.ts";
import type { CopyAsked } from "./physical-backup.ts";
import { listTables, readFacts, speakPlainly, type Table, tableName } from "./read-facts.ts";

export type LogicalOrder = { readonly kind: "logical"; readonly migratorUrl: string };

/**
 * A copy of all rows through the database's front door, for a server that others run: one snapshot, a file for each table.
 * Tables themselves are not copied: the migrations make them anew.
 */
export async function copyLogically(
  order: LogicalOrder,
  asked: CopyAsked,
): Promise<{ part: LogicalPart; facts: DatabaseFacts; contents: Content[]; takenAt: Date }> {
  const client = new pg.Client({ connectionString: order.migratorUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await speakPlainly(client);
    await client.query("begin isolation level repeatable read read only");
    const tables = await listTables(client, asked.schemas, true);
    const takenAt = new Date();
    const contents: Content[] = [];
    for (const table of tables) {
      asked.onStep(`database ${table.schema}.${table.table}`);
      contents.push(await copyTable(client, table, asked));
    }
    asked.onStep("facts");
    const facts = await readFacts(client, { ...asked, portable: true });
    const part = await describe(client, tables, asked.schemas);
    await client.query("commit");
    return { part, facts, contents, takenAt };
  } finally {
    await client.end();
  }
}

async function copyTable(client: pg.Client, table: Table, asked: CopyAsked): Promise<Content> {
  const path = `${table.schema}.${table.table}.copy`;
  const rows = client.query(
    copyTo(`copy (select ${table.columns.join(", ")} from only ${tableName(client, table)}) to stdout`),
  );
  const digest = createHash("sha256");
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.length;
      asked.onBytes(chunk.length);
      done(null, chunk);
    },
  });
  await pipeline(rows, meter, createWriteStream(join(asked.to, path), { flags: "wx", mode: 0o600, flush: true }));
  return { sha256: digest.digest("hex"), bytes, path };
}

async function describe(client: pg.Client, tables: readonly Table[], schemas: readonly string[]): Promise<LogicalPart> {
  const migrations = await client.query<LogicalPart["migrations"][number]>(
    "select schema, name, sha256 from migrations.applied order by at, schema, name",
  );
  const sequences = await client.query<LogicalPart["sequences"][number]>(
    `select schemaname as schema, sequencename as name, last_value::text as last from pg_sequences
     where schemaname = any($1) and last_value is not null order by 1, 2`,
    [schemas],
  );
  const version = await client.query<{ v: string }>("select current_setting('server_version') as v");
  return {
    kind: "logical",
    postgres: version.rows[0]?.v ?? "",
    migrations: migrations.rows,
    tables: tables.map(({ schema, table, columns, partition }) => ({
      schema,
      table,
      columns: [...columns],
      partition,
    })),
    sequences: sequences.rows,
  };
}

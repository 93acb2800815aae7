import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile as copyPlain, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { type MigrationSet, migrate } from "../database/migrate.ts";
import type { DatabaseAddresses } from "../database/roles.ts";
import type { Backup, LogicalPart } from "./manifest.ts";
import { speakPlainly, tableName } from "./read-facts.ts";
import { RestoreError } from "./restore-error.ts";

/**
 * Fills an empty database from a copy of rows: the tables by the migrations that the backup names, and no later ones, then
 * the rows in one transaction. Triggers and references stand aside meanwhile, and every reference is looked at again.
 */
export async function loadRows(
  { folder, manifest }: Backup,
  part: LogicalPart,
  target: { addresses: DatabaseAddresses; sets: readonly MigrationSet[] },
): Promise<void> {
  const { migratorUrl, appRole } = target.addresses;
  const client = new pg.Client({ connectionString: migratorUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await assertEmpty(client, target.sets);
    await makeTables(part, { migratorUrl, appRole, sets: target.sets });
    await speakPlainly(client);
    await client.query("begin");
    const owned = await ownTables(client, part, target.sets);
    const references = await dropReferences(client, owned);
    for (const each of owned) await client.query(`alter table ${each} disable trigger user`);
    await client.query(`truncate ${owned.join(", ")}`);
    for (const table of part.tables) await loadTable(client, table, join(folder, "database"));
    for (const { schema, name, last } of part.sequences)
      await client.query("select setval(format('%I.%I', $1::text, $2::text)::regclass, $3)", [schema, name, last]);
    for (const each of owned) await client.query(`alter table ${each} enable trigger user`);
    for (const { table, name, definition } of references)
      await client.query(`alter table ${table} add constraint ${client.escapeIdentifier(name)} ${definition}`);
    await client.query("commit");
    await client.query("analyze");
  } finally {
    await client.end();
  }
  if (manifest.database.kind !== "logical") throw new Error("not a copy of rows");
}

const schemasOf = (sets: readonly MigrationSet[]): string[] => ["migrations", ...sets.map(({ schema }) => schema)];

async function assertEmpty(client: pg.Client, sets: readonly MigrationSet[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) limit 1`,
    [schemasOf(sets)],
  );
  if (rows.length === 0) return;
  throw new RestoreError(
    `目标数据库不是空的（已有 ${rows[0]?.name}），不会覆盖。The database is not empty (${rows[0]?.name} is there) and is left alone: name an empty one in DATABASE_URL.`,
  );
}

/** Runs the backup's own migrations, each held against the file that this version has. */
async function makeTables(
  part: LogicalPart,
  { sets, ...target }: { migratorUrl: string; appRole: string; sets: readonly MigrationSet[] },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sp-migrations-"));
  try {
    const wanted: MigrationSet[] = [];
    for (const set of sets) {
      const own = part.migrations.filter(({ schema }) => schema === set.schema);
      if (own.length === 0) continue;
      const to = join(folder, set.schema);
      await mkdir(to);
      for (const { name, sha256 } of own) {
        const text = await readFile(join(set.folder, name)).catch(() => undefined);
        if (text === undefined || createHash("sha256").update(text).digest("hex") !== sha256)
          throw new RestoreError(
            `备份来自另一版本（${set.schema}/${name}），请用该版本恢复。The backup was made by another version (${set.schema}/${name}): restore it with that one.`,
          );
        await copyPlain(join(set.folder, name), join(to, name));
      }
      wanted.push({ schema: set.schema, folder: to });
    }
    await migrate({ ...target, sets: wanted });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every table of ours, quoted; partitions that the backup had and the migrations do not make are made. */
async function ownTables(client: pg.Client, part: LogicalPart, sets: readonly MigrationSet[]): Promise<string[]> {
  for (const { partition, ...table } of part.tables)
    if (partition !== null)
      await client.query(
        `create table if not exists ${tableName(client, table)} partition of ${partition.parent} ${partition.bounds}`,
      );
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname = any($1) order by 1`,
    [schemasOf(sets)],
  );
  return rows.map(({ name }) => name);
}

type Reference = { readonly table: string; readonly name: string; readonly definition: string };

async function dropReferences(client: pg.Client, tables: readonly string[]): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conparentid = 0 and conrelid = any($1::regclass[])`,
    [tables],
  );
  for (const { table, name } of rows)
    await client.query(`alter table ${table} drop constraint ${client.escapeIdentifier(name)}`);
  return rows;
}

async function loadTable(client: pg.Client, table: LogicalPart["tables"][number], folder: string): Promise<void> {
  const columns = table.columns.join(", ");
  const into = client.query(copyFrom(`copy ${tableName(client, table)} (${columns}) from stdin`));
  await pipeline(createReadStream(join(folder, `${table.schema}.${table.table}.copy`)), into);
}

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** Migrations of one owner: its PostgreSQL schema (= the room's name, or `platform`) and the folder of its files. */
export type MigrationSet = { readonly schema: string; readonly folder: string };

/**
 * Brings every schema forward, in the order of the list; each file `<utc>-<what>.sql` once, in a transaction of its own.
 * Forward only. Runs as the migrator; the app's role gets what it needs on the tables and nothing on the schema itself.
 * @throws Error when a file that was applied has been changed or is gone (a newer platform was here before).
 */
export async function migrate(options: {
  migratorUrl: string;
  appRole: string;
  sets: readonly MigrationSet[];
}): Promise<number> {
  const client = new pg.Client({ connectionString: options.migratorUrl });
  await client.connect();
  try {
    // One migrator at a time, whoever else starts on the same database.
    await client.query("select pg_advisory_lock(7321845)");
    await client.query("create schema if not exists migrations");
    await client.query(
      "create table if not exists migrations.applied (schema text, name text, sha256 text not null, at timestamptz not null default now(), primary key (schema, name))",
    );
    let applied = 0;
    for (const set of options.sets) applied += await migrateSet(client, set, options.appRole);
    return applied;
  } finally {
    await client.end();
  }
}

async function migrateSet(client: pg.Client, set: MigrationSet, appRole: string): Promise<number> {
  // A room that only shows what others know has no folder, and gets no schema.
  if (!existsSync(set.folder)) return 0;
  const files = (await readdir(set.folder)).filter((name) => name.endsWith(".sql")).sort();
  const done = await client.query<{ name: string; sha256: string }>(
    "select name, sha256 from migrations.applied where schema = $1",
    [set.schema],
  );
  const hashes = new Map(done.rows.map((row) => [row.name, row.sha256]));
  for (const name of hashes.keys())
    if (!files.includes(name)) throw new Error(`the database was migrated by a newer platform (${set.schema}/${name})`);
  if (done.rows.length === 0) await openSchema(client, set.schema, appRole);
  let applied = 0;
  for (const name of files) {
    const text = await readFile(join(set.folder, name), "utf8");
    const sha256 = createHash("sha256").update(text).digest("hex");
    const before = hashes.get(name);
    if (before !== undefined && before !== sha256)
      throw new Error(`migration ${set.schema}/${name} was changed after it ran`);
    if (before !== undefined) continue;
    await applyFile(client, set.schema, { name, text, sha256 });
    applied += 1;
  }
  return applied;
}

async function openSchema(client: pg.Client, schema: string, appRole: string): Promise<void> {
  const s = client.escapeIdentifier(schema);
  const role = client.escapeIdentifier(appRole);
  await client.query(`create schema if not exists ${s}`);
  await client.query(`grant usage on schema ${s} to ${role}`);
  await client.query(
    `alter default privileges in schema ${s} grant select, insert, update, delete on tables to ${role}`,
  );
  await client.query(`alter default privileges in schema ${s} grant usage, select on sequences to ${role}`);
}

async function applyFile(
  client: pg.Client,
  schema: string,
  file: { name: string; text: string; sha256: string },
): Promise<void> {
  await client.query("begin");
  try {
    await client.query(file.text);
    await client.query("insert into migrations.applied (schema, name, sha256) values ($1, $2, $3)", [
      schema,
      file.name,
      file.sha256,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`migration ${schema}/${file.name} failed`, { cause: error });
  }
}

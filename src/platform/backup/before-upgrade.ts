import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { EmbeddedPostgresError } from "../database/embedded-error.ts";
import type { MigrationSet } from "../database/migrate.ts";
import type { Log } from "../log.ts";
import { type BackupHouse, orderOf } from "./backup-desk.ts";
import { runBackup } from "./run-backup.ts";

/** Where the way back lies, in the data folder: made before the first migration of a new version runs. */
const beforeUpgradeFolder = "before-upgrade";

/**
 * A new version with migrations for a database that holds something: the old state is backed up first, so that there is a
 * way back. @throws EmbeddedPostgresError with one sentence when that is not possible: then nothing was changed.
 */
export async function backUpBeforeUpgrade(house: BackupHouse, sets: readonly MigrationSet[], log: Log): Promise<void> {
  if (house.embedded === undefined || !house.config.backup.beforeUpgrade) return;
  const pending = await pendingMigrations(house.migratorUrl, sets);
  if (pending.length === 0) return;
  const store = join(house.config.dataDir, beforeUpgradeFolder);
  log.info({ store, pending }, "a new version brings migrations: taking a backup first");
  const { ended, stop } = runBackup(orderOf(house, { store, cause: "upgrade", keepDays: null }), () => undefined);
  const end = await ended;
  await stop();
  if (end.kind === "done") return;
  throw new EmbeddedPostgresError(
    "BACKUP_BEFORE_UPGRADE_FAILED",
    `升级前的备份没有成功，数据未改动：${end.why}。可腾出空间，或设 SP_UPGRADE_BACKUP=off 跳过。 ` +
      `The backup before the upgrade failed and nothing was changed: ${end.why}. Make room, or set SP_UPGRADE_BACKUP=off to go on without.`,
  );
}

/** Migrations that an existing database does not have yet; none for a new one. */
async function pendingMigrations(migratorUrl: string, sets: readonly MigrationSet[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: migratorUrl });
  await client.connect();
  try {
    const there = await client.query("select to_regclass('migrations.applied') is not null as there");
    if (there.rows[0]?.there !== true) return [];
    const { rows } = await client.query<{ name: string }>(
      "select schema || '/' || name as name from migrations.applied",
    );
    if (rows.length === 0) return [];
    const applied = new Set(rows.map(({ name }) => name));
    const files = await Promise.all(sets.map(filesOf));
    return files.flat().filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

async function filesOf({ schema, folder }: MigrationSet): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(".sql")).map((name) => `${schema}/${name}`);
}

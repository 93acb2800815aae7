/**
 * A migrated database with its two roles and the platform's parts that a room's commands and views need, for tests of
 * single rooms: no web server, no broker, no road engine. Time stands still until `clock` is moved.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type ManualClock, manualClock } from "../../src/kernel/clock.ts";
import { readConfig } from "../../src/platform/config/config.ts";
import { openDatabase } from "../../src/platform/database/database.ts";
import { migrate } from "../../src/platform/database/migrate.ts";
import { type DatabaseAddresses, prepareOwnServer } from "../../src/platform/database/roles.ts";
import { migrationsOf, type Platform } from "../../src/platform/platform.ts";

export type RoomPlatform = {
  readonly platform: Platform;
  readonly clock: ManualClock;
  readonly addresses: DatabaseAddresses;
  readonly stop: () => Promise<void>;
};

/** `superuserUrl` is `inject("postgresUrl")`; `schemas` are the rooms whose migrations are needed, lowest first. */
export async function openRoomPlatform(superuserUrl: string, schemas: readonly string[]): Promise<RoomPlatform> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  const dataDir = await mkdtemp(join(tmpdir(), "sp-room-"));
  const addresses = await prepareOwnServer({ superuserUrl, name, secretsDir: join(dataDir, "secrets") });
  const sets = ["platform", ...schemas].map(migrationsOf);
  await migrate({ migratorUrl: addresses.migratorUrl, appRole: addresses.appRole, sets });
  const database = openDatabase({ url: addresses.appUrl, onIdleError: () => undefined });
  const clock = manualClock(Date.UTC(2026, 10, 23, 2, 0, 0));
  const parts = { config: readConfig({ SP_DATA_DIR: dataDir }), clock, database };
  const stop = async (): Promise<void> => {
    await database.close();
    await dropDatabase(superuserUrl, name);
    await rm(dataDir, { recursive: true, force: true });
  };
  // The parts that are not there fail loudly when a test touches them.
  return { platform: parts as unknown as Platform, clock, addresses, stop };
}

async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  for (const kind of ["app", "migrator"])
    await client.query(`drop role if exists ${client.escapeIdentifier(`${name}_${kind}`)}`);
  await client.end();
}

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { type Database, openDatabase } from "../../src/platform/database/database.ts";
import { migrate } from "../../src/platform/database/migrate.ts";
import { type DatabaseAddresses, prepareOwnServer } from "../../src/platform/database/roles.ts";
import { migrationsOf } from "../../src/platform/platform.ts";
import { rooms } from "../../src/rooms.ts";

/** Every schema of the house, in its order. */
const allSchemas: readonly string[] = ["platform", ...rooms.map((room) => room.name)];

export type TestDatabase = DatabaseAddresses & { readonly dataDir: string };

/**
 * A database of its own for one test file, with the two roles of the house and all migrations; dropped after the file.
 * Call it at the top level of the file or in beforeAll.
 */
export async function makeTestDatabase(schemas: readonly string[] = allSchemas): Promise<TestDatabase> {
  const superuserUrl = inject("postgresUrl");
  const name = `t_${randomBytes(6).toString("hex")}`;
  const dataDir = mkdtempSync(join(tmpdir(), "sp-test-"));
  const addresses = await prepareOwnServer({ superuserUrl, name, secretsDir: join(dataDir, "secrets") });
  await migrate({ migratorUrl: addresses.migratorUrl, appRole: addresses.appRole, sets: schemas.map(migrationsOf) });
  afterAll(async () => {
    await dropDatabase(superuserUrl, name);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  });
  return { ...addresses, dataDir };
}

/** The database as the app opens it; closed after the file. */
export function openTestDatabase(addresses: DatabaseAddresses): Database {
  const database = openDatabase({ url: addresses.appUrl, onIdleError: () => undefined });
  afterAll(() => database.close());
  return database;
}

async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    for (const kind of ["app", "migrator"])
      await client.query(`drop role if exists ${client.escapeIdentifier(`${name}_${kind}`)}`);
  } finally {
    await client.end();
  }
}

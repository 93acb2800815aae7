import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, bearer, createApi } from "../../sim/api.ts";
import { adminToken, freePort, startPlatform } from "../../sim/platform-child.ts";
import type { RestoreReport } from "../../src/platform/backup/restore.ts";
import { startEmbeddedPostgres } from "../../src/platform/database/embedded-postgres.ts";
import { migrate } from "../../src/platform/database/migrate.ts";
import { prepareOwnServer } from "../../src/platform/database/roles.ts";
import { migrationsOf } from "../../src/platform/platform.ts";
import { rooms } from "../../src/rooms.ts";
import { jsonOf, sp } from "../support/sp.ts";

/** A data folder as the first version left it: the migrations up to that evening, and a region that somebody had put in. */
const firstVersionUntil = "20261124";
const folder = mkdtempSync(join(tmpdir(), "sp-upgrade-"));
const dataDir = join(folder, "data");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schemas = ["platform", ...rooms.map((room) => room.name)];

function firstVersion(): { schema: string; folder: string }[] {
  return schemas.map(migrationsOf).map((set) => {
    const old = join(folder, "migrations", set.schema);
    mkdirSync(old, { recursive: true });
    const names = (() => {
      try {
        return readdirSync(set.folder);
      } catch {
        return [];
      }
    })();
    for (const name of names.filter((each) => each < firstVersionUntil))
      copyFileSync(join(set.folder, name), join(old, name));
    return { schema: set.schema, folder: old };
  });
}

async function ask(dir: string, text: string): Promise<unknown[]> {
  const server = await startEmbeddedPostgres({ dataDir: dir, profile: "production", log: () => undefined });
  const url = new URL(server.superuserUrl);
  url.pathname = "/shengping";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
    await server.stop();
  }
}

const start = async (dir: string, more: Record<string, string> = {}) =>
  startPlatform({
    dataDir: dir,
    logFile: join(folder, "platform.log"),
    readyLimitMs: 90_000,
    env: {
      SP_HTTP_PORT: String(await freePort()),
      SP_MQTT_PORT: String(await freePort()),
      SP_LOG_LEVEL: "warn",
      DATABASE_URL: "",
      ...more,
    },
  });

describe("a data folder of the first version", () => {
  beforeAll(async () => {
    mkdirSync(dataDir, { recursive: true });
    const server = await startEmbeddedPostgres({ dataDir, profile: "production", log: () => undefined });
    const secretsDir = join(dataDir, "secrets");
    const addresses = await prepareOwnServer({ superuserUrl: server.superuserUrl, name: "shengping", secretsDir });
    await migrate({ migratorUrl: addresses.migratorUrl, appRole: addresses.appRole, sets: firstVersion() });
    const client = new pg.Client({ connectionString: addresses.appUrl });
    await client.connect();
    await client.query("insert into identity.region (code, name, parent) values ('330000', '云河省', '100000')");
    await client.end();
    await server.stop();
  });

  test("is backed up before the new version's first migration, then holds all that it held", async () => {
    const platform = await start(dataDir);
    const admin: Api = createApi(platform.http, bearer(adminToken(dataDir)));
    const backups = readdirSync(join(dataDir, "before-upgrade")).filter((name) => name.startsWith("backup-"));
    expect(backups).toHaveLength(1);
    const reply = await fetch(`${platform.http}/api/v1/regions`, { headers: admin.headers() });
    expect(JSON.stringify(await reply.json())).toContain("云河省");
    await platform.stop();
    expect(await ask(dataDir, "select count(*) > 8 from migrations.applied")).toEqual([true]);
    // A second start brings nothing new and takes no backup.
    await (await start(dataDir)).stop();
    expect(readdirSync(join(dataDir, "before-upgrade")).filter((name) => name.startsWith("backup-"))).toEqual(backups);
  });

  test("has a way back: the backup is restored equal, with the first version's migrations and no others", async () => {
    const back = join(folder, "back");
    const end = await sp(["restore", join(dataDir, "before-upgrade"), "--json"], { SP_DATA_DIR: back });
    expect(jsonOf<RestoreReport>(end)).toMatchObject({ ok: true, difference: null });
    const names = await ask(back, "select name from migrations.applied order by name");
    expect(names.length).toBeGreaterThan(4);
    expect(names.every((name) => String(name) < firstVersionUntil)).toBe(true);
    expect(await ask(back, "select name from identity.region where code = '330000'")).toEqual(["云河省"]);
  });

  test("stays as it is where no backup can be taken, and says why", async () => {
    const back = join(folder, "back");
    writeFileSync(join(back, "before-upgrade"), "a file where the folder should be");
    await expect(start(back)).rejects.toThrow(/before the upgrade failed and nothing was changed/);
    expect(await ask(back, `select count(*) from migrations.applied where name > '${firstVersionUntil}'`)).toEqual([
      "0",
    ]);
    await (await start(back, { SP_UPGRADE_BACKUP: "off" })).stop();
    expect(readFileSync(join(folder, "platform.log"), "utf8")).toContain("SP_UPGRADE_BACKUP=off");
  });
});

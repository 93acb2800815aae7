import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { freePort, startPlatform } from "../../sim/platform-child.ts";
import { makeTestDatabase } from "../support/database.ts";
import { asOwner } from "../support/devices-house.ts";
import { type ImportDesk, importDesk } from "../support/import-desk.ts";
import { manyRows } from "../support/many-rows.ts";

const rows = 45_000;

async function house() {
  const database = await makeTestDatabase();
  const env = {
    SP_HTTP_PORT: String(await freePort()),
    SP_MQTT_PORT: String(await freePort()),
    SP_LOG_LEVEL: "warn",
    DATABASE_URL: database.migratorUrl,
    DATABASE_APP_URL: database.appUrl,
  };
  const start = () =>
    startPlatform({ dataDir: database.dataDir, logFile: join(database.dataDir, "log"), readyLimitMs: 60_000, env });
  return { database, start };
}

function importDeskOf(http: string, dataDir: string): ImportDesk {
  const token = readFileSync(join(dataDir, "secrets/admin-token"), "utf8").trim();
  return importDesk(http, { authorization: `Bearer ${token}` });
}

/** An import of so many rows into an empty register that has been started. */
async function begunOn(http: string, dataDir: string) {
  const desk = importDeskOf(http, dataDir);
  const csv = "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n";
  await desk.call("POST", "/api/v1/imports/regions", z.unknown(), { csv });
  const source = await desk.source("登记册");
  const { id } = await desk.upload(source.id, "登记册.csv", manyRows(rows));
  await desk.map(source.id, (await desk.preview(id)).mapping);
  await desk.act(id, "start");
  return { desk, id };
}

async function moved(desk: ImportDesk, id: string): Promise<number> {
  const before = (await desk.run(id)).run.counts.rows;
  for (let waited = 0; waited < 600; waited += 1) {
    const { run } = await desk.run(id);
    if (run.counts.rows > before) return run.counts.rows;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not move");
}

test("kill -9 in the middle of an import: it goes on by itself with the next batch, nothing lost, nothing doubled", async () => {
  const { database, start } = await house();
  let platform = await start();
  try {
    const { desk, id } = await begunOn(platform.http, database.dataDir);
    for (let kills = 0; kills < 2; kills += 1) {
      await moved(desk, id);
      await new Promise((resolve) => setTimeout(resolve, 150 + 300 * kills));
      expect((await desk.run(id)).run.state).toBe("running");
      await platform.kill();
      platform = await start();
    }
    const done = await desk.ended(id, 90_000);
    expect(done.run).toMatchObject({ state: "done", counts: { rows, created: rows, refused: 0, unchanged: 0 } });
    const counted = await asOwner(database, (client) =>
      client.query<Record<string, string>>(`select
        (select count(*) from lifts.lift) as lifts,
        (select count(*) from lifts.party where role = 'use-unit') as parties,
        (select count(*) from lifts.ledger_entry) as entries,
        (select count(*) from lifts.ledger_head where no = 1) as heads,
        (select count(*) from lifts.import_row) as remembered,
        (select count(*) from identity.organisation) as organisations`),
    );
    const all = String(rows);
    expect(counted.rows[0]).toEqual({
      lifts: all,
      parties: all,
      entries: all,
      heads: all,
      remembered: all,
      organisations: "50",
    });
  } finally {
    await platform.stop();
  }
});

test("somebody makes a lift of the file while it is imported unseen: from there it looks first, nothing lost, nothing doubled", async () => {
  const { database, start } = await house();
  const platform = await start();
  try {
    const { desk, id } = await begunOn(platform.http, database.dataDir);
    await moved(desk, id);
    const lastRow = manyRows(rows).trim().split("\n").at(-1) ?? "";
    const [code = ""] = lastRow.split(",");
    const csv = `register_code,kind,address,region\n${code},3110,路 1 号,990100\n`;
    await desk.call("POST", "/api/v1/imports/lifts", z.unknown(), { csv });
    expect((await desk.run(id)).run.state).toBe("running");
    const { run } = await desk.ended(id, 90_000);
    expect(run).toMatchObject({ state: "done", problem: null, counts: { rows, created: rows - 1, refused: 0 } });
    const counted = await asOwner(database, (client) =>
      client.query<Record<string, string>>(`select
        (select count(*) from lifts.lift) as lifts,
        (select count(*) from lifts.lift where register_code = '${code}') as once,
        (select count(*) from lifts.party where role = 'use-unit') as parties,
        (select count(*) from lifts.ledger_head) as heads,
        (select count(*) from lifts.import_row) as remembered`),
    );
    const all = String(rows);
    expect(counted.rows[0]).toEqual({ lifts: all, once: "1", parties: all, heads: all, remembered: all });
  } finally {
    await platform.stop();
  }
});

test("stopped and gone on with, then halted by the platform's end: what was committed is the beginning of the file each time", async () => {
  const { database, start } = await house();
  let platform = await start();
  const lifts = async (): Promise<number> => {
    const { rows: counted } = await asOwner(database, (client) =>
      client.query<{ n: number }>("select count(*)::int as n from lifts.lift"),
    );
    return counted[0]?.n ?? 0;
  };
  try {
    const { desk, id } = await begunOn(platform.http, database.dataDir);
    await moved(desk, id);
    await desk.act(id, "stop");
    const stopped = await desk.ended(id, 60_000);
    expect(stopped.run.state).toBe("stopped");
    expect(stopped.run.counts.created).toBeLessThan(rows);
    expect(await lifts()).toBe(stopped.run.counts.created);
    await desk.act(id, "resume");
    await moved(desk, id);
    await platform.stop();
    const halted = await lifts();
    expect(halted).toBeGreaterThan(stopped.run.counts.created);
    platform = await start();
    const done = await importDeskOf(platform.http, database.dataDir).ended(id, 120_000);
    expect(done.run).toMatchObject({ state: "done", counts: { rows, created: rows, refused: 0, unchanged: 0 } });
    expect(await lifts()).toBe(rows);
  } finally {
    await platform.stop();
  }
});

test("a run that another platform's worker has is waited for, however long, without counting as a failure", async () => {
  const { database, start } = await house();
  const platform = await start();
  try {
    await asOwner(database, async (client) => {
      const desk = importDeskOf(platform.http, database.dataDir);
      const csv = "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n";
      await desk.call("POST", "/api/v1/imports/regions", z.unknown(), { csv });
      const source = await desk.source("登记册");
      const { id } = await desk.upload(source.id, "登记册.csv", manyRows(100));
      await desk.map(source.id, (await desk.preview(id)).mapping);
      await client.query("select pg_advisory_lock(7321851, hashtext($1))", [id]);
      await desk.act(id, "start");
      // Long enough for two looks, five seconds apart.
      await new Promise((resolve) => setTimeout(resolve, 7_000));
      expect((await desk.run(id)).run).toMatchObject({ state: "running", counts: { rows: 0 } });
      const { rows: counted } = await client.query("select idle_restarts from platform.import_run where id = $1", [id]);
      expect(counted).toEqual([{ idle_restarts: 0 }]);
      await client.query("select pg_advisory_unlock(7321851, hashtext($1))", [id]);
      expect((await desk.ended(id)).run).toMatchObject({ state: "done", counts: { created: 100 } });
    });
  } finally {
    await platform.stop();
  }
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort, startPlatform } from "../../sim/platform-child.ts";
import { makeTestDatabase } from "../support/database.ts";
import { asOwner } from "../support/devices-house.ts";
import { importDesk } from "../support/import-desk.ts";

const rows = 45_000;
const csv = (): string => {
  let text = "注册代码,设备品种,小区名称,使用地点,使用单位名称\n";
  for (let n = 0; n < rows; n += 1) {
    const month = String((n % 12) + 1).padStart(2, "0");
    const code = `31109901002${String(Math.floor(n / 12 / 9_999) + 10).padStart(3, "0")}${month}${String((Math.floor(n / 12) % 9_999) + 1).padStart(4, "0")}`;
    text += `${code},3110,小区${Math.floor(n / 40)},路 ${Math.floor(n / 400)} 号,物业${Math.floor(n / 900)}\n`;
  }
  return text;
};

test("kill -9 in the middle of an import: it goes on by itself with the next batch, nothing lost, nothing doubled", async () => {
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
  let platform = await start();
  try {
    const token = readFileSync(join(database.dataDir, "secrets/admin-token"), "utf8").trim();
    const headers = { authorization: `Bearer ${token}` };
    const desk = importDesk(platform.http, headers);
    await fetch(`${platform.http}/api/v1/imports/regions`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ csv: "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n" }),
    });
    const source = await desk.source("登记册");
    const { id } = await desk.upload(source.id, "登记册.csv", csv());
    await desk.map(source.id, (await desk.preview(id)).mapping);
    await desk.act(id, "start");
    for (let kills = 0; kills < 2; kills += 1) {
      const before = (await desk.run(id)).run.counts.rows;
      for (let waited = 0; waited < 600; waited += 1) {
        if ((await desk.run(id)).run.counts.rows > before) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
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

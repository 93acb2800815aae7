import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { type ImportDesk, importDesk } from "../support/import-desk.ts";
import { manyRows } from "../support/many-rows.ts";
import { allCounted, askOwnServer, countRegister, postmasterOf } from "../support/own-server.ts";

/** The database goes away in the middle of an import, under a platform with a server of its own as a city runs it. */
const rows = 24_000;
const folder = mkdtempSync(join(tmpdir(), "sp-import-gone-"));
const dataDir = join(folder, "data");
let platform: PlatformChild;
let desk: ImportDesk;
let source: string;

beforeAll(async () => {
  const ports = { SP_HTTP_PORT: String(await freePort()), SP_MQTT_PORT: String(await freePort()) };
  const env = { ...ports, SP_LOG_LEVEL: "warn", DATABASE_URL: "" };
  platform = await startPlatform({ dataDir, logFile: join(folder, "log"), readyLimitMs: 90_000, env });
  desk = importDesk(platform.http, { authorization: `Bearer ${adminToken(dataDir)}` });
  const csv = "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n";
  await desk.call("POST", "/api/v1/imports/regions", z.unknown(), { csv });
  source = (await desk.source("登记册")).id;
});
afterAll(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function begun(name: string, csv: string): Promise<string> {
  const { id } = await desk.upload(source, name, csv);
  await desk.map(source, (await desk.preview(id)).mapping);
  await desk.act(id, "start");
  return id;
}
/** Until it has written something; it is still at work then. */
async function midway(id: string): Promise<number> {
  for (let waited = 0; waited < 1_200; waited += 1) {
    const { run } = await desk.run(id);
    if (run.counts.rows > 0) {
      expect(run.state).toBe("running");
      return run.counts.rows;
    }
    await sleep(25);
  }
  throw new Error("it does not begin");
}
/** The end of a run, over a time in which nobody answers. */
async function endOf(id: string) {
  const told = new Set<string>();
  for (let waited = 0; waited < 2_200; waited += 1) {
    const now = await desk.run(id).catch(() => undefined);
    if (now?.run.problem != null) told.add(`${now.run.problem.zh} ${now.run.problem.en}`);
    if (now !== undefined && now.run.state !== "running") return { run: now.run, told: [...told] };
    await sleep(100);
  }
  throw new Error("it comes to no end");
}

describe("the database goes away in the middle of an import", () => {
  test("one of its sessions is ended by the server: it says so, goes on by itself, nothing lost, nothing doubled", async () => {
    const id = await begun("一.csv", manyRows(rows));
    const before = await midway(id);
    const ended = await askOwnServer(
      dataDir,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'shengping import'
       order by backend_start desc limit 1`,
    );
    expect(ended).toEqual([{ pg_terminate_backend: true }]);
    const { run, told } = await endOf(id);
    expect(run).toMatchObject({
      state: "done",
      problem: null,
      counts: { rows, created: rows, unchanged: 0, refused: 0 },
    });
    expect(run.counts.rows).toBeGreaterThan(before);
    expect(told.join()).toMatch(/数据库连不上.*goes on by itself/);
    expect(await countRegister(dataDir)).toEqual(allCounted(rows));
  }, 240_000);

  test("the server is killed with -9: a new one comes, and the import goes on by itself", async () => {
    const second = manyRows(rows).replaceAll("31109901002", "31209901002").replaceAll(",3110,", ",3120,");
    const id = await begun("二.csv", second);
    await midway(id);
    const { pid } = postmasterOf(dataDir);
    process.kill(pid, "SIGKILL");
    const { run } = await endOf(id);
    expect(run).toMatchObject({ state: "done", counts: { rows, created: rows, unchanged: 0, refused: 0 } });
    expect(postmasterOf(dataDir).pid).not.toBe(pid);
    expect(await countRegister(dataDir)).toEqual(allCounted(2 * rows));
  }, 240_000);
});

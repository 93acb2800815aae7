import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { fillDisk } from "../support/fill-disk.ts";
import { type ImportDesk, importDesk } from "../support/import-desk.ts";
import { manyRows } from "../support/many-rows.ts";
import { allCounted, countRegister } from "../support/own-server.ts";

/** The disk fills up in the middle of an import, on a small file system of its own. */
const rows = 60_000;
const folder = mkdtempSync(join(tmpdir(), "sp-import-disk-"));
const dataDir = join(folder, "data");
const filler = join(folder, "filler");
const spare = join(folder, "spare");
const roomBytes = 64 * 1024 * 1024;
const mounted =
  process.platform === "linux" &&
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=640m", "tmpfs", folder], { stdio: "ignore" }).status === 0;
const why = mounted ? "" : " (skipped: this machine does not let us mount a small file system)";
const logFile = join(tmpdir(), `sp-import-disk-${process.pid}.log`);

afterAll(() => {
  if (mounted) spawnSync("umount", ["-l", folder], { stdio: "ignore" });
  rmSync(folder, { recursive: true, force: true });
  rmSync(logFile, { force: true });
});

describe.skipIf(!mounted)(`the disk is full in the middle of an import${why}`, () => {
  let platform: PlatformChild;
  let desk: ImportDesk;

  beforeAll(async () => {
    const ports = { SP_HTTP_PORT: String(await freePort()), SP_MQTT_PORT: String(await freePort()) };
    const env = { ...ports, SP_LOG_LEVEL: "warn", DATABASE_URL: "" };
    platform = await startPlatform({ dataDir, logFile, readyLimitMs: 90_000, env });
    desk = importDesk(platform.http, { authorization: `Bearer ${adminToken(dataDir)}` });
    const csv = "code,name,parent\n990000,试验省,100000\n990100,试验市,990000\n";
    await desk.call("POST", "/api/v1/imports/regions", z.unknown(), { csv });
  });
  afterAll(async () => {
    await platform?.stop();
  });

  test("it says so in words, and with room again it goes on: nothing lost, nothing doubled", async () => {
    const source = (await desk.source("登记册")).id;
    const { id } = await desk.upload(source, "登记册.csv", manyRows(rows));
    await desk.map(source, (await desk.preview(id)).mapping);
    // Room for the first batches, and no more: however fast the import is, the disk is full in its middle.
    writeFileSync(spare, Buffer.alloc(roomBytes));
    fillDisk(filler);
    rmSync(spare);
    await desk.act(id, "start");
    const stuck = await untilToldOfDisk(id);
    if (stuck !== "database away") expect(stuck.counts.rows).toBeLessThan(rows);
    rmSync(filler);
    const done = await untilDone(id);
    expect(done).toMatchObject({
      state: "done",
      problem: null,
      counts: { rows, created: rows, unchanged: 0, refused: 0 },
    });
    expect(await countRegister(dataDir)).toEqual(allCounted(rows));
  }, 240_000);

  /**
   * Stopped, or still at work and waiting: the sentence is there in both languages. Where the database's own log found no room first, the
   * database is away, and whoever watches the platform is told.
   */
  async function untilToldOfDisk(id: string) {
    const seen = new Set<string>();
    for (let waited = 0; waited < 600; waited += 1) {
      const now = await desk.run(id).catch((error: unknown) => String(error));
      if (typeof now !== "string" && now.run.problem !== null) {
        seen.add(now.run.problem.code);
        if (now.run.problem.code.startsWith("IMPORTS_DISK_FULL")) {
          expect(now.run.problem.zh).toMatch(/磁盘已满.*已导入的行保留/);
          expect(now.run.problem.en).toMatch(/disk is full.*What was imported stays/);
          return now.run;
        }
      }
      if (typeof now === "string" && (await notReady())) return "database away" as const;
      await sleep(100);
    }
    throw new Error(`nobody is told that the disk is full: ${[...seen].join(", ")}`);
  }

  async function notReady(): Promise<boolean> {
    const reply = await fetch(`${platform.http}/readyz`);
    return reply.status === 503 && /database|room/.test(JSON.stringify(await reply.json()));
  }

  /** By itself, or by the one press that it asks for. */
  async function untilDone(id: string) {
    for (let waited = 0; waited < 900; waited += 1) {
      const now = await desk.run(id).catch(() => undefined);
      if (now?.run.state === "done") return now.run;
      if (now?.run.state === "stopped") await desk.act(id, "resume").catch(() => undefined);
      expect(now?.run.state).not.toBe("failed");
      await sleep(100);
    }
    throw new Error("it does not go on");
  }
});

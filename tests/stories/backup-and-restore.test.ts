import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, bearer, createApi } from "../../sim/api.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { populate } from "../../sim/populate.ts";
import type { RestoreReport } from "../../src/platform/backup/restore.ts";
import type { DrillReport } from "../../src/platform/backup/restore-drill.ts";
import { type LiftSummary, liftList } from "../../src/rooms/lifts/contract.ts";
import { incidentList } from "../../src/rooms/rescue/contract.ts";
import { eventually, keyFor, must } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

/** A platform with its own database, in production settings, and the `sp` command beside it. */
const folder = mkdtempSync(join(tmpdir(), "sp-backup-"));
// The database's account (root hands the server to another one) must come through to the archived log.
chmodSync(folder, 0o755);
const dataDir = join(folder, "data");
const store = join(folder, "backups");
const archive = join(folder, "log");
let platform: PlatformChild;
let admin: Api;
let lifts: readonly LiftSummary[];
let env: Record<string, string>;
const restored: PlatformChild[] = [];

const startOn = async (dir: string, more: Record<string, string> = {}): Promise<PlatformChild> => {
  const ports = { SP_HTTP_PORT: String(await freePort()), SP_MQTT_PORT: String(await freePort()) };
  return startPlatform({
    dataDir: dir,
    logFile: join(folder, "platform.log"),
    readyLimitMs: 60_000,
    env: { ...ports, SP_LOG_LEVEL: "warn", DATABASE_URL: "", ...more },
  });
};
const spHere = (...args: string[]) => sp(args, env);
const into = (name: string) => ({ SP_DATA_DIR: join(folder, name) });
const call = async (note: string, liftId = must(lifts[noted++ % 20], "lift").id): Promise<void> => {
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const reply = await fetch(`${platform.http}/api/v1/incidents`, {
    method: "POST",
    headers: { ...admin.headers(), "content-type": "application/json" },
    body: JSON.stringify({ ...body, key: keyFor(note), liftId, note }),
  });
  expect(reply.status).toBe(200);
};
let noted = 0;
const incidentsOf = async (http: string, dir: string): Promise<number> => {
  const api = createApi(http, bearer(adminToken(dir)));
  return (await api.get("/api/v1/incidents?state=open&limit=200", incidentList)).incidents.length;
};
/** An evidence file as the store keeps it. */
const putEvidence = (text: string): string => {
  const hash = createHash("sha256").update(text).digest("hex");
  const group = join(dataDir, "files", hash.slice(0, 2));
  mkdirSync(group, { recursive: true });
  writeFileSync(join(group, hash), text);
  return hash;
};

beforeAll(async () => {
  env = { SP_DATA_DIR: dataDir };
  platform = await startOn(dataDir, { SP_WAL_ARCHIVE: archive });
  admin = createApi(platform.http, bearer(adminToken(dataDir)));
  await populate(admin, generateCity({ seed: 7, lifts: 40, liftsPerCrew: 6 }), () => undefined);
  ({ lifts } = await admin.get("/api/v1/lifts?limit=200", liftList));
});
afterAll(async () => {
  for (const each of [platform, ...restored]) await each?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a backup of a platform at work", () => {
  test("is restored equal: rows at the backup's point, chains, evidence; and a platform starts on it", async () => {
    const kept = putEvidence("验收照片");
    const working = new AbortController();
    const work = (async () => {
      while (!working.signal.aborted) {
        await call(`during ${noted}`);
        await sleep(50);
      }
    })();
    const backup = jsonOf<{ outcome: string; files: number; seconds: number }>(await spHere("backup", store, "--json"));
    working.abort();
    await work;
    expect(backup).toMatchObject({ outcome: "done", files: 1 });
    expect(noted).toBeGreaterThan(3);
    const end = await sp(["restore", store, "--json"], into("equal"));
    const report = jsonOf<RestoreReport>(end);
    expect(report).toMatchObject({ ok: true, difference: null, compared: true, evidenceFiles: 1 });
    expect(report.findings.map(({ name, ok }) => [name, ok])).toEqual([
      ["ledger", true],
      ["audit", true],
    ]);
    expect(readFileSync(join(folder, "equal/files", kept.slice(0, 2), kept), "utf8")).toBe("验收照片");
    expect(statSync(join(folder, "equal/secrets/admin-token")).mode & 0o777).toBe(0o600);
    const copy = await startOn(join(folder, "equal"));
    restored.push(copy);
    const there = await incidentsOf(copy.http, join(folder, "equal"));
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThanOrEqual(lifts.length);
  });

  test("evidence is copied once; what has rotten since is named, and nothing else is lost by it", async () => {
    const sizeOf = (hash: string) => statSync(join(store, "files", hash.slice(0, 2), hash));
    const [old] = readdirSync(join(store, "files")).flatMap((group) => readdirSync(join(store, "files", group)));
    const before = sizeOf(must(old, "file"));
    const rotten = putEvidence("维保单");
    writeFileSync(join(dataDir, "files", rotten.slice(0, 2), rotten), "维保单!");
    const end = await spHere("backup", store, "--json");
    expect(end.code).toBe(1);
    expect(jsonOf(end)).toMatchObject({ outcome: "done", files: 1, damaged: 1 });
    expect(sizeOf(must(old, "file")).mtimeMs).toBe(before.mtimeMs);
    rmSync(join(dataDir, "files", rotten.slice(0, 2), rotten));
  });

  test("a restore never touches a folder that holds something, nor starts from a damaged backup", async () => {
    const full = await sp(["restore", store], { SP_DATA_DIR: dataDir });
    expect(full.code).toBe(1);
    expect(full.err).toContain("不是空目录");
    const spoilt = join(folder, "spoilt");
    spawnSync("cp", ["-a", store, spoilt]);
    const newest = must(
      readdirSync(spoilt)
        .filter((name) => name.startsWith("backup-"))
        .sort()
        .at(-1),
      "backup",
    );
    const contents = readFileSync(join(spoilt, newest, "contents.txt"), "utf8").split("\n");
    const line = must(
      contents.find((each) => /database\/base\/\d+\/\d+$/.test(each) && !/ 0 /.test(each)),
      "a table",
    );
    const table = join(spoilt, newest, must(line.split(" ")[2], "path"));
    const bytes = readFileSync(table);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(table, bytes);
    const damaged = await sp(["restore", spoilt], into("from-spoilt"));
    expect(damaged.code).toBe(1);
    expect(damaged.err).toContain("备份已损坏");
    // Half restored: no platform takes it for the truth.
    await expect(startOn(join(folder, "from-spoilt"))).rejects.toThrow(/was not finished/);
    const again = await sp(["restore", store, "--json"], into("from-spoilt"));
    expect(jsonOf(again)).toMatchObject({ ok: true });
  });

  test("the drill names the first difference, leaves a report and nothing else", async () => {
    const good = jsonOf<DrillReport>(await spHere("restore-drill", store, "--json"));
    expect(good).toMatchObject({ ok: true, restore: { difference: null } });
    expect(existsSync(good.file)).toBe(true);
    expect(existsSync(must(good.restore, "restore").dataDir)).toBe(false);
    const lying = join(folder, "lying");
    spawnSync("cp", ["-a", store, lying]);
    const newest = must(
      readdirSync(lying)
        .filter((name) => name.startsWith("backup-"))
        .sort()
        .at(-1),
      "backup",
    );
    const file = join(lying, newest, "manifest.json");
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    const head = manifest.facts.tables.find((fact: { table: string }) => fact.table === "ledger_head");
    head.digest = String(BigInt(head.digest) + 1n);
    writeFileSync(file, JSON.stringify(manifest));
    const bad = await sp(["restore-drill", lying, "--json"], env);
    expect(bad.code).toBe(1);
    expect(jsonOf<DrillReport>(bad)).toMatchObject({
      ok: false,
      restore: { difference: `table lifts.ledger_head has ${head.rows} rows, but not the same ones` },
    });
  });

  test("to a point in time: what was before it is there, what came after it is not", async () => {
    await call("before the moment");
    const [before, beforeMs] = [await incidentsOf(platform.http, dataDir), Date.now() + 500];
    await sleep(1_000);
    await call("after the moment", must(lifts.at(-1), "a lift that nobody has called about").id);
    expect(await incidentsOf(platform.http, dataDir)).toBe(before + 1);
    // Another backup closes the piece of the log; otherwise that takes a minute.
    await spHere("backup", join(folder, "elsewhere"));
    await sleep(2_000);
    const at = new Date(beforeMs).toISOString();
    const end = await sp(["restore", store, "--to", at, "--json"], into("at-a-moment"));
    const report = jsonOf<RestoreReport>(end);
    expect(report).toMatchObject({ ok: true, compared: false });
    expect(Date.parse(must(report.lastChangeAt, "last change"))).toBeLessThanOrEqual(beforeMs);
    const copy = await startOn(join(folder, "at-a-moment"));
    restored.push(copy);
    expect(await incidentsOf(copy.http, join(folder, "at-a-moment"))).toBe(before);
    const tooLate = await sp(["restore", store, "--to", "2036-01-01T00:00:00+08:00"], into("too-late"));
    expect(tooLate.code).toBe(1);
    expect(tooLate.err).toContain("does not reach the moment");
  });

  test("a copy of rows goes into another server of ours, equal too", async () => {
    const rows = join(folder, "rows");
    expect((await spHere("backup", rows, "--logical")).code).toBe(0);
    const report = jsonOf<RestoreReport>(await sp(["restore", rows, "--json"], into("by-rows")));
    expect(report).toMatchObject({ ok: true, kind: "logical", difference: null });
    const copy = await startOn(join(folder, "by-rows"));
    restored.push(copy);
    expect(await incidentsOf(copy.http, join(folder, "by-rows"))).toBe(await incidentsOf(platform.http, dataDir));
    expect((await sp(["verify-ledger"], into("by-rows"))).code).toBe(0);
  });
});

describe("killed in the middle", () => {
  test("a restore: its folder is refused by the platform, and the next restore begins anew", async () => {
    const target = into("killed");
    let pid = 0;
    const killed = sp(["restore", store], target, (id) => {
      pid = id;
    });
    await eventually(() => existsSync(join(target.SP_DATA_DIR, "postgres/base")), "the copying", 20_000);
    process.kill(pid, "SIGKILL");
    expect((await killed).code).toBeNull();
    await expect(startOn(target.SP_DATA_DIR)).rejects.toThrow(/was not finished/);
    expect(jsonOf(await sp(["restore", store, "--json"], target))).toMatchObject({ ok: true, difference: null });
  });

  test("a backup: the platform comes back, says that it failed, and the next one clears the rest away", async () => {
    const asked = spHere("backup", store);
    await eventually(() => readdirSync(store).some((name) => name.startsWith(".part-")), "the copying", 20_000);
    await platform.kill();
    expect((await asked).code).toBe(1);
    platform = await startOn(dataDir, { SP_WAL_ARCHIVE: archive });
    admin = createApi(platform.http, bearer(adminToken(dataDir)));
    const reply = await fetch(`${platform.http}/api/v1/backups`, { headers: admin.headers() });
    const list = (await reply.json()) as { backups: object[] };
    expect(list.backups[0]).toMatchObject({ outcome: "failed", code: "BACKUP_STOPPED" });
    expect(readdirSync(store).some((name) => name.startsWith(".part-"))).toBe(true);
    expect((await spHere("backup", store)).code).toBe(0);
    expect(readdirSync(store).some((name) => name.startsWith(".part-"))).toBe(false);
    const metrics = await (await fetch(`${platform.http}/metrics`)).text();
    expect(metrics).toMatch(/^sp_backup_last_ok 1$/m);
  });
});

const small = join(folder, "small");
mkdirSync(small);
const mounting = ["-t", "tmpfs", "-o", "size=24m", "tmpfs", small];
const mounted = process.platform === "linux" && spawnSync("mount", mounting, { stdio: "ignore" }).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", ["-l", small], { stdio: "ignore" });
});

describe.skipIf(!mounted)(
  `no room for a backup${mounted ? "" : " (skipped: no file system can be mounted here)"}`,
  () => {
    test("is said in words, leaves nothing behind, and the platform works on", async () => {
      for (const args of [
        ["backup", join(small, "a")],
        ["backup", join(small, "b"), "--logical"],
      ]) {
        // The copy of rows cannot tell its size before: it runs into the wall.
        if (args.includes("--logical")) spawnSync("dd", ["if=/dev/zero", `of=${join(small, "filler")}`, "bs=1M"]);
        const end = await sp([...args, "--json"], env);
        expect(end.code).toBe(1);
        expect(jsonOf(end)).toMatchObject({ outcome: "failed", code: "BACKUP_NO_ROOM" });
      }
      expect(readdirSync(join(small, "a"))).toEqual([]);
      await call("although the disk of the backups is full");
      const metrics = await (await fetch(`${platform.http}/metrics`)).text();
      expect(metrics).toMatch(/^sp_backup_last_ok 0$/m);
    });
  },
);

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { processesIn, signalProcess, startOfProcess, waitUntil } from "./embedded-process.ts";

/** mkdtemp makes a folder that only we may enter: as root this is the hard case, the server is another account. */
let dataDir: string;
let running: EmbeddedPostgres[];
let platforms: ChildProcess[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sp-embedded-"));
  running = [];
  platforms = [];
});

afterEach(async () => {
  for (const platform of platforms) platform.kill("SIGKILL");
  for (const server of running) await server.stop();
  for (const pid of processesIn(cluster(), undefined)) signalProcess(pid, "SIGQUIT");
  await waitUntil(() => processesIn(cluster(), undefined).length === 0, 5_000);
  rmSync(dataDir, { recursive: true, force: true });
});

const cluster = (): string => join(dataDir, "postgres");

async function start(more: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, profile: "test", log: () => {}, ...more });
  running.push(server);
  return server;
}

async function ask(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.superuserUrl });
  client.on("error", () => {}); // the server is killed while clients are connected
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

/** Another platform, in its own process, that can be killed. Resolves when it says READY or REFUSED. */
async function startPlatform(profile: "test" | "production"): Promise<{ platform: ChildProcess; said: string }> {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL("./embedded-postgres.ts", import.meta.url).href)};
    startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, profile: "${profile}", log: () => {} }).then(
      (server) => console.log("READY " + server.superuserUrl),
      (error) => console.log("REFUSED " + error.code),
    );
    setInterval(() => {}, 1000);`;
  const platform = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  platforms.push(platform);
  const [chunk] = await once(platform.stdout, "data");
  return { platform, said: String(chunk).trim() };
}

async function kill(platform: ChildProcess): Promise<void> {
  platform.kill("SIGKILL");
  await once(platform, "exit");
}

describe("embedded PostgreSQL", () => {
  test("keeps data, port and password over a restart", async () => {
    const first = await start();
    await ask(first, "create table kept as select 42 as answer");
    await first.stop();
    expect(processesIn(cluster(), undefined)).toEqual([]);
    const second = await start();
    expect(second.superuserUrl).toBe(first.superuserUrl);
    expect(await ask(second, "select answer from kept")).toEqual([42]);
  });

  test("listens on loopback only, asks for the password and keeps it private", async () => {
    const server = await start();
    expect(await ask(server, "show listen_addresses")).toEqual(["127.0.0.1"]);
    expect(await ask(server, "show unix_socket_directories")).toEqual([""]);
    expect(statSync(join(dataDir, "secrets", "postgres-superuser")).mode & 0o777).toBe(0o600);
    const intruder = new Client({ host: "127.0.0.1", port: server.port, user: "postgres", password: "guess" });
    await expect(intruder.connect()).rejects.toThrow(/password authentication failed/);
  });

  test("finds Chinese by trigrams and is durable in production", async () => {
    const server = await start({ profile: "production" });
    await ask(server, "create extension pg_trgm");
    expect(await ask(server, "select array_length(show_trgm('电梯困人'), 1) > 0")).toEqual([true]);
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes"])
      expect(await ask(server, `show ${setting}`)).toEqual(["on"]);
  });

  test("refuses a second start on one folder, in this process and in another", async () => {
    const server = await start();
    await expect(start()).rejects.toMatchObject({ code: "DATA_FOLDER_IN_USE" });
    expect((await startPlatform("test")).said).toBe("REFUSED DATA_FOLDER_IN_USE");
    expect(await ask(server, "select 1")).toEqual([1]);
  });

  test("of two platforms started at once on a dead one's folder, one starts and one is refused", async () => {
    const dead = await startPlatform("test");
    await kill(dead.platform);
    const both = await Promise.all([startPlatform("test"), startPlatform("test")]);
    expect(both.map(({ said }) => said.split(" ")[0]).sort()).toEqual(["READY", "REFUSED"]);
  });

  test("after kill -9 of the platform ends the orphaned server and loses no committed row", async () => {
    const { platform, said } = await startPlatform("production");
    const [, superuserUrl = ""] = said.split(" ");
    const orphan = { superuserUrl, port: 0, pid: 0, stop: async () => {} };
    await ask(orphan, "create table kept as select generate_series(1, 1000) as n");
    const orphanPid = Number(readFileSync(join(cluster(), "postmaster.pid"), "utf8").split("\n")[0]);
    await kill(platform);
    expect(startOfProcess(orphanPid)).toBeDefined();
    const messages: string[] = [];
    const server = await start({ profile: "production", log: (message) => messages.push(message) });
    expect(startOfProcess(orphanPid)).toBeUndefined();
    expect(messages.join()).toContain("left behind");
    expect(await ask(server, "select count(*)::int from kept")).toEqual([1000]);
  });

  test("tells when the server dies, and starts again with the rows that were committed", async () => {
    let tell: () => void = () => {};
    const told = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const server = await start({ profile: "production", onExit: () => tell() });
    await ask(server, "create table kept as select 7 as n");
    process.kill(server.pid, "SIGKILL");
    await told;
    const again = await start({ profile: "production" });
    expect(await ask(again, "select n from kept")).toEqual([7]);
  });

  test("starts although the id in the server's file now belongs to another process", async () => {
    const first = await start();
    const path = join(cluster(), "postmaster.pid");
    const pidFile = readFileSync(path, "utf8");
    await first.stop();
    writeFileSync(path, pidFile.replace(/^\d+/, String(process.pid)));
    expect(await ask(await start(), "select 1")).toEqual([1]);
  });

  test("picks another port when a stranger has taken the kept one", async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn(process.execPath, [
      "-e",
      `require("net").createServer().listen(${first.port}, "127.0.0.1", () => console.log("up"))`,
    ]);
    platforms.push(stranger);
    await once(stranger.stdout, "data");
    expect((await start()).port).not.toBe(first.port);
  });

  test("begins anew after an initdb that was cut short, and says so when the password file is gone", async () => {
    mkdirSync(join(dataDir, "postgres-draft", "cluster"), { recursive: true });
    const server = await start();
    expect(existsSync(join(dataDir, "postgres-draft"))).toBe(false);
    await server.stop();
    rmSync(join(dataDir, "secrets"), { recursive: true });
    await expect(start()).rejects.toMatchObject({ code: "PASSWORD_MISSING" });
  });
});

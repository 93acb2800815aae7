import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { bearer, createApi } from "../../sim/api.ts";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { eventually } from "../support/house.ts";
import { askOwnServer, postmasterOf } from "../support/own-server.ts";
import { sp } from "../support/sp.ts";
import { type Messenger, openMessenger, type RunningWatchdog, startWatchdog } from "../support/watchdog.ts";

/** A platform of its own, as a process; a watchdog as another, with a channel of its own. */
const secret = "watchdog-and-we-know-it";
const folder = mkdtempSync(join(tmpdir(), "sp-watch-"));
const dataDir = join(folder, "data");
const written = join(folder, "by-command");
let port = 0;
let platform: PlatformChild;
let messenger: Messenger;
let watchdog: RunningWatchdog | undefined;

const start = async () => {
  platform = await startPlatform({
    dataDir,
    logFile: join(folder, "platform.log"),
    readyLimitMs: 90_000,
    env: {
      SP_HTTP_PORT: String(port),
      SP_MQTT_PORT: "0",
      SP_WATCH_SECRET: secret,
      DATABASE_URL: "",
      SP_PAPER_AT: "off",
    },
  });
};
const env = (): Record<string, string> => ({
  SP_WATCH_URL: `http://127.0.0.1:${port}`,
  SP_WATCH_SECRET: secret,
  SP_WATCH_WEBHOOK: messenger.url,
  SP_WATCH_COMMAND: `cat >> ${written}`,
  SP_WATCH_EVERY: "1",
  SP_WATCH_AFTER: "2",
  SP_WATCH_REPEAT: "3",
  SP_WATCH_NAME: "other-machine",
  SP_WATCH_DIR: join(folder, "watch"),
});
const state = () =>
  createApi(platform.http, bearer(adminToken(dataDir))).get(
    "/api/v1/watchdogs",
    z.object({
      watchdogs: z.array(
        z.object({ name: z.string(), heardAt: z.number(), silent: z.boolean(), channelProblem: z.string() }),
      ),
      work: z.object({ ok: z.boolean(), reasons: z.array(z.string()) }),
      now: z.number(),
    }),
  );
const kinds = () => messenger.got.map(({ kind }) => kind);
const heard = (kind: string, limitMs = 30_000) => eventually(() => kinds().includes(kind), `${kind} heard`, limitMs);
const last = () => messenger.got.at(-1)?.message ?? "";

beforeAll(async () => {
  [port, messenger] = await Promise.all([freePort(), openMessenger()]);
  await start();
  watchdog = startWatchdog(env());
}, 120_000);
afterAll(async () => {
  await watchdog?.end("SIGKILL").catch(() => undefined);
  await platform?.stop();
  await messenger?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a watchdog outside the platform", { timeout: 120_000 }, () => {
  test("while all is well it tells nobody, and the platform shows when it was last heard", async () => {
    const first = await eventually(async () => (await state()).watchdogs[0], "a watchdog", 20_000);
    expect(first).toMatchObject({ name: "other-machine", silent: false, channelProblem: "" });
    await eventually(async () => ((await state()).watchdogs[0]?.heardAt ?? 0) > first.heardAt, "heard again");
    expect((await state()).work).toEqual({ ok: true, reasons: [] });
    expect(messenger.got).toEqual([]);
    const wrong = await fetch(`${platform.http}/api/v1/watch`, {
      method: "POST",
      headers: { authorization: "Bearer watchdog-and-we-know-iT", "content-type": "application/json" },
      body: JSON.stringify({ name: "stranger", everySeconds: 1 }),
    });
    expect(wrong.status).toBe(401);
    expect((await state()).watchdogs).toHaveLength(1);
  });

  test("kill -9: told once, then again and again until somebody acknowledges; killed itself, it does not begin anew", async () => {
    await platform.kill();
    await heard("alarm");
    expect(last()).toContain("没有应答 no answer: ECONNREFUSED");
    await heard("again");
    await watchdog?.end("SIGKILL");
    const before = messenger.got.length;
    watchdog = startWatchdog(env());
    await eventually(() => watchdog?.log().includes("an alarm is still open"), "it remembers", 20_000);
    await eventually(() => messenger.got.length > before, "a reminder", 20_000);
    expect(kinds().filter((kind) => kind === "alarm")).toHaveLength(1);
    expect((await sp(["watch", "ack", "wang"], env())).code).toBe(0);
    await eventually(() => watchdog?.log().includes("wang 已知悉"), "acknowledged", 20_000);
    const quiet = messenger.got.length;
    await new Promise((later) => setTimeout(later, 5_000));
    expect(messenger.got).toHaveLength(quiet);
    expect((await sp(["watch", "status"], env())).out).toContain("acknowledged by wang");
  });

  test("its end is told once, with how long it was", async () => {
    await start();
    await heard("recovered");
    expect(last()).toMatch(/平台已恢复.*ECONNREFUSED/s);
    expect((await sp(["watch", "ack"], env())).code).toBe(1);
    messenger.got.splice(0);
  });

  test("the database is gone: the platform answers and is not ready, which is told with its reason", async () => {
    // Stopped, not ended: a server that ends is started again by the platform within seconds.
    const { pid } = postmasterOf(dataDir);
    const rows = await askOwnServer<{ pid: number }>(
      dataDir,
      "select pid from pg_stat_activity where pid <> pg_backend_pid()",
    );
    const all = [pid, ...rows.map((row) => row.pid)];
    for (const each of all) process.kill(each, "SIGSTOP");
    try {
      await heard("alarm", 60_000);
      expect(last()).toMatch(/not ready|no answer/);
    } finally {
      for (const each of all) process.kill(each, "SIGCONT");
    }
    await heard("recovered", 60_000);
    messenger.got.splice(0);
  });

  test("a channel that is dead is passed over, also one that answers 200 and refuses; all dead, it is in the log and goes out when one lives", async () => {
    messenger.answer = { status: 200, body: '{"errcode":310000,"errmsg":"token is not exist"}' };
    await platform.kill();
    await eventually(() => readText(written).includes("平台异常"), "told by the command", 30_000);
    // The command's file is written by the command itself; the log follows when the command has ended.
    await eventually(
      () => /webhook 127\.0\.0\.1:\d+: errcode 310000/.test(watchdog?.log() ?? ""),
      "the refusal in the log",
      20_000,
    );
    expect(watchdog?.log()).not.toContain("very-secret");
    await start();
    await eventually(() => readText(written).includes("已恢复"), "its end by the command", 30_000);
    await eventually(
      async () => (await state()).watchdogs[0]?.channelProblem.includes("310000"),
      "the platform knows",
      20_000,
    );
    await watchdog?.end("SIGTERM");
    messenger.answer = { status: 503, body: "" };
    watchdog = startWatchdog({ ...env(), SP_WATCH_COMMAND: "exit 3" });
    await platform.kill();
    await eventually(() => watchdog?.log().includes("NOT DELIVERED"), "said in the log", 30_000);
    expect(watchdog?.log()).toContain("command: ended with 3");
    messenger.answer = { status: 200, body: "ok" };
    await heard("alarm");
  });
});

const readText = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

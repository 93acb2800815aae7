import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase, openTestDatabase } from "../../../tests/support/database.ts";
import { type ManualClock, manualClock, seconds } from "../../kernel/clock.ts";
import type { Database } from "../database/database.ts";
import { createNotifications } from "../database/notifications.ts";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { enqueue, Work } from "./work.ts";

let database: Database;
let clock: ManualClock;
const log = createLog("silent");

beforeAll(async () => {
  database = openTestDatabase(await makeTestDatabase(["platform"]));
});

/** A process with its own worker; it does not poll, `drain` does what is due. */
function worker(nodeId: string, run: (key: string) => Promise<void>, handler = nodeId): Work {
  const work = new Work({
    database,
    notifications: createNotifications(database, log),
    clock,
    log,
    metrics: createMetrics(),
    nodeId,
  });
  work.handle({
    name: handler,
    run: async (job) => {
      await run(job.key);
      await database.transaction((tx) => job.finish(tx));
    },
  });
  return work;
}
const put = (handler: string, key: string, dueAt = clock.now()) =>
  database.transaction((tx) => enqueue(tx, handler, { key, payload: {}, dueAt }));
const waiting = async (handler: string) =>
  (await sql<{ job_key: string }>`select job_key from platform.work where handler = ${handler}`.execute(database.db))
    .rows.length;

describe("work", () => {
  clock = manualClock(Date.UTC(2026, 10, 23));

  test("the same key is one job while it waits; what is not due waits", async () => {
    const done: string[] = [];
    const work = worker("a", async (key) => void done.push(key));
    await put("a", "1");
    await put("a", "1");
    await put("a", "later", clock.now() + seconds(60));
    await work.drain();
    expect(done).toEqual(["1"]);
    clock.forward(seconds(61));
    await work.drain();
    expect(done).toEqual(["1", "later"]);
    expect(await waiting("a")).toBe(0);
  });

  test("a job that fails is put back with a pause and done later", async () => {
    let tries = 0;
    const work = worker("b", async () => {
      tries += 1;
      if (tries < 3) throw new Error("not yet");
    });
    await put("b", "1");
    await work.drain();
    expect(tries).toBe(1);
    clock.forward(seconds(1));
    await work.drain();
    clock.forward(seconds(1));
    await work.drain();
    expect(tries).toBe(3);
    expect(await waiting("b")).toBe(0);
  });

  test("a transaction that is rolled back hands nothing over", async () => {
    await expect(
      database.transaction(async (tx) => {
        await enqueue(tx, "c", { key: "1", payload: {}, dueAt: clock.now() });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await waiting("c")).toBe(0);
  });

  test("of two workers each job is done by one", async () => {
    const done: string[] = [];
    for (let i = 0; i < 60; i += 1) await put("d", String(i));
    const works = ["d1", "d2"].map((node) => worker(node, async (key) => void done.push(key), "d"));
    await Promise.all(works.map((work) => work.drain()));
    expect(done).toHaveLength(60);
    expect(new Set(done).size).toBe(60);
  });

  test("a node that was killed while it held a job does it after its restart; its former life cannot finish it any more", async () => {
    let finishLate: (() => Promise<void>) | undefined;
    const former = new Work({
      database,
      notifications: createNotifications(database, log),
      clock,
      log,
      metrics: createMetrics(),
      nodeId: "e",
    });
    const taken = new Promise<void>((resolve) => {
      former.handle({
        name: "e",
        run: (job) => {
          finishLate = () => database.transaction((tx) => job.finish(tx));
          resolve();
          return new Promise(() => undefined); // killed here
        },
      });
    });
    await put("e", "1");
    void former.drain();
    await taken;
    const done: string[] = [];
    const restarted = worker("e", async (key) => void done.push(key));
    await restarted.start();
    await restarted.drain();
    await restarted.stop();
    expect(done).toEqual(["1"]);
    await expect(finishLate?.()).rejects.toThrow("still leased");
  });

  test("a writing transaction that stays open elsewhere in the cluster holds nothing up", async () => {
    const blocker = await database.connect();
    await blocker.query("begin");
    await blocker.query("select pg_current_xact_id()");
    const done: string[] = [];
    await put("f", "1");
    await worker("f", async (key) => void done.push(key)).drain();
    await blocker.query("rollback");
    await blocker.end();
    expect(done).toEqual(["1"]);
  });
});

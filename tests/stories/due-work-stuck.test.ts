import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { seconds } from "../../src/kernel/clock.ts";
import { openTestDatabase } from "../support/database.ts";
import { eventually, type House, startHouse } from "../support/house.ts";

const secret = "watchdog-and-we-know-it";
let house: House;
beforeAll(async () => {
  house = await startHouse({ lifts: 5, settings: { SP_WATCH_SECRET: secret } });
});

const ask = async (name = "dog") => {
  const reply = await fetch(`${house.running.http}/api/v1/watch`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ name, everySeconds: 15 }),
  });
  return (await reply.json()) as { ok: boolean; reasons: string[] };
};

test("HTTP answers and the database too, but a row that everything waits for is held: the heartbeat says so, and when it moves again", async () => {
  expect(await ask()).toMatchObject({ ok: true, reasons: [] });
  const other = openTestDatabase(house.database);
  const holder = await other.bulk.connection().execute(async (connection) => {
    await sql`begin`.execute(connection);
    await sql`select 1 from platform.chore where name = 'work-beat' for update`.execute(connection);
    house.clock.forward(seconds(20));
    await eventually(
      () => house.running.platform.work.waits.longest()?.name === "work-beat/work-beat",
      "the beat waits",
    );
    house.clock.forward(seconds(65));
    expect((await fetch(`${house.running.http}/readyz`)).status).toBe(200);
    const stuck = await ask();
    await sql`rollback`.execute(connection);
    return stuck;
  });
  expect(holder.ok).toBe(false);
  expect(holder.reasons.join()).toMatch(/work-beat\/work-beat has been due for 65 s/);
  house.clock.forward(seconds(61));
  await eventually(async () => (await ask()).ok, "it moves again", 20_000);
  await other.close();
});

test("a job that is due and that nobody takes, and one that fails again and again, are told by their handler", async () => {
  const { database, work } = house.running.platform;
  await sql`insert into platform.work (id, handler, job_key, payload, due_at)
    values (gen_random_uuid(), 'nobody/knows', 'k', '{}', ${new Date(house.clock.now() - 61_000)})`.execute(
    database.db,
  );
  expect((await ask()).reasons.join()).toContain("a job of nobody/knows has been due for 61 s");
  await sql`delete from platform.work where handler = 'nobody/knows'`.execute(database.db);
  work.handle({ name: "always/fails", run: () => Promise.reject(new Error("no")) });
  await sql`insert into platform.work (id, handler, job_key, payload, due_at, attempts)
    values (gen_random_uuid(), 'always/fails', 'k', '{}', ${new Date(house.clock.now())}, 9)`.execute(database.db);
  await house.settle();
  expect((await ask()).reasons).toEqual(["a job of always/fails fails again and again"]);
  await sql`delete from platform.work where handler = 'always/fails'`.execute(database.db);
  expect((await ask()).ok).toBe(true);
});

test("a watchdog that falls silent is shown as silent; of strangers with the secret twenty at the most are kept", async () => {
  for (let n = 0; n < 25; n += 1) await ask(`dog-${n}`);
  const list = async () =>
    (await house.admin.get("/api/v1/watchdogs", z.any())) as {
      watchdogs: { name: string; silent: boolean }[];
    };
  expect((await list()).watchdogs).toHaveLength(20);
  house.clock.forward(seconds(61));
  await ask("dog");
  const { watchdogs } = await list();
  expect(watchdogs.filter(({ silent }) => !silent).map(({ name }) => name)).toEqual(["dog"]);
});

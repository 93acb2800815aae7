import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Api, bearer, createApi } from "../../sim/api.ts";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { board, urgeList } from "../../src/rooms/duties/contract/board.ts";
import { type DocumentReview, documentList, documentReview } from "../../src/rooms/duties/contract/review.ts";
import { extractDuties } from "../../src/rooms/duties/index.ts";
import { importReport } from "../../src/rooms/identity/contract.ts";
import { makeTestDatabase, type TestDatabase } from "../support/database.ts";
import { asOwner } from "../support/devices-house.ts";

/** kill -9 while a document is read and written, while duties are confirmed, letters issued and units reminded; and once more. */
const tasks = 40;
const head = "示范县安全生产委员会关于电梯安全的通知\n示安委〔2020〕1号\n各有关单位：\n一、任务\n";
const foot = "示范县安全生产委员会\n2020年1月5日\n";
const taskNo = (n: number): string =>
  `${n + 1}.第${n + 1}项工作。开展第${n + 1}项电梯安全排查，2020年6月30日前完成。〔县市场监管局牵头〕\n`;
const notice = head + Array.from({ length: tasks }, (_, n) => taskNo(n)).join("") + foot;
/** Long enough that reading and writing it takes a while. */
const book = head + Array.from({ length: 9_000 }, (_, n) => taskNo(n)).join("") + foot;

let database: TestDatabase;
let platform: PlatformChild;
let env: Record<string, string>;
let api: Api;

const start = async (): Promise<void> => {
  platform = await startPlatform({
    dataDir: database.dataDir,
    logFile: join(database.dataDir, "log"),
    readyLimitMs: 60_000,
    env,
  });
  api = createApi(platform.http, bearer(adminToken(database.dataDir)), 60_000);
};
const killAndStart = async (afterMs: number): Promise<void> => {
  await sleep(afterMs);
  await platform.kill();
  await start();
};
/** Kills it as soon as a look at the database says so. */
const killWhen = async (query: string): Promise<void> => {
  await expect.poll(() => count(query), { timeout: 30_000, interval: 2 }).toBeGreaterThan(0);
  await killAndStart(0);
};

const csv = async (form: string, text: string): Promise<void> => {
  expect((await api.post(`/api/v1/imports/${form}`, { csv: text }, importReport)).refused).toEqual([]);
};
const organisation = (phone: string): Promise<void> =>
  csv(
    "organisations",
    `code,name,kind,region,duty_phone\nSJ,示范县市场监督管理局,supervision-county,990121,${phone}\n`,
  );

beforeAll(async () => {
  database = await makeTestDatabase();
  env = {
    SP_HTTP_PORT: String(await freePort()),
    SP_MQTT_PORT: String(await freePort()),
    SP_LOG_LEVEL: "warn",
    DATABASE_URL: database.migratorUrl,
    DATABASE_APP_URL: database.appUrl,
  };
  await start();
  await csv("regions", "code,name,parent\n990000,示范省,100000\n990100,示范市,990000\n990121,示范县,990100\n");
  await organisation("");
}, 120_000);
afterAll(async () => {
  await platform?.stop();
});

/** The id, or undefined when the connection broke: nobody knows then whether it is there. */
async function bring(text: string): Promise<string | undefined> {
  try {
    const reply = await fetch(`${platform.http}/api/v1/policy-documents?name=a.txt`, {
      method: "POST",
      headers: { ...api.headers(), "content-type": "application/octet-stream" },
      body: text,
    });
    return z.object({ id: z.uuid() }).parse(await reply.json()).id;
  } catch {
    return undefined;
  }
}
const documents = async () => (await api.get("/api/v1/policy-documents", documentList)).documents;
const review = (id: string): Promise<DocumentReview> => api.get(`/api/v1/policy-documents/${id}`, documentReview);
const count = async (query: string): Promise<number> =>
  await asOwner(database, async (client) => Number((await client.query<{ n: string }>(query)).rows[0]?.n));
/** Whether the platform said yes; a broken connection says nothing. */
const said = async (ask: Promise<unknown>): Promise<boolean> =>
  ask.then(
    () => true,
    () => false,
  );

/** A transaction that is not committed has written a document. */
const writing = `select count(*) as n from pg_locks l join pg_class c on c.oid = l.relation
  where c.relname = 'document' and l.mode = 'RowExclusiveLock'`;
const reminders = "select count(*) as n from platform.notice where purpose = 'duty-overdue'";

test("killed while a document is read or written: nothing of it, or all; the same file again is one document", async () => {
  const wanted = extractDuties(book).duties.length;
  expect(wanted).toBe(9_000);
  const whileRead = () => killAndStart(400);
  const whileWritten = () => killWhen(writing);
  for (const kill of [whileRead, whileWritten, whileWritten]) {
    const brought = bring(book);
    await kill();
    await brought;
    const found = await documents();
    expect(found.map(({ duties }) => duties)).toEqual(found.map(() => wanted));
    expect(found.length).toBeLessThanOrEqual(1);
  }
  const id = await bring(book);
  expect(await bring(book)).toBe(id);
  expect(await documents()).toMatchObject([{ id, duties: wanted }]);
  expect(await count("select count(*) as n from duties.reading")).toBe(1);
}, 240_000);

test("killed while duties are confirmed: what was answered holds, each once, on the board once", async () => {
  const id = (await bring(notice)) ?? "";
  await api.post(`/api/v1/policy-documents/${id}/bind`, { regionCode: "990121" }, z.null());
  const [unit] = (await review(id)).units;
  const organisations = (unit?.candidates ?? []).slice(0, 1).map((one) => ({ id: one.organisationId, certainty: 80 }));
  await api.post(`/api/v1/policy-documents/${id}/units`, { unit: unit?.unit, organisations }, z.null());
  const answered = new Set<string>();
  for (const wait of [150, 400]) {
    const { duties } = await review(id);
    const asks = duties
      .filter(({ state }) => state === "found")
      .map(async (duty) => {
        const yes = await said(api.post(`/api/v1/duties/${duty.id}/confirm`, { version: duty.version }, z.null()));
        if (yes) answered.add(duty.id);
      });
    await killAndStart(wait);
    await Promise.all(asks);
    const states = new Map((await review(id)).duties.map((duty) => [duty.id, duty.state]));
    for (const duty of answered) expect(states.get(duty)).toBe("confirmed");
  }
  for (const duty of (await review(id)).duties.filter(({ state }) => state === "found"))
    await api.post(`/api/v1/duties/${duty.id}/confirm`, { version: duty.version }, z.null());
  await expect
    .poll(async () => (await api.get("/api/v1/due-items?state=overdue", board)).total, { timeout: 30_000 })
    .toBe(tasks);
  expect(await count("select count(*) as n from duties.due_item")).toBe(tasks);
}, 240_000);

test("killed while units are reminded: each is reminded once of each duty", async () => {
  expect(await count(reminders)).toBe(0);
  await organisation("05710000000");
  for (const more of [0, 5]) {
    await asOwner(database, (client) =>
      client.query("update duties.duty set look_at = now() where state = 'confirmed'"),
    );
    await killWhen(`select greatest(0, count(*) - ${more}) as n from platform.notice where purpose = 'duty-overdue'`);
  }
  await expect.poll(() => count(reminders), { timeout: 30_000 }).toBe(tasks);
  await asOwner(database, (client) => client.query("update duties.duty set look_at = now() where state = 'confirmed'"));
  await expect
    .poll(() => count("select count(*) as n from duties.duty where look_at <= now()"), { timeout: 30_000 })
    .toBe(0);
  expect(await count(reminders)).toBe(tasks);
}, 240_000);

test("killed while urging letters are issued: numbers without a gap, an answered letter keeps its own, none twice", async () => {
  const { items } = await api.get("/api/v1/due-items?state=overdue&limit=200", board);
  const letters = items.map((item) => ({ key: randomUUID(), dueItemId: item.id }));
  const known = new Map<string, string>();
  const issue = async ({ key, dueItemId }: (typeof letters)[number]): Promise<void> => {
    const body = { key, dueItemId, demand: "请于一周内报送。", replyBy: "2099-12-31" };
    const { id } = await api.post("/api/v1/urges", body, z.object({ id: z.uuid() }));
    expect(known.get(key) ?? id).toBe(id);
    known.set(key, id);
  };
  for (const wait of [100, 250]) {
    const asks = letters.map((letter) => said(issue(letter)));
    await killAndStart(wait);
    await Promise.all(asks);
  }
  for (const letter of [...letters, ...letters]) await issue(letter);
  const { urges } = await api.get("/api/v1/urges", urgeList);
  const serials = urges.map(({ no }) => Number(/(\d+)号$/.exec(no)?.[1])).toSorted((a, b) => a - b);
  expect(serials).toEqual(Array.from({ length: tasks }, (_, n) => n + 1));
  expect(new Set(known.values()).size).toBe(tasks);
}, 240_000);

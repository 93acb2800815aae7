import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openActBook } from "../../sim/kill-points/act-book.ts";
import { lookAtIncidents, lookAtTables, noBreaches, together } from "../../sim/kill-points/promises.ts";
import { sameIncident } from "../../sim/kill-points/scene.ts";
import { type Instant, minutes, seconds } from "../../src/kernel/clock.ts";
import { type Ask, carAlarmReply, done, openReply } from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** The server's clock jumps by two hours, back and ahead, under rescues at every stage; the six promises are counted. */
const jump = minutes(120);
let house: House;
let client: pg.Client;
const phones: Phone[] = [];
const book = openActBook(new AbortController().signal);
const ids: string[] = [];

beforeAll(async () => {
  house = await startHouse({ lifts: 60 });
  client = new pg.Client({ connectionString: house.database.migratorUrl });
  await client.connect();
  const position = must(house.lift(0).position, "position");
  const names = [
    ...(await house.crewsOf(house.lift(0).maintenanceUnit, true)),
    ...(await house.crewsOf(house.lift(0).maintenanceUnit, false)),
  ].slice(0, 6);
  for (const name of names) phones.push(await house.phoneOf(name, position));
});
afterAll(() => client?.end());

const rowOf = async (id: string) => (await house.file(id)).incident;
const asked = async (id: string): Promise<Ask> =>
  must(
    (await rowOf(id)).asks.findLast(({ status }) => status === "asked"),
    "ask",
  );

async function call(n: number): Promise<string> {
  const key = keyFor("jump", n);
  const body = { liftId: house.lift(n).id, rescueCode: null, place: null, callerPhone: null, persons: 1 };
  const send = () =>
    house.admin.post("/api/v1/incidents", { ...body, key, injured: null, vulnerable: false, note: null }, openReply);
  const reply = await book.say({ name: "call", kind: "alarm", mark: `call/${key}`, send, same: sameIncident });
  await house.settle();
  const { incidentId } = must(reply, "reply");
  ids.push(incidentId);
  return incidentId;
}
async function tell(ask: Ask, path: string, body: object = {}): Promise<void> {
  const key = keyFor("jump", ask.askId, path);
  const { api } = must(
    phones.find(({ crewId }) => crewId === ask.crewId),
    "phone",
  );
  const send = () => api.post(`/api/v1/field/asks/${ask.askId}/${path}`, { key, ...body }, done);
  await book.say({ name: path, kind: "command", mark: key, send });
}
async function desk(id: string, path: string, body: object = {}): Promise<void> {
  const key = keyFor("jump", id, path);
  const send = () => house.admin.post(`/api/v1/incidents/${id}/${path}`, { key, ...body }, done);
  await book.say({ name: path, kind: "command", mark: key, send });
}

/** Nothing lost, nothing doubled, everything due in its time; also when all that was said is said again in another order. */
async function promisesHold(): Promise<void> {
  const look = async () =>
    together([
      await lookAtTables(client, book),
      await lookAtIncidents(
        client,
        ids.map((id) => ({ id, once: [] })),
      ),
    ]);
  expect(await look()).toEqual(noBreaches);
  expect(await book.repeat((list) => [...list].reverse())).toEqual([]);
  expect(await look()).toEqual(noBreaches);
}

/** The clock jumps, and whatever is due is done. */
async function jumpBy(by: number): Promise<Instant> {
  await house.forward(by);
  return house.clock.now();
}

test("two hours back: who waits for a silent crew does not wait for the clock, all commands are taken", async () => {
  const [silent, coming, there] = [await call(0), await call(1), await call(2)];
  const ask = await asked(coming);
  await tell(ask, "accept");
  const second = await asked(there);
  await tell(second, "accept");
  await tell(second, "arrived", { position: null });
  const first = await asked(silent);
  const now = await jumpBy(-jump);
  // Its time to answer cannot be known any more: it counts as over, another crew is asked, and the first is still welcome.
  const asks = await eventually(async () => {
    const found = (await rowOf(silent)).asks;
    return found.length > 1 ? found : undefined;
  }, "another crew");
  expect(asks.map(({ status }) => status)).toEqual(["overdue", "asked"]);
  expect(must(asks[1], "second ask").respondBy).toBeLessThanOrEqual(now + minutes(15));
  for (const id of [silent, coming])
    expect(must((await rowOf(id)).dueAt, "due")).toBeLessThanOrEqual(now + minutes(15));
  await tell(first, "accept");
  expect((await rowOf(silent)).holder.name).toBe(phones.find(({ crewId }) => crewId === first.crewId)?.name);
  await desk(there, "freed", { count: 1, injured: 0, by: "use-unit" });
  await desk(there, "secured", { state: "running" });
  await desk(there, "close", { cause: "201", method: null, note: null });
  const { timeline, incident } = await house.file(there);
  expect(incident.stage).toBe("closed");
  expect(timeline.map(({ version }) => version)).toEqual(timeline.map((_, i) => i + 1));
  await promisesHold();
});

test("a rescue that begins while the clock is wrong goes its way, and another alarm at its lift joins it", async () => {
  const id = await call(3);
  const path = `/api/v1/public/lifts/${house.lift(3).rescueCode}/alarm`;
  const key = keyFor("jump", "press");
  const send = () => house.admin.post(path, { key, t: null }, carAlarmReply);
  await book.say({ name: "press", kind: "alarm", mark: `car/${key}`, send });
  expect((await rowOf(id)).alarms).toBe(2);
  await jumpBy(seconds(120));
  expect((await rowOf(id)).asks[0]?.status).toBe("overdue");
  await promisesHold();
});

test("two hours ahead again: what fell due is done once, whoever is late is still welcome, and all end well", async () => {
  await jumpBy(jump);
  await house.forward(seconds(5));
  for (const { id, dueAt } of await house.incidents()) {
    expect(must(dueAt, "due")).toBeGreaterThan(house.clock.now() - seconds(5));
    await desk(id, "freed", { count: 1, injured: 0, by: "themselves" });
    await desk(id, "secured", { state: "running" });
    await desk(id, "close", { cause: "201", method: null, note: null });
  }
  expect(await house.incidents()).toEqual([]);
  await promisesHold();
});

test("two hours ahead in the middle of an ask: the next crew is asked, and the first may still come", async () => {
  const id = await call(4);
  const first = await asked(id);
  await jumpBy(jump);
  const row = await rowOf(id);
  expect(row.asks.map(({ status }) => status).slice(0, 2)).toEqual(["overdue", expect.any(String)]);
  await tell(first, "accept");
  await tell(first, "arrived", { position: null });
  expect((await rowOf(id)).holder.name).toBe(phones.find(({ crewId }) => crewId === first.crewId)?.name);
  await tell(first, "freed", { count: 1, injured: 0, by: "crew" });
  await tell(first, "secured", { state: "stopped" });
  await tell(first, "close", { cause: "201", method: "level-door", note: null });
  await promisesHold();
});

import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { eventsOf } from "../../sim/people/live-client.ts";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import {
  type CrewTask,
  carAlarmReply,
  done,
  type IncidentRow,
  numbers,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** Phones without signal: what was done counts when it was done, and a crew that need not go any more is told why. */
let house: House;
let own: Phone;
let other: Phone;
let calls = 0;
const anything = z.unknown();

beforeAll(async () => {
  house = await startHouse();
  const lift = house.lift(0);
  const [ownName] = await house.crewsOf(lift.maintenanceUnit, true);
  const [otherName] = await house.crewsOf(lift.maintenanceUnit, false);
  own = await house.phoneOf(must(ownName, "contracted crew"), lift.position);
  other = await house.phoneOf(must(otherName, "another crew"), lift.position);
});

async function call(n = 0): Promise<string> {
  calls += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, key: keyFor("call", calls), liftId: house.lift(n).id, note: null };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
}

const row = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const askOf = async (id: string, crew: Phone = own) =>
  must(
    (await row(id)).asks.findLast((ask) => ask.crewId === crew.crewId),
    "ask",
  ).askId;
const tell = (phone: Phone, askId: string, act: string, body: object = {}) =>
  phone.api.post(`/api/v1/field/asks/${askId}/${act}`, { key: keyFor(act, askId), ...body }, done);
const desk = (id: string, act: string, body: object = {}) =>
  house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, id), ...body }, done);
const entryOf = async (id: string, type: string) =>
  must(
    (await house.file(id)).timeline.findLast((entry) => entry.type === type),
    type,
  );

/** The tasks as a phone that is opened now is shown them. */
async function tasksOf(phone: Phone): Promise<readonly CrewTask[]> {
  const stop = new AbortController();
  const reply = await fetch(`${phone.api.http}/api/v1/live?topics=crew`, {
    headers: phone.api.headers(),
    signal: stop.signal,
  });
  try {
    for await (const event of eventsOf(must(reply.body, "body")))
      if (event.name === "snapshot") return (JSON.parse(event.data) as { rows: CrewTask[] }).rows;
  } finally {
    stop.abort();
  }
  return [];
}
const shown = async (phone: Phone, id: string) => (await tasksOf(phone)).find((task) => task.incidentId === id);

describe("a crew in a basement tells later", () => {
  test("what it did counts by the time at which it was done, the record has both times, and so do numbers and ledger", async () => {
    const id = await call();
    const askId = await askOf(id);
    const opened = house.clock.now();
    const at = (minute: number) => opened + minutes(minute);
    await tell(own, askId, "accept", { at: opened + seconds(20) });
    // Down there nothing goes out for ten minutes; then everything at once.
    await house.forward(minutes(10));
    const told = house.clock.now();
    await tell(own, askId, "arrived", { at: at(4), position: null });
    await tell(own, askId, "freed", { at: at(7), count: 1, injured: 0, by: "crew" });
    await tell(own, askId, "secured", { at: at(8), state: "stopped" });
    await tell(own, askId, "close", { at: at(9), cause: "301", method: "level-door", note: null });
    expect(await row(id)).toMatchObject({
      stage: "closed",
      answeredAt: opened,
      arrivedAt: at(4),
      freedAt: at(7),
      closedAt: at(9),
    });
    const arrival = await entryOf(id, "CrewArrived");
    expect([arrival.at, arrival.data.doneAt]).toEqual([told, at(4)]);
    const { spans } = await house.admin.get(`/api/v1/numbers?from=${opened - 1}&to=${told}`, numbers);
    expect(spans.map((span) => [span.metric, span.p50Seconds])).toEqual([
      ["answer", 0],
      ["dispatch", 0],
      ["arrival", 240],
      ["release", 180],
    ]);
    const { rows } = await sql<{ done_at: number; recorded_at: number }>`
      select done_at, recorded_at from lifts.ledger_entry where kind = 'rescue-people-freed'`.execute(
      house.running.platform.database.db,
    );
    expect(rows).toEqual([{ done_at: at(7), recorded_at: told }]);
  });

  test("silent for an hour after it accepted: it holds nothing any more and another is asked; what it tells then counts by its own times", async () => {
    const id = await call();
    const askId = await askOf(id);
    const opened = house.clock.now();
    const at = (minute: number) => opened + minutes(minute);
    await tell(own, askId, "accept", { at: opened + seconds(20) });
    for (let minute = 0; minute < 60; minute += 4) {
      await house.forward(minutes(4));
      expect((await row(id)).dueAt, `due in minute ${minute}`).toBeGreaterThan(house.clock.now());
    }
    const meanwhile = await row(id);
    expect(meanwhile).toMatchObject({ level: 2, holder: { kind: "desk" } });
    expect(meanwhile.asks.find((ask) => ask.askId === askId)?.status).toBe("overdue");
    expect(meanwhile.asks.some((ask) => ask.crewId === other.crewId)).toBe(true);
    // Everything at once, and not in its order: what is too early is refused, and taken when its turn has come.
    const freed = { at: at(25), count: 1, injured: 0, by: "crew" };
    await expect(tell(own, askId, "freed", freed)).rejects.toThrow("RESCUE_ASK_WITHDRAWN");
    await tell(own, askId, "arrived", { at: at(18), position: null });
    for (const _ of ["once", "and again"]) await tell(own, askId, "freed", freed);
    await tell(own, askId, "secured", { at: at(27), state: "stopped" });
    await tell(own, askId, "close", { at: at(30), cause: "301", method: "level-door", note: null });
    await tell(own, askId, "arrived", { at: at(18), position: null });
    expect(await row(id)).toMatchObject({ stage: "closed", arrivedAt: at(18), freedAt: at(25), closedAt: at(30) });
    const types = (await house.file(id)).timeline.map(({ type }) => type);
    for (const once of ["CrewArrived", "PeopleFreed", "LiftSecured", "IncidentClosed"])
      expect(types.filter((type) => type === once)).toEqual([once]);
    const asks = (await row(id)).asks.filter(({ crewId }) => crewId === other.crewId);
    expect(asks.every(({ status }) => ["overdue", "stood-down"].includes(status))).toBe(true);
  });

  test("a time that cannot be true is not refused: the server's counts, and the record says what the phone said", async () => {
    const id = await call();
    const askId = await askOf(id);
    await house.forward(seconds(30));
    const now = house.clock.now();
    const future = now + minutes(30);
    await tell(own, askId, "accept", { at: future });
    expect((await entryOf(id, "CrewAccepted")).data).toMatchObject({ phoneAt: future });
    await tell(own, askId, "arrived", { at: now - minutes(600), position: null });
    const arrival = await entryOf(id, "CrewArrived");
    expect(arrival.data.phoneAt).toBe(now - minutes(600));
    expect(arrival.data).not.toHaveProperty("doneAt");
    expect((await row(id)).arrivedAt).toBe(now);
    // No time at all, or no number: as before.
    await tell(own, askId, "freed", { at: "yesterday", count: 1, injured: 0, by: "crew" });
    expect((await row(id)).freedAt).toBe(now);
    await desk(id, "secured", { state: "running" });
    await desk(id, "close", { cause: "301", method: null, note: null });
  });

  test("whoever calls for help after the time of freeing is not freed by a report that comes later", async () => {
    const id = await call();
    const askId = await askOf(id);
    await tell(own, askId, "accept");
    await tell(own, askId, "arrived", { position: null });
    await house.forward(minutes(3));
    const freedAt = house.clock.now();
    await house.forward(minutes(2));
    expect(await call()).toBe(id);
    const report = { at: freedAt, count: 1, injured: 0, by: "crew" };
    await expect(tell(own, askId, "freed", report)).rejects.toMatchObject({ code: "RESCUE_ALARM_SINCE" });
    expect((await row(id)).stage).toBe("on-scene");
    await own.api.post(
      `/api/v1/field/asks/${askId}/freed`,
      { ...report, at: house.clock.now(), key: keyFor("again", id) },
      done,
    );
    expect((await row(id)).stage).toBe("freed");
    await desk(id, "secured", { state: "running" });
    await desk(id, "close", { cause: "301", method: null, note: null });
  });

  test("the car's button that was pressed without signal tells how long they have been inside", async () => {
    const lift = house.lift(3);
    const press = (n: number, agoSeconds: unknown) =>
      house.admin.post(
        `/api/v1/public/lifts/${lift.rescueCode}/alarm`,
        { key: keyFor("car", n), t: null, agoSeconds },
        carAlarmReply,
      );
    await press(1, 240);
    await house.settle();
    const [open] = await house.incidents();
    const incident = must(open, "incident");
    expect(incident.openedAt - incident.trappedSince).toBe(seconds(240));
    // A phone a year off, or one that tells nonsense, is heard all the same.
    await press(2, 31_536_000);
    await press(3, "long");
    expect(await row(incident.id)).toMatchObject({ alarms: 3, trappedSince: incident.trappedSince });
    await desk(incident.id, "false-alarm", { reason: "核实无人" });
  });
});

describe("a crew that need not go any more is told why", () => {
  test.each([
    ["people-are-out", (id: string) => desk(id, "freed", { count: 1, injured: 0, by: "use-unit" })],
    ["false-alarm", (id: string) => desk(id, "false-alarm", { reason: "核实无人" })],
    ["desk-chose-another", (id: string) => desk(id, "ask-crew", { crewId: other.crewId, reason: null })],
  ])("%s", async (reason, end) => {
    const id = await call();
    await tell(own, await askOf(id), "accept");
    expect(await shown(own, id)).toMatchObject({ status: "accepted", gone: null });
    await end(id);
    expect(await shown(own, id)).toMatchObject({ status: "stood-down", gone: reason });
    if (reason === "desk-chose-another") await desk(id, "false-alarm", { reason: "核实无人" });
    // News for half an hour; then it is history.
    await house.forward(minutes(31));
    expect(await shown(own, id)).toBeUndefined();
    await finish(id);
  });

  test("silent, and another crew came", async () => {
    const id = await call();
    await house.forward(seconds(90));
    expect(await shown(own, id)).toMatchObject({ status: "stood-down", gone: "no-answer" });
    await tell(other, await askOf(id, other), "accept");
    await tell(other, await askOf(id, other), "arrived", { position: null });
    expect(await shown(own, id)).toMatchObject({ status: "stood-down", gone: "another-crew-came" });
    await desk(id, "freed", { count: 1, injured: 0, by: "crew" });
    await finish(id);
    expect(await shown(other, id)).toMatchObject({ status: "stood-down", gone: "closed" });
  });

  test("a crew that is late keeps its task: it may arrive until another has", async () => {
    const id = await call();
    await tell(own, await askOf(id), "accept");
    await house.forward(minutes(31));
    expect((await row(id)).asks[0]?.status).toBe("overdue");
    expect(await shown(own, id)).toMatchObject({ status: "accepted", gone: null });
    await tell(own, await askOf(id), "arrived", { position: null });
    expect(await shown(own, id)).toMatchObject({ status: "arrived" });
    await desk(id, "freed", { count: 1, injured: 0, by: "crew" });
    await finish(id);
  });
});

/** Closes what is freed, whoever has it. */
async function finish(id: string): Promise<void> {
  const { stage } = await row(id);
  if (stage === "closed") return;
  if (stage === "freed") await desk(id, "secured", { state: "running" });
  await desk(id, "close", { cause: "301", method: null, note: null });
}

describe("a request that is not right", () => {
  const send = (body: object, language?: string) =>
    fetch(`${house.running.http}/api/v1/incidents`, {
      method: "POST",
      headers: {
        ...house.admin.headers(),
        "content-type": "application/json",
        ...(language === undefined ? {} : { "accept-language": language }),
      },
      body: JSON.stringify(body),
    });

  type Problem = {
    readonly title: string;
    readonly titleEn: string;
    readonly detail: string;
    readonly errors: readonly object[];
  };
  const problemOf = async (reply: Response): Promise<Problem> => (await reply.json()) as Problem;

  test("is refused with each field in Chinese and English, and in the asker's language", async () => {
    const wrong = { key: "x", liftId: null, rescueCode: null, place: "长".repeat(201), callerPhone: null, persons: -1 };
    const chinese = await problemOf(await send(wrong));
    expect(chinese).toMatchObject({ status: 400, code: "INVALID_REQUEST" });
    expect(chinese.detail).toContain("body/place 太长，最多 200 个字");
    expect(chinese.title).toBe(`请求有误：${chinese.detail}`);
    expect(chinese.errors).toContainEqual({
      field: "body/persons",
      zh: "超出范围，不能小于 0",
      en: "is out of range: not below 0",
    });
    expect(chinese.errors).toContainEqual({ field: "body/injured", zh: "没有填写", en: "is missing" });
    const english = await problemOf(await send(wrong, "en-GB,en;q=0.9,zh;q=0.5"));
    expect(english.detail).toContain("body/place is too long: at most 200 characters");
    expect(english.titleEn).toContain(english.detail);
  });
});

test("the house is quiet at the end", async () => {
  await eventually(async () => (await house.incidents()).length === 0, "nothing open");
  await own.api.post("/api/v1/field/duty", { on: false, position: null }, anything);
});

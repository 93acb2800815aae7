import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { eventsOf } from "../../sim/people/live-client.ts";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { type CrewTask, done, type IncidentRow, openReply } from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** People who do not do what was hoped: nobody on duty, refusals, silence, words said twice, words that cannot be true. */
let house: House;
const anything = z.unknown();
let calls = 0;

beforeAll(async () => {
  house = await startHouse();
});

/** Somebody rings the centre about a lift; returns the incident. */
async function call(n: number): Promise<string> {
  calls += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, key: keyFor("call", calls), liftId: house.lift(n).id, note: null };
  const { incidentId } = await house.admin.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
}

const row = async (id: string): Promise<IncidentRow> => (await house.file(id)).incident;
const history = async (id: string): Promise<string[]> => (await house.file(id)).timeline.map((entry) => entry.type);
const duty = (phone: Phone, on: boolean, at: { lat: number; lon: number } | null) =>
  phone.api.post("/api/v1/field/duty", { on, position: at }, anything);
const phones = new Map<string, Phone>();
/** A crew's phone, on duty at a place; its account is made once. */
async function onDuty(name: string, at: { lat: number; lon: number } | null): Promise<Phone> {
  const phone = phones.get(name) ?? (await house.phoneOf(name, at));
  phones.set(name, phone);
  await duty(phone, true, at);
  return phone;
}
const answer = (phone: Phone, askId: string, act: string, body: object = {}) =>
  phone.api.post(`/api/v1/field/asks/${askId}/${act}`, { key: keyFor(act, askId), ...body }, done);
const desk = (id: string, act: string, body: object = {}) =>
  house.admin.post(`/api/v1/incidents/${id}/${act}`, { key: keyFor(act, id), ...body }, done);
const end = (id: string) => desk(id, "false-alarm", { reason: "核实无人" });

/** What a page with this session is told on `topic`, as it comes. */
async function watch(phone: Phone, topic: string) {
  const stop = new AbortController();
  const reply = await fetch(`${phone.api.http}/api/v1/live?topics=${topic}`, {
    headers: phone.api.headers(),
    signal: stop.signal,
  });
  const told: { name: string; body: { key?: string; row?: CrewTask | null } }[] = [];
  const reading = (async () => {
    for await (const event of eventsOf(must(reply.body, "body")))
      told.push({ name: event.name, body: JSON.parse(event.data) });
  })().catch(() => undefined);
  const end = async () => {
    stop.abort();
    await reading;
  };
  return { told, end };
}

describe("no crew on duty at all", () => {
  let phone: Phone;

  test("the desk holds the rescue as 无人可派, it is searched again every 30 s, and who comes on duty is asked", async () => {
    const id = await call(0);
    expect(await row(id)).toMatchObject({
      stage: "no-crew",
      urgency: "life",
      dueKind: "find-crew",
      dueAt: house.clock.now() + seconds(30),
      holder: { kind: "desk" },
      asks: [],
    });
    for (let i = 0; i < 20; i += 1) await house.forward(seconds(30));
    // Searched twenty times, said once; always with a next moment.
    expect((await history(id)).filter((type) => type === "NoCrewFound")).toHaveLength(1);
    expect((await row(id)).dueAt).toBe(house.clock.now() + seconds(30));

    const lift = house.lift(0);
    const [name] = await house.crewsOf(lift.maintenanceUnit, true);
    phone = await onDuty(must(name, "contracted crew"), lift.position);
    await house.forward(seconds(30));
    expect(await row(id)).toMatchObject({ stage: "crew-asked", asks: [{ crewId: phone.crewId, status: "asked" }] });
    await end(id);
  });

  test("the use unit's duty phone was asked all the same, at once", async () => {
    const id = await call(1);
    const { notices, incident } = await house.file(id);
    const asked = notices.filter((notice) => notice.purpose === "use-unit-asked");
    expect(asked.map((notice) => [notice.channel, notice.askedAt])).toEqual(
      expect.arrayContaining([
        ["sms", incident.openedAt],
        ["voice", incident.openedAt],
      ]),
    );
    await end(id);
    await duty(phone, false, null);
  });
});

describe("crews that do not come", () => {
  let own: Phone;
  let other: Phone;

  beforeAll(async () => {
    const lift = house.lift(2);
    const [ownName] = await house.crewsOf(lift.maintenanceUnit, true);
    const [otherName] = await house.crewsOf(lift.maintenanceUnit, false);
    own = await onDuty(must(ownName, "contracted crew"), lift.position);
    other = await onDuty(must(otherName, "another crew"), lift.position);
  });

  test("a refusal is kept with its reason, the next crew is asked at once, and who refused is not asked again", async () => {
    const id = await call(2);
    const first = must((await row(id)).asks[0], "ask");
    expect(first.crewId).toBe(own.crewId);
    await answer(own, first.askId, "refuse", { reason: "no-tools", text: "盘车手轮不在车上" });
    await house.settle();
    const now = await row(id);
    expect(now.asks.map((ask) => [ask.crewId, ask.status, ask.refusal])).toEqual([
      [own.crewId, "refused", "no-tools"],
      [other.crewId, "asked", null],
    ]);
    const { timeline } = await house.file(id);
    expect(timeline.find((entry) => entry.type === "CrewRefused")?.data).toMatchObject({
      reason: "no-tools",
      text: "盘车手轮不在车上",
      by: "app",
    });
    await expect(answer(own, first.askId, "accept")).rejects.toMatchObject({ code: "RESCUE_ASK_WITHDRAWN" });
    for (let i = 0; i < 12; i += 1) await house.forward(seconds(90));
    const asks = (await row(id)).asks;
    expect(asks.filter((ask) => ask.crewId === own.crewId)).toHaveLength(1);
    await end(id);
  });

  test("all phones silent: the desk holds it as 无人可派, with a next moment after every step, and crews are asked again after 5 minutes", async () => {
    const id = await call(2);
    const seen = new Set<string>();
    for (let i = 0; i < 24; i += 1) {
      await house.forward(seconds(45));
      const now = await row(id);
      seen.add(now.stage);
      expect(now.dueAt).not.toBeNull();
      if (now.stage === "no-crew") expect(now).toMatchObject({ urgency: "life", holder: { kind: "desk" } });
    }
    expect([...seen].sort()).toEqual(["crew-asked", "no-crew"]);
    const { asks } = await row(id);
    for (const phone of [own, other]) {
      const times = asks.filter((ask) => ask.crewId === phone.crewId).map((ask) => ask.askedAt);
      expect(times.length).toBeGreaterThan(1);
      expect(must(times[1], "second ask") - must(times[0], "first ask")).toBeGreaterThanOrEqual(minutes(5));
    }
    // Every ask stands in the outbox, as a message to the crew's telephone.
    const { notices } = await house.file(id);
    expect(notices.filter((notice) => notice.channel === "sms" && notice.purpose === "crew-asked")).toHaveLength(
      asks.length,
    );
    await end(id);
  });

  test("freed by the use unit while the crew is on its way: the crew is stood down, its page and the car are told", async () => {
    const lift = house.lift(2);
    const device = await house.device(lift.registerCode);
    const id = await call(2);
    const ask = must((await row(id)).asks[0], "ask");
    const page = await watch(own, "crew");
    await answer(own, ask.askId, "accept");
    await eventually(() => page.told.some((each) => each.body.row?.status === "accepted"), "the task on the page");
    await desk(id, "freed", { count: 1, injured: 0, by: "use-unit" });
    const gone = await eventually(
      () => page.told.find((each) => each.body.row?.status === "stood-down"),
      "the reason on the page",
    );
    expect(gone.body).toMatchObject({ key: ask.askId, row: { gone: "people-are-out" } });
    await eventually(() => device.received.some((each) => each.body.action === "stop"), "the car's stop");
    expect((await row(id)).asks[0]?.status).toBe("stood-down");
    expect((await history(id)).slice(-2)).toEqual(["CrewStoodDown", "PeopleFreed"]);
    // What the phone still had in its outbox is answered in words, and changes nothing.
    await expect(answer(own, ask.askId, "arrived", { position: null })).rejects.toMatchObject({
      code: "RESCUE_ASK_WITHDRAWN",
    });
    await page.end();
    await desk(id, "secured", { state: "running" });
    await desk(id, "close", { cause: "201", method: null, note: null });
    // Stood down, it is free for the next rescue.
    const next = await call(2);
    expect((await row(next)).asks[0]?.crewId).toBe(own.crewId);
    await end(next);
  });
});

describe("words that come twice, or cannot be true", () => {
  test("the same key is the same answer and one event, at once and long after", async () => {
    const id = await call(3);
    const body = { key: keyFor("note", 1), text: "业主说里面有老人" };
    const send = () => house.admin.post(`/api/v1/incidents/${id}/note`, body, done);
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    const [first] = answers;
    for (const each of answers) expect(each).toEqual(first);
    await desk(id, "persons", { persons: 2, injured: null, vulnerable: true });
    expect(await send()).toEqual(first);
    await end(id);
    expect(await send()).toEqual(first);
    expect((await history(id)).filter((type) => type === "NoteAdded")).toHaveLength(1);
  });

  test("the same key five times at once where there is nothing to record is answered all the same", async () => {
    const id = await call(3);
    await desk(id, "take");
    const send = () => house.admin.post(`/api/v1/incidents/${id}/take`, { key: keyFor("take again", id) }, done);
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    expect(new Set(answers.map((each) => each.version)).size).toBe(1);
    await end(id);
  });

  test("commands that change something and commands that do not, all at once: the row that is shown tells what the stream tells", async () => {
    const id = await call(3);
    await desk(id, "take");
    for (let round = 0; round < 8; round += 1) {
      const report = { key: keyFor("persons", id, round), persons: round, injured: null, vulnerable: false };
      const idle = (n: number) =>
        house.admin.post(`/api/v1/incidents/${id}/take`, { key: keyFor("idle", id, round, n) }, done);
      await Promise.all([idle(1), idle(2), house.admin.post(`/api/v1/incidents/${id}/persons`, report, done), idle(3)]);
      const { incident, timeline } = await house.file(id);
      expect(incident.version).toBe(timeline.at(-1)?.version);
      expect(incident.persons).toBe(round);
    }
    await end(id);
  });

  test.each([
    ["a lift", { liftId: true, place: null }],
    ["a place in words", { liftId: false, place: "人民路口地铁站厅" }],
  ])("a call about %s that is sent five times at once, and again, is one alarm", async (what, where) => {
    const body = { rescueCode: null, callerPhone: null, persons: null, injured: null, vulnerable: false, note: null };
    const place = { liftId: where.liftId ? house.lift(4).id : null, place: where.place };
    const sent = { ...body, ...place, key: keyFor("call", what) };
    const send = () => house.admin.post("/api/v1/incidents", sent, openReply);
    const opened = await Promise.all(Array.from({ length: 5 }, send));
    opened.push(await send());
    expect(new Set(opened.map((each) => each.incidentId)).size).toBe(1);
    const id = must(opened[0], "answer").incidentId;
    expect((await row(id)).alarms).toBe(1);
    expect(await house.incidents()).toHaveLength(1);
    await end(id);
  });

  test("an alarm at the very moment of closing joins what is open, or opens anew; it is never stuck and never lost", async () => {
    for (let round = 0; round < 12; round += 1) {
      const first = await call(7);
      const [, again] = await Promise.all([end(first), call(7)]);
      const open = await house.incidents();
      if (again === first) expect((await row(first)).alarms).toBe(2);
      expect(open.map((each) => each.id)).toEqual(again === first ? [] : [again]);
      if (again !== first) await end(again);
    }
  });

  test("twenty at once about one rescue are all recorded", async () => {
    const id = await call(7);
    const note = (n: number) => ({ key: keyFor("many", n), text: `第${n}条` });
    const send = (n: number) => house.admin.post(`/api/v1/incidents/${id}/note`, note(n), done);
    await Promise.all(Array.from({ length: 20 }, (_, n) => send(n)));
    expect((await history(id)).filter((type) => type === "NoteAdded")).toHaveLength(20);
    await end(id);
  });

  test("ten callers ring about one lift at once: one incident, ten alarms, everybody's number", async () => {
    const ring = (n: number) => {
      const body = {
        rescueCode: null,
        place: null,
        persons: n,
        injured: null,
        vulnerable: false,
        note: `第${n}个电话`,
      };
      const sent = { ...body, liftId: house.lift(8).id, key: keyFor("caller", n), callerPhone: `000-66${n}` };
      return house.admin.post("/api/v1/incidents", sent, openReply);
    };
    const opened = await Promise.all(Array.from({ length: 10 }, (_, n) => ring(n)));
    expect(opened.filter((each) => !each.joined)).toHaveLength(1);
    expect(new Set(opened.map((each) => each.incidentId)).size).toBe(1);
    const file = await house.file(must(opened[0], "answer").incidentId);
    expect(file.incident.alarms).toBe(10);
    expect(file.phones.filter((each) => each.role === "caller")).toHaveLength(10);
    await end(file.incident.id);
  });

  test("more injured than freed is refused in words, and nothing is recorded", async () => {
    const id = await call(5);
    await expect(desk(id, "freed", { count: 1, injured: 2, by: "use-unit" })).rejects.toMatchObject({
      status: 422,
      code: "RESCUE_MORE_INJURED_THAN_FREED",
    });
    expect(await history(id)).not.toContain("PeopleFreed");
    await end(id);
  });

  test("10 MB over HTTP are refused in words while rescues go on", async () => {
    const id = await call(6);
    const reply = await fetch(`${house.running.http}/api/v1/incidents/${id}/note`, {
      method: "POST",
      headers: { ...house.admin.headers(), "content-type": "application/json" },
      body: JSON.stringify({ key: keyFor("big"), text: "长".repeat(10 << 20) }),
    });
    expect(reply.status).toBe(413);
    expect(await reply.json()).toMatchObject({ code: "BODY_TOO_LARGE", title: "内容过大，上限为 1 MB。" });
    expect(await history(id)).not.toContain("NoteAdded");
    await end(id);
  });
});

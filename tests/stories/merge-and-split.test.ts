import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createApi } from "../../sim/api.ts";
import { eventsOf } from "../../sim/people/live-client.ts";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { carChat, chatReply, deskChat } from "../../src/rooms/rescue/contract/chat.ts";
import { mergeCandidates, splitReply } from "../../src/rooms/rescue/contract/merging.ts";
import {
  type CrewTask,
  carAlarmReply,
  carProgress,
  done,
  numbers,
  openReply,
} from "../../src/rooms/rescue/contract.ts";
import { type House, must, startHouse } from "../support/house.ts";

let house: House;
let desk: Awaited<ReturnType<House["person"]>>;
let second: Awaited<ReturnType<House["person"]>>;
let world: ReturnType<typeof createApi>;

beforeAll(async () => {
  house = await startHouse({ lifts: 60 });
  world = createApi(house.running.http, () => ({}));
  desk = await house.person("dispatcher-m1", "dispatcher");
  second = await house.person("dispatcher-m2", "dispatcher");
});

type Call = { lift?: number; place?: string; phone?: string; persons?: number };
async function call({ lift, place, phone, persons }: Call): Promise<string> {
  const body = {
    key: randomUUID(),
    liftId: lift === undefined ? null : house.lift(lift).id,
    rescueCode: null,
    place: place ?? null,
    callerPhone: phone ?? null,
    persons: persons ?? null,
    injured: null,
    vulnerable: false,
    note: null,
  };
  return (await desk.post("/api/v1/incidents", body, openReply)).incidentId;
}
const press = async (lift: number): Promise<string> =>
  (
    await world.post(
      `/api/v1/public/lifts/${house.lift(lift).rescueCode}/alarm`,
      { key: randomUUID(), t: null },
      carAlarmReply,
    )
  ).progressKey;
const merge = (from: string, into: string, api = desk, key: string = randomUUID()) =>
  api.post(`/api/v1/incidents/${from}/merge`, { key, into, reason: "同一台电梯，来电说的是俗称" }, done);
const unmerge = (from: string, key: string = randomUUID()) =>
  desk.post(`/api/v1/incidents/${from}/unmerge`, { key, reason: "核实后是两台电梯" }, done);
const rowOf = async (id: string) => (await house.file(id)).incident;
const typesOf = async (id: string) => (await house.file(id)).timeline.map(({ type }) => type);
const codeOf = (act: Promise<unknown>) => act.then(() => "done").catch((error: { code: string }) => error.code);
const counted = async (from: number) => {
  const { counts } = await house.admin.get(`/api/v1/numbers?from=${from}&to=${house.clock.now() + 1}`, numbers);
  return counts.find(({ metric }) => metric === "incidents")?.value;
};

async function tasksOf(api: Awaited<ReturnType<House["phoneOf"]>>["api"]): Promise<CrewTask[]> {
  const stop = new AbortController();
  const headers = api.headers();
  const reply = await fetch(`${house.running.http}/api/v1/live?topics=crew`, { headers, signal: stop.signal });
  try {
    for await (const event of eventsOf(must(reply.body, "body")))
      if (event.name === "snapshot") return (JSON.parse(event.data) as { rows: CrewTask[] }).rows;
  } finally {
    stop.abort();
  }
  return [];
}

describe("two incidents about one emergency", () => {
  test("a call in words is joined to the device's: alarms, caller, persons and text go over, figures count one", async () => {
    const begun = house.clock.now();
    const key = await press(0);
    const into = must((await house.incidents())[0], "incident").id;
    house.clock.forward(seconds(40));
    const from = await call({ place: "锦绣花园三号楼左边那部", phone: "000-5561", persons: 3 });
    expect(await counted(begun)).toBe(2);

    const { candidates } = await desk.get(`/api/v1/incidents/${from}/merge-candidates`, mergeCandidates);
    expect(candidates[0]).toMatchObject({ id: into, because: ["moments-apart"] });
    await merge(from, into);
    const [joined, whole] = [await rowOf(from), await house.file(into)];
    expect(joined).toMatchObject({ stage: "closed", mergedInto: { id: into, no: whole.incident.no } });
    expect(whole.incident).toMatchObject({ alarms: 2, persons: 3, joined: [{ id: from, no: joined.no }] });
    expect(whole.alarms.map(({ source, from: of, caller }) => [source, of, caller])).toEqual([
      ["car-page", null, null],
      ["call", joined.no, "000-5561"],
    ]);
    expect(whole.phones.map(({ phone }) => phone)).toContain("000-5561");
    const entry = must(
      whole.timeline.find(({ type }) => type === "IncidentJoined"),
      "entry",
    );
    expect(entry).toMatchObject({
      actor: { kind: "person", name: "dispatcher-m1" },
      data: { fromNo: joined.no, reason: "同一台电梯，来电说的是俗称", because: ["moments-apart"] },
    });
    expect((await house.incidents()).map(({ id }) => id)).toEqual([into]);
    expect(await counted(begun)).toBe(1);
    expect((await world.get(`/api/v1/public/progress/${key}`, carProgress)).stage).toBe("heard");
  });

  test("its phone follows, its text goes on, and another alarm at its lift finds the one that goes on", async () => {
    const keyA = await press(1);
    const into = must(
      (await house.incidents()).find(({ liftId }) => liftId === house.lift(1).id),
      "into",
    ).id;
    const keyB = await press(2);
    const from = must(
      (await house.incidents()).find(({ liftId }) => liftId === house.lift(2).id),
      "from",
    ).id;
    const write = (key: string, text: string) =>
      world.post(`/api/v1/public/progress/${key}/chat`, { id: randomUUID(), text }, chatReply);
    const read = async (key: string) =>
      (await world.get(`/api/v1/public/progress/${key}/chat`, carChat)).lines.map(({ text }) => text);
    await write(keyB, "在这里");
    await merge(from, into);
    await write(keyB, "还在这里");
    await desk.post(`/api/v1/incidents/${into}/chat`, { key: randomUUID(), text: "收到", to: null }, chatReply);
    expect(await read(keyB)).toEqual(["在这里", "还在这里", "收到"]);
    expect(await read(keyA)).toEqual(["收到"]);
    const { lines } = await desk.get(`/api/v1/incidents/${into}/chat`, deskChat);
    expect(lines.map(({ text }) => text)).toEqual(["在这里", "还在这里", "收到"]);
    await press(2);
    expect((await rowOf(into)).alarms).toBe(3);

    await unmerge(from);
    expect(await rowOf(into)).toMatchObject({ alarms: 2, joined: [] });
    // It goes on by itself: by now a crew may have been looked for.
    expect(await rowOf(from)).toMatchObject({ alarms: 1, mergedInto: null, closedAt: null });
    // A place is given back to its own incident.
    await press(2);
    expect((await rowOf(from)).alarms).toBe(2);
    expect(await typesOf(from)).toEqual(expect.arrayContaining(["IncidentMerged", "MergeUndone"]));
    expect((await house.file(into)).timeline.map(({ type }) => type)).toContain("JoinUndone");
  });

  test("one crew goes on: the further one; the other is stood down and reads why", async () => {
    const lift = house.lift(3);
    const position = must(lift.position, "position");
    const [own] = await house.crewsOf(lift.maintenanceUnit, true);
    const crewA = await house.phoneOf(must(own, "crew"), { ...position, lat: position.lat + 0.02 });
    const from = await call({ lift: 3 });
    await house.settle();
    const ask = must((await rowOf(from)).asks[0], "ask");
    expect(ask.crewId).toBe(crewA.crewId);
    await crewA.api.post(`/api/v1/field/asks/${ask.askId}/accept`, { key: randomUUID() }, done);
    house.clock.forward(minutes(1));
    const into = await call({ place: "同一栋楼，说不清哪一部" });
    await merge(from, into);
    // The crew that had accepted goes on under the other number, and is not told that it need not go.
    const tasks = await tasksOf(crewA.api);
    expect(tasks.map(({ incidentId, status }) => [incidentId, status])).toEqual([[into, "accepted"]]);
    const row = await rowOf(into);
    expect(row).toMatchObject({ stage: "en-route", holder: { kind: "crew", name: crewA.name } });
    // From the earliest call on.
    expect(row.openedAt).toBe((await house.file(from)).timeline[0]?.at);

    // A third call, to which a crew was asked by hand: now the one on its way stays.
    const third = await call({ place: "又有人打来" });
    const [foreign] = await house.crewsOf(lift.maintenanceUnit, false);
    const crewB = await house.phoneOf(must(foreign, "another crew"), position);
    const asking = { key: randomUUID(), crewId: crewB.crewId, reason: "离得近" };
    await desk.post(`/api/v1/incidents/${third}/ask-crew`, asking, done);
    await merge(third, into);
    expect(await tasksOf(crewB.api)).toMatchObject([{ incidentId: third, status: "stood-down", gone: "merged" }]);
    expect((await rowOf(into)).holder.name).toBe(crewA.name);
    expect(await codeOf(merge(into, await call({ place: "x" })))).toBe("RESCUE_HAS_JOINED");
  });

  test("twice, by two at once and crosswise comes to one joining; what cannot be joined says why", async () => {
    const [a, b, c] = [await call({ place: "甲" }), await call({ place: "乙" }), await call({ place: "丙" })];
    const key = randomUUID();
    const same = await Promise.all([merge(a, b, desk, key), merge(a, b, desk, key)]);
    expect(same[0]).toEqual(same[1]);
    expect(await codeOf(merge(a, b))).toBe("done");
    expect((await typesOf(b)).filter((type) => type === "IncidentJoined")).toHaveLength(1);
    expect(await codeOf(merge(a, c))).toBe("RESCUE_MERGED_ELSEWHERE");
    expect(await codeOf(merge(c, c))).toBe("RESCUE_MERGE_WITH_ITSELF");
    expect(await codeOf(merge(c, a))).toBe("RESCUE_ALREADY_CLOSED");
    const [d, e] = [await call({ place: "丁" }), await call({ place: "戊" })];
    const crossed = await Promise.all([codeOf(merge(d, e, desk)), codeOf(merge(e, d, second))]);
    expect(crossed.filter((code) => code === "done")).toHaveLength(1);
    expect((await house.incidents()).filter(({ id }) => id === d || id === e)).toHaveLength(1);
    const out = { key: randomUUID(), count: 1, injured: 0, by: "themselves" };
    await desk.post(`/api/v1/incidents/${c}/freed`, out, done);
    expect(await codeOf(merge(c, b))).toBe("RESCUE_MERGE_PEOPLE_ARE_OUT");
    for (const act of ["take", "reopen"]) {
      const body = { key: randomUUID(), reason: "x y", stillInside: true };
      expect(await codeOf(desk.post(`/api/v1/incidents/${a}/${act}`, body, done))).toMatch(/CLOSED|ELSEWHERE/);
    }
    // The wrong region: neither of the two may be outside.
    const here = await call({ lift: 5 });
    const { regionCode } = await rowOf(here);
    const far = must(
      house.city.regions.find(({ code }) => !code.endsWith("00") && code !== regionCode),
      "another district",
    );
    const foreign = await house.person("dispatcher-far", "dispatcher", { kind: "region", code: far.code });
    expect(await codeOf(merge(here, b, foreign))).toBe("RESCUE_NOT_YOURS");
  });

  test("undone when the other is long over, a crew is sought again; where somebody called meanwhile it is refused", async () => {
    const from = await call({ lift: 6 });
    const into = await call({ place: "庚" });
    await merge(from, into);
    await desk.post(
      `/api/v1/incidents/${into}/freed`,
      { key: randomUUID(), count: 2, injured: 0, by: "use-unit" },
      done,
    );
    const again = await call({ lift: 6 });
    expect(again).not.toBe(into);
    expect(await codeOf(unmerge(from))).toBe("RESCUE_PLACE_HELD");
    await desk.post(`/api/v1/incidents/${again}/false-alarm`, { key: randomUUID(), reason: "没有人" }, done);
    const key = randomUUID();
    const first = await unmerge(from, key);
    expect(await unmerge(from, key)).toEqual(first);
    expect(await codeOf(unmerge(from))).toBe("RESCUE_NOT_MERGED");
    await house.settle();
    expect(["crew-asked", "no-crew"]).toContain((await rowOf(from)).stage);
    expect((await rowOf(into)).freedAt).not.toBeNull();
    expect((await rowOf(from)).freedAt).toBeNull();
  });
});

describe("an alarm that is another emergency", () => {
  const split = (id: string, alarmKey: string, where: object, key: string = randomUUID()) =>
    desk.post(
      `/api/v1/incidents/${id}/split`,
      { key, alarmKey, liftId: null, rescueCode: null, place: null, reason: "来电人在另一栋楼", ...where },
      splitReply,
    );

  test("is split off with its number and its phone, opens an incident of its own, and can be joined again", async () => {
    const id = await call({ lift: 10 });
    house.clock.forward(seconds(30));
    await call({ lift: 10, phone: "000-5570", persons: 1 });
    const key = await press(10);
    const before = await house.file(id);
    expect(before.alarms).toHaveLength(3);
    const called = must(
      before.alarms.find(({ caller }) => caller === "000-5570"),
      "call",
    );
    const same = { liftId: house.lift(10).id };
    expect(await codeOf(split(id, called.alarmKey, same))).toBe("RESCUE_SPLIT_SAME_PLACE");
    expect(await codeOf(split(id, "none", { place: "别处" }))).toBe("RESCUE_ALARM_UNKNOWN");
    expect(await codeOf(split(id, called.alarmKey, {}))).toBe("RESCUE_PLACE_MISSING");
    const sent = randomUUID();
    const made = await split(id, called.alarmKey, { liftId: house.lift(11).id }, sent);
    expect(made.joined).toBe(false);
    expect((await split(id, called.alarmKey, { liftId: house.lift(11).id }, sent)).incidentId).toBe(made.incidentId);
    const [old, fresh] = [await house.file(id), await house.file(made.incidentId)];
    expect(old.alarms).toHaveLength(2);
    expect(old.phones.map(({ phone }) => phone)).not.toContain("000-5570");
    expect(fresh.phones.map(({ phone }) => phone)).toContain("000-5570");
    expect(fresh.incident).toMatchObject({ liftId: house.lift(11).id, alarms: 1, source: "call" });
    expect(fresh.timeline[0]?.data.splitFrom).toMatchObject({ no: old.incident.no });
    expect(old.timeline.at(-1)).toMatchObject({ type: "AlarmSplitOff", data: { toNo: fresh.incident.no } });

    // The phone in the car too, by a second split into the incident that is open there: it follows that one.
    const pressed = must(
      old.alarms.find(({ source }) => source === "car-page"),
      "press",
    );
    await world.post(`/api/v1/public/progress/${key}/chat`, { id: randomUUID(), text: "我在这里" }, chatReply);
    const joined = await split(id, pressed.alarmKey, { rescueCode: house.lift(11).rescueCode });
    expect(joined).toMatchObject({ incidentId: made.incidentId, joined: true });
    const { lines } = await desk.get(`/api/v1/incidents/${made.incidentId}/chat`, deskChat);
    expect(lines.map(({ text }) => text)).toEqual(["我在这里"]);
    const rest = must((await house.file(id)).alarms[0], "the last alarm");
    expect(await codeOf(split(id, rest.alarmKey, { place: "别处" }))).toBe("RESCUE_LAST_ALARM");
    await merge(made.incidentId, id);
    expect((await rowOf(id)).alarms).toBe(3);
  });

  test("two dispatchers split the same alarm at once: it goes to one place", async () => {
    const id = await call({ lift: 13 });
    await call({ lift: 13, phone: "000-5571" });
    const { alarmKey } = must(
      (await house.file(id)).alarms.find(({ caller }) => caller === "000-5571"),
      "call",
    );
    const codes = await Promise.all([
      codeOf(split(id, alarmKey, { place: "东门" })),
      codeOf(split(id, alarmKey, { place: "西门" })),
    ]);
    expect(codes.sort()).toEqual(["RESCUE_ALARM_UNKNOWN", "done"]);
  });
});

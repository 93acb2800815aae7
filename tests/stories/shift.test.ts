import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Api } from "../../sim/api.ts";
import { openSession } from "../../sim/people/login.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { handoverFile, shiftState } from "../../src/rooms/centre/contract.ts";
import { regionList } from "../../src/rooms/identity/contract.ts";
import { done, incidentList, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

const hour = minutes(60);
const secret = "the-exchange-and-we-know-it";
const empty = z.object({});
let house: House;
let crew: Phone;
let chen: Api;
let wang: Api;
let keys = 0;

beforeAll(async () => {
  house = await startHouse({ settings: { SP_PBX_SECRET: secret } });
  const lift = house.lift(0);
  const [name] = await house.crewsOf(lift.maintenanceUnit, true);
  crew = await house.phoneOf(must(name, "contracted crew"), lift.position);
  chen = await house.person("chen", "dispatcher");
  wang = await house.person("wang", "dispatcher");
});

const shift = (who: Api = chen) => who.get("/api/v1/shift", shiftState);
const key = () => {
  keys += 1;
  return keyFor("shift", keys);
};
/** Sessions end while nobody works: after many hours everybody logs in anew. */
const logIn = async (login: string): Promise<Api> => {
  const session = openSession(house.running.http, { login, password: "correct horse battery" });
  await session.logIn();
  return session.api;
};
const later = async (ms: number): Promise<void> => {
  await house.forward(ms);
  chen = await logIn("chen");
  wang = await logIn("wang");
};
const open = async (n: number): Promise<string> => {
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, key: key(), liftId: house.lift(n).id, note: null };
  const { incidentId } = await chen.post("/api/v1/incidents", sent, openReply);
  await house.settle();
  return incidentId;
};
const rescue = async (id: string): Promise<void> => {
  const ask = must(
    (await house.file(id)).incident.asks.findLast(({ crewId }) => crewId === crew.crewId),
    "ask",
  );
  const tell = (act: string, body: object = {}) =>
    crew.api.post(`/api/v1/field/asks/${ask.askId}/${act}`, { key: key(), ...body }, done);
  await tell("accept");
  await tell("arrived", { position: null });
  await tell("freed", { count: 1, injured: 0, by: "crew" });
  await tell("secured", { state: "stopped" });
  await tell("close", { cause: "301", method: "level-door", note: null });
};
const ring = (callId: string, event: string) =>
  fetch(`${house.running.http}/api/v1/calls/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ callId, event, at: house.clock.now(), caller: "13900000011", seat: "2" }),
  });
const codeOf = (failed: Promise<unknown>) =>
  failed.then(
    () => "done",
    (error: unknown) => /[A-Z]+_[A-Z_]+/.exec(String(error))?.[0] ?? String(error),
  );

describe("who sits at the desk", () => {
  test("nobody at first; she sits down once however often she says so; a key sits at no desk", async () => {
    expect((await shift()).onShift).toEqual([]);
    for (const seat of ["1", "2"]) await chen.post("/api/v1/shift/begin", { seat }, empty);
    expect((await shift()).onShift.map(({ person, seat }) => [person, seat])).toEqual([["chen", "2"]]);
    expect((await shift()).mine?.person).toBe("chen");
    expect((await shift(wang)).mine).toBeNull();
  });

  test("who is not on shift hands nothing over", async () => {
    expect(await codeOf(wang.post("/api/v1/handovers", { note: "" }, empty))).toBe("CENTRE_NOT_ON_SHIFT");
    expect(await codeOf(wang.post("/api/v1/shift/leave", { reason: "x" }, empty))).toBe("CENTRE_NOT_ON_SHIFT");
  });
});

describe("a hand-over", () => {
  let id = "";
  let waiting = "";

  test("holds the open rescues with who has them, open calls and the calls back that fall due, and a note", async () => {
    const freed = await open(0);
    await rescue(freed);
    await later(23 * hour);
    waiting = await open(1);
    await chen.post(`/api/v1/incidents/${waiting}/take`, { key: key() }, done);
    await ring("1", "rang");
    await ring("2", "rang");
    await ring("2", "answered");
    const offered = await chen.post("/api/v1/handovers", { note: "3 号楼门禁坏了" }, z.object({ id: z.uuid() }));
    id = offered.id;
    const file = await wang.get(`/api/v1/handovers/${id}`, handoverFile);
    expect(file).toMatchObject({ fromPerson: "chen", note: "3 号楼门禁坏了", takenAt: null, takenList: null });
    expect(file.offeredList.incidents).toEqual([expect.objectContaining({ id: waiting, takenBy: "chen" })]);
    expect(file.offeredList.calls.map(({ state }) => state).sort()).toEqual(["speaking", "waiting"]);
    expect(file.offeredList.followUps).toEqual([
      expect.objectContaining({
        id: freed,
        dueAt: must(file.offeredList.followUps[0], "follow-up").closedAt + 24 * hour,
      }),
    ]);
    expect(JSON.stringify(file)).not.toContain("13900000011");
  });

  test("is taken with one's own fresh proof, not by oneself, once; the list is kept as it was then too", async () => {
    await house.forward(minutes(11));
    expect(await codeOf(chen.post(`/api/v1/handovers/${id}/take`, { seat: "2" }, empty))).toBe(
      "IDENTITY_REAUTHENTICATE",
    );
    await chen.post("/api/v1/session/fresh", { password: "correct horse battery" }, z.any());
    expect(await codeOf(chen.post(`/api/v1/handovers/${id}/take`, { seat: "2" }, empty))).toBe("CENTRE_HANDOVER_OWN");
    expect(await codeOf(wang.post(`/api/v1/handovers/${id}/take`, { seat: "2" }, empty))).toBe(
      "IDENTITY_REAUTHENTICATE",
    );
    await wang.post("/api/v1/session/fresh", { password: "correct horse battery" }, z.any());
    await ring("1", "ended");
    const body = { seat: "2", note: "已核对" };
    const both = await Promise.all([1, 2].map(() => codeOf(wang.post(`/api/v1/handovers/${id}/take`, body, empty))));
    // Pressed twice, or sent again because the answer was lost: it is hers, once.
    expect(both).toEqual(["done", "done"]);
    const file = await chen.get(`/api/v1/handovers/${id}`, handoverFile);
    expect(file).toMatchObject({ toPerson: "wang", takenNote: "已核对" });
    expect(file.takenList?.calls.map(({ state }) => state).sort()).toEqual(["lost", "speaking"]);
    const now = await shift(wang);
    expect(now.onShift.map(({ person }) => person)).toEqual(["wang"]);
    expect(now.mine?.seat).toBe("2");
    expect(now.recent.map((each) => each.id)).toEqual([id]);
  });

  test("another offer takes the place of the one before; leaving takes it back and says why", async () => {
    const first = await wang.post("/api/v1/handovers", { note: "a" }, z.object({ id: z.uuid() }));
    const second = await wang.post("/api/v1/handovers", { note: "b" }, z.object({ id: z.uuid() }));
    expect((await shift()).offered.map((each) => each.id)).toEqual([second.id]);
    expect(await codeOf(wang.post(`/api/v1/handovers/${first.id}/withdraw`, {}, empty))).toBe("done");
    expect((await shift()).offered.map((each) => each.id)).toEqual([second.id]);
    expect(await codeOf(chen.post(`/api/v1/handovers/${second.id}/withdraw`, {}, empty))).toBe("CENTRE_HANDOVER_OVER");
    expect(await codeOf(wang.post(`/api/v1/handovers/${id}/withdraw`, {}, empty))).toBe("CENTRE_HANDOVER_OVER");
    await wang.post("/api/v1/shift/leave", { reason: "身体不适" }, empty);
    const left = await shift();
    expect([left.onShift, left.offered]).toEqual([[], []]);
    expect(await codeOf(chen.post(`/api/v1/handovers/${second.id}/take`, { seat: "" }, empty))).toBe(
      "CENTRE_HANDOVER_OVER",
    );
  });

  test("of another district she sees neither rescues nor calls back", async () => {
    const { regions } = await house.admin.get("/api/v1/regions", regionList);
    const own = house.lift(1).regionCode;
    const other = must(
      regions.find(({ code }) => /^\d{4}(?!00)\d{2}$/.test(code) && code !== own),
      "another district",
    );
    const elsewhere = await house.person("elsewhere", "dispatcher", { kind: "region", code: other.code });
    expect((await shift(elsewhere)).open.incidents).toEqual([]);
    const file = await elsewhere.get(`/api/v1/handovers/${id}`, handoverFile);
    expect([file.offeredList.incidents, file.offeredList.followUps]).toEqual([[], []]);
    expect((await shift()).open.incidents).toHaveLength(1);
  });
});

describe("a call back", () => {
  test("falls due a day after the rescue was closed, opens as a figure to its list, and is done by calling", async () => {
    await later(2 * hour);
    const list = () => chen.get("/api/v1/incidents?state=all&metric=follow-up-overdue", incidentList);
    const overdue = must((await list()).incidents[0], "overdue");
    expect((await list()).total).toBe(1);
    await chen.post(
      `/api/v1/incidents/${overdue.id}/follow-up`,
      { key: key(), reached: true, satisfaction: null, note: null },
      done,
    );
    expect((await list()).total).toBe(0);
    expect((await shift()).open.followUps).toEqual([]);
  });
});

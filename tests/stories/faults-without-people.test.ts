import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createApi } from "../../sim/api.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { ledgerPage, liftFile } from "../../src/rooms/lifts/contract.ts";
import { callEventBody, callList } from "../../src/rooms/rescue/contract/phone-calls.ts";
import { done, incidentList, numbers, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, must, startHouse } from "../support/house.ts";

let house: House;
let desk: Awaited<ReturnType<House["person"]>>;
let world: ReturnType<typeof createApi>;

beforeAll(async () => {
  house = await startHouse({ lifts: 40, settings: { SP_PBX_SECRET: "the-exchange-and-we-know-it" } });
  world = createApi(house.running.http, () => ({}));
  desk = await house.person("dispatcher-fault", "dispatcher");
});

const call = (part: object) =>
  desk.post(
    "/api/v1/incidents",
    {
      key: randomUUID(),
      liftId: null,
      rescueCode: null,
      place: null,
      callerPhone: null,
      persons: null,
      injured: null,
      vulnerable: false,
      note: null,
      ...part,
    },
    openReply,
  );
const rowOf = async (id: string) => (await house.file(id)).incident;
const act = (id: string, path: string, body: object) =>
  desk.post(`/api/v1/incidents/${id}/${path}`, { key: randomUUID(), ...body }, done);
const codeOf = (acting: Promise<unknown>) => acting.then(() => "done").catch((error: { code: string }) => error.code);

describe("a fault without anybody inside", () => {
  test("a call opens it: nobody is sent, the desk is reminded, the maintenance unit is told, it closes with its cause", async () => {
    const begun = house.clock.now();
    const lift = house.lift(0);
    const { incidentId: id } = await call({ liftId: lift.id, kind: "fault", note: "门关不上" });
    await house.settle();
    expect(await rowOf(id)).toMatchObject({ kind: "fault", stage: "reported", urgency: "information", asks: [] });
    expect((await house.file(id)).notices.map(({ purpose }) => purpose)).toEqual(["incident-opened"]);
    await house.forward(minutes(31));
    expect((await house.file(id)).timeline.map(({ type }) => type)).toEqual([
      "IncidentOpened",
      "NoteAdded",
      "DeskAlerted",
    ]);
    expect(await codeOf(act(id, "freed", { count: 1, injured: 0, by: "crew" }))).toBe("RESCUE_IS_FAULT");
    const closing = { cause: "301", method: null, note: null };
    expect(await codeOf(act(id, "close", closing))).toBe("RESCUE_NOT_HANDED_TO_REPAIR");
    await act(id, "repair", { to: null });
    expect(await codeOf(act(id, "repair", { to: null }))).toBe("done");
    const handed = await house.file(id);
    // The repair has a day, also where the reminder to hand it over was due sooner.
    expect(handed.incident).toMatchObject({ stage: "in-repair", dueKind: "repair" });
    expect(handed.incident.dueAt).toBe(house.clock.now() + minutes(24 * 60));
    expect(handed.timeline.filter(({ type }) => type === "HandedToRepair")).toHaveLength(1);
    expect(handed.notices.filter(({ purpose }) => purpose === "repair-asked").map(({ channel }) => channel)).toEqual(
      expect.arrayContaining(["sms", "voice"]),
    );
    await act(id, "close", closing);
    expect((await rowOf(id)).stage).toBe("closed");
    const kinds = (await house.admin.get(`/api/v1/lifts/${lift.id}/ledger`, ledgerPage)).entries.map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(expect.arrayContaining(["fault-reported", "handed-to-repair", "fault-closed"]));
    expect(kinds).not.toContain("rescue-opened");

    // In the lists by its kind, in no figure of entrapments.
    const period = `from=${begun}&to=${house.clock.now() + 1}`;
    const { counts, spans } = await house.admin.get(`/api/v1/numbers?${period}`, numbers);
    const count = (metric: string) => counts.find((each) => each.metric === metric)?.value;
    expect([count("incidents"), count("entrapments"), count("faults")]).toEqual([0, 0, 1]);
    expect(spans.every((span) => span.count === 0)).toBe(true);
    const listed = await house.admin.get(`/api/v1/incidents?state=all&metric=faults&${period}`, incidentList);
    expect(listed.incidents.map((each) => each.id)).toEqual([id]);
    const faults = await house.admin.get("/api/v1/incidents?state=all&kind=fault", incidentList);
    expect(faults.incidents.map((each) => each.id)).toEqual([id]);
  });

  test("who is trapped at a lift with an open fault has an incident of his own; the fault may be joined to it, never the other way", async () => {
    const lift = house.lift(1);
    const { incidentId: fault } = await call({ liftId: lift.id, kind: "fault" });
    expect((await call({ liftId: lift.id, kind: "fault" })).incidentId).toBe(fault);
    const { incidentId: trapped, joined } = await call({ liftId: lift.id, persons: 1 });
    expect(joined).toBe(false);
    await house.settle();
    expect((await rowOf(trapped)).kind).toBe("entrapment");
    expect(["crew-asked", "no-crew"]).toContain((await rowOf(trapped)).stage);
    expect(await codeOf(act(trapped, "merge", { into: fault, reason: "同一台" }))).toBe("RESCUE_MERGE_INTO_FAULT");
    await act(fault, "merge", { into: trapped, reason: "同一台" });
    expect((await rowOf(trapped)).alarms).toBe(3);
  });

  test("a lift that is in no register: by typed code or in words; and the call is sorted as a fault", async () => {
    const headers = { authorization: "Bearer the-exchange-and-we-know-it", "content-type": "application/json" };
    const event = callEventBody.parse({ callId: "f1", event: "rang", at: house.clock.now(), caller: "057188000021" });
    const told = await fetch(`${house.running.http}/api/v1/calls/events`, {
      method: "POST",
      headers,
      body: JSON.stringify(event),
    });
    const { id: callId } = z.object({ id: z.string() }).parse(await told.json());
    const { incidentId } = await call({ rescueCode: "000123", kind: "fault", callId });
    expect(await rowOf(incidentId)).toMatchObject({ kind: "fault", liftId: null, place: "识别码 000123（未登记）" });
    const { calls } = await desk.get("/api/v1/calls", callList);
    expect(calls.find(({ id }) => id === callId)).toMatchObject({ kind: "fault", incidentId });
    const words = await call({ place: "新建小区还没登记的那台", kind: "fault" });
    await act(words.incidentId, "repair", { to: "物业自行联系厂家" });
    expect((await rowOf(words.incidentId)).stage).toBe("in-repair");
  });

  test("a scan in the car reports it, once; typed digits do not", async () => {
    const lift = house.lift(2);
    const { pagePath } = await house.admin.get(`/api/v1/lifts/${lift.id}`, liftFile);
    const t = must(/\?t=(.+)$/.exec(pagePath ?? "")?.[1], "token");
    const report = (token: string | null, key: string) =>
      world.post(`/api/v1/public/lifts/${lift.rescueCode}/fault`, { key, t: token, text: "有异响" }, z.unknown());
    expect(await codeOf(report(null, randomUUID()))).toBe("RESCUE_FAULT_WANTS_SCAN");
    const key = randomUUID();
    expect(await report(t, key)).toEqual(await report(t, key));
    const open = (await house.incidents()).filter(({ liftId }) => liftId === lift.id);
    expect(open).toMatchObject([{ kind: "fault", source: "car-page", alarms: 1 }]);
    await act(must(open[0], "fault").id, "false-alarm", { reason: "已经好了" });
    expect((await house.incidents()).filter(({ liftId }) => liftId === lift.id)).toEqual([]);
  });
});

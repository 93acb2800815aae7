import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Api, bearer, createApi } from "../../sim/api.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { done, incidentFile, openReply } from "../../src/rooms/rescue/contract.ts";
import { eventually, type House, keyFor, startHouse } from "../support/house.ts";
import { one, SipPeer } from "../support/sip-peer.ts";

const login = { user: "shengping", secret: "the secret of the exchange", algorithm: "SHA-256" } as const;
const pbxSecret = "the-exchange-and-we-know-it";
const localPort = 45_000 + Math.floor(Math.random() * 15_000);
let peer: SipPeer;
let house: House;
let desk: Api;
let n = 0;

beforeAll(async () => {
  peer = await SipPeer.open({ login });
  house = await startHouse({
    lifts: 20,
    settings: {
      SP_SIP_SERVER: `127.0.0.1:${peer.port}`,
      SP_SIP_USER: login.user,
      SP_SIP_SECRET: login.secret,
      SP_SIP_LOCAL_PORT: String(localPort),
      SP_SIP_CAR_ADDRESS: "8{rescueCode}",
      SP_SIP_SEAT: "6001",
      SP_CAR_CALL_URL: "https://speak.test/{call}?no={incidentNo}",
      SP_PBX_SECRET: pbxSecret,
    },
  });
  desk = await house.person("desk", "dispatcher");
});
afterAll(async () => {
  await house?.stop();
  await peer?.close();
});

async function trapped(lift: number): Promise<{ readonly id: string; readonly car: string }> {
  n += 1;
  const call = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 1,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const sent = { ...call, key: keyFor("open", n), liftId: house.lift(lift).id };
  const { incidentId } = await desk.post("/api/v1/incidents", sent, openReply);
  return { id: incidentId, car: `8${house.lift(lift).rescueCode}` };
}
const file = (id: string) => desk.get(`/api/v1/incidents/${id}`, incidentFile);
const timeline = async (id: string) =>
  (await file(id)).timeline.flatMap(({ type, data }) =>
    type.startsWith("CarCall") ? [[type, data.side ?? data.by ?? data.reason].filter(Boolean).join(" ")] : [],
  );
const says = (id: string, line: string) => eventually(async () => (await timeline(id)).includes(line), line);
const call = (id: string, key: string, seat?: string) =>
  desk.post(`/api/v1/incidents/${id}/car-calls`, { key, ...(seat === undefined ? {} : { seat }) }, done);
const hangUp = (id: string, callId: string) =>
  desk.post(`/api/v1/incidents/${id}/car-calls/${callId}/hang-up`, { key: keyFor("hang-up", ++n) }, z.object({}));
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => "done",
    (error: unknown) => String(error),
  );

async function speaking(lift: number) {
  const { id, car } = await trapped(lift);
  const key = keyFor("call", ++n);
  peer.manners.set(car, "ring");
  await call(id, key);
  await says(id, "CarCallRinging seat");
  peer.pickUp("6001");
  await says(id, "CarCallRinging car");
  peer.pickUp(car);
  await says(id, "CarCallAnswered");
  await eventually(() => peer.isUp("6001") && peer.isUp(car), "both are joined");
  return { id, car, key };
}

describe("the desk speaks with the car", () => {
  test("one press: seat, intercom, joined, hung up, recorded, each with its time in the timeline; said twice it acts once", async () => {
    const { id, car, key } = await speaking(0);
    await call(id, key);
    expect(peer.asked("INVITE").filter(({ user }) => user === car)).toHaveLength(2);
    expect(await refusal(call(id, keyFor("call", ++n)))).toContain("RESCUE_CALL_UNDER_WAY");
    expect((await file(id)).incident.carCall).toMatchObject({ id: key, way: "sip", status: "answered" });
    expect(
      peer
        .asked("INVITE")
        .every((invite) => one(invite, "to").includes(";tag=") || one(invite, "x-shengping-call") === key),
    ).toBe(true);
    house.clock.forward(95_000);
    await hangUp(id, key);
    await says(id, "CarCallEnded desk");
    await hangUp(id, key);
    await eventually(() => !peer.isUp("6001") && !peer.isUp(car), "both ended");
    const told = { callId: key, event: "ended", at: house.clock.now(), recording: "https://pbx.test/1.wav" };
    const pbx = createApi(house.running.http, bearer(pbxSecret));
    for (let i = 0; i < 2; i += 1) await pbx.post("/api/v1/calls/events", told, z.object({ id: z.string() }));
    const after = await file(id);
    expect(await timeline(id)).toEqual([
      "CarCallAsked",
      "CarCallRinging seat",
      "CarCallRinging car",
      "CarCallAnswered",
      "CarCallEnded desk",
      "CarCallRecorded",
    ]);
    expect(after.timeline.find(({ type }) => type === "CarCallEnded")?.data.talkSeconds).toBe(95);
    expect(after.carCalls).toMatchObject([
      {
        id: key,
        status: "ended",
        seat: "6001",
        address: car,
        endedBy: "desk",
        recording: told.recording,
        askedBy: "desk",
      },
    ]);
    expect((await desk.get("/api/v1/calls", z.object({ total: z.int() }))).total).toBe(0);
    const officer = await house.person("officer", "officer");
    const seen = await officer.get(`/api/v1/incidents/${id}`, incidentFile);
    expect(seen.carCalls).toMatchObject([{ status: "ended", seat: null, address: null, recording: null }]);
    expect(JSON.stringify(after)).not.toContain(login.secret);
  });

  test("who hangs up first is told, and another call may follow", async () => {
    const { id, car } = await speaking(1);
    peer.hangUp(car);
    await says(id, "CarCallEnded car");
    await eventually(() => !peer.isUp("6001"), "the seat is ended");
    const again = keyFor("call", ++n);
    await call(id, again, "6002");
    await eventually(async () => (await file(id)).incident.carCall?.status === "ringing", "it rings again");
    await hangUp(id, again);
    await says(id, "CarCallFailed given-up");
    await eventually(() => peer.asked("CANCEL").some(({ user }) => user === "6002"), "cancelled");
  });

  test.each([
    ["busy", 486, "CarCallFailed car-busy"],
    ["unknown to the exchange", 404, "CarCallFailed car-unknown"],
  ])("the intercom is %s: said so, and the seat is let go", async (_, status, said) => {
    const { id, car } = await trapped(2);
    peer.manners.set(car, { status }).set("6003", "answer");
    await call(id, keyFor("call", ++n), "6003");
    await says(id, said);
    expect((await file(id)).carCalls[0]).toMatchObject({ status: "failed", sipStatus: status });
    await eventually(() => !peer.isUp("6003"), "let go");
  });

  test("nobody takes up a call that was asked for: over in the end, also when nothing is heard any more", async () => {
    const { id, car } = await trapped(3);
    peer.manners.set("6004", "silent").set(car, "ring");
    const key = keyFor("call", ++n);
    await call(id, key, "6004");
    await eventually(() => peer.asked("INVITE").some(({ user }) => user === "6004"), "asked");
    await house.forward(minutes(5));
    await says(id, "CarCallFailed given-up");
  });

  test("a lift's own intercom goes before the city's rule; a wrong address is refused", async () => {
    const { id } = await trapped(4);
    const set = (body: object) => desk.post(`/api/v1/lifts/${house.lift(4).id}/intercom`, body, z.object({}));
    await set({ way: "sip", address: "sip:lift-4@127.0.0.1" });
    expect((await file(id)).carLine).toMatchObject({
      way: "sip",
      address: "sip:lift-4@127.0.0.1",
      own: true,
      seat: "6001",
      exchange: "up",
    });
    expect(await refusal(set({ way: "sip", address: "sip:a@b>\r\nX-Evil: 1" }))).not.toBe("done");
    expect(await refusal(call(id, keyFor("call", ++n), "00900123456"))).not.toBe("done");
    peer.manners.set("lift-4", "answer").set("6005", "answer");
    await call(id, keyFor("call", ++n), "6005");
    await says(id, "CarCallAnswered");
    await set({ way: "sip", address: null });
    expect((await file(id)).carLine).toMatchObject({ own: false });
    peer.hangUp("lift-4");
    await says(id, "CarCallEnded car");
  });

  test("without a lift there is no car to call", async () => {
    const body = {
      liftId: null,
      rescueCode: null,
      place: "平康路 18 号",
      callerPhone: null,
      persons: 1,
      injured: null,
      vulnerable: false,
      note: null,
    };
    const { incidentId } = await desk.post("/api/v1/incidents", { ...body, key: keyFor("open", ++n) }, openReply);
    expect(await refusal(call(incidentId, keyFor("call", ++n)))).toContain("RESCUE_CALL_NO_LIFT");
  });
});

describe("the lift's own device joins", () => {
  test("told by `call`/ring, it says that it joined, and is told to hang up", async () => {
    const { id } = await trapped(5);
    const device = await house.device(house.lift(5).registerCode);
    await desk.post(`/api/v1/lifts/${house.lift(5).id}/intercom`, { way: "device", address: null }, z.object({}));
    const key = keyFor("call", ++n);
    await call(id, key);
    const rung = await eventually(() => device.received.find(({ channel }) => channel === "call"), "a message to ring");
    expect(rung.body).toMatchObject({ action: "ring", url: expect.stringContaining(`https://speak.test/${key}?no=2`) });
    await says(id, "CarCallRinging car");
    await device.send("done", { id: rung.body.id, at: house.clock.now(), result: "joined" });
    await says(id, "CarCallAnswered");
    await device.send("done", { id: rung.body.id, at: house.clock.now(), result: "joined" });
    await hangUp(id, key);
    await says(id, "CarCallEnded desk");
    await eventually(
      () => device.received.some(({ channel, body }) => channel === "call" && body.action === "hangup"),
      "told",
    );
    expect((await timeline(id)).filter((each) => each === "CarCallAnswered")).toHaveLength(1);
  });

  test("it cannot join, says nothing, or there is none", async () => {
    const { id } = await trapped(6);
    const device = await house.device(house.lift(6).registerCode);
    await desk.post(`/api/v1/lifts/${house.lift(6).id}/intercom`, { way: "device", address: null }, z.object({}));
    await call(id, keyFor("call", ++n));
    const rung = await eventually(() => device.received.find(({ channel }) => channel === "call"), "a message to ring");
    await device.send("done", { id: rung.body.id, at: house.clock.now(), result: "no microphone" });
    await says(id, "CarCallFailed car-refused");
    await call(id, keyFor("call", ++n));
    await house.forward(minutes(3));
    await says(id, "CarCallFailed car-no-answer");
    const none = await trapped(7);
    await desk.post(`/api/v1/lifts/${house.lift(7).id}/intercom`, { way: "device", address: null }, z.object({}));
    expect(await refusal(call(none.id, keyFor("call", ++n)))).toContain("RESCUE_CALL_NO_DEVICE");
    expect(await timeline(none.id)).toEqual([]);
  });
});

describe("when something dies", () => {
  test("the platform is stopped while two speak: they go on, and their end is heard after the start", async () => {
    const { id, car } = await speaking(8);
    await house.restart();
    desk = await house.person("desk-2", "dispatcher");
    expect(peer.isUp("6001") && peer.isUp(car)).toBe(true);
    await house.forward(minutes(1));
    expect((await file(id)).incident.carCall).toMatchObject({ status: "answered" });
    peer.hangUp("6001");
    await says(id, "CarCallEnded seat");
    await eventually(() => !peer.isUp(car), "the car is ended");
  });

  test("it is stopped while the car rings: the seat is let go, and the desk is told", async () => {
    const { id, car } = await trapped(9);
    peer.manners.set(car, "ring").set("6009", "answer");
    await call(id, keyFor("call", ++n), "6009");
    await says(id, "CarCallRinging car");
    await eventually(() => peer.isUp("6009"), "the seat waits");
    await house.restart();
    desk = await house.person("desk-3", "dispatcher");
    await house.forward(minutes(1));
    await says(id, "CarCallFailed restarted");
    await eventually(() => !peer.isUp("6009"), "the seat is let go");
    // The intercom picks up although nobody is there any more: it is not left waiting.
    peer.pickUp(car);
    await eventually(() => !peer.isUp(car) && peer.asked("BYE").some(({ user }) => user === car), "the car is let go");
  });

  test("the exchange is dead: said at once, with the number to dial; back again, calls go", async () => {
    await peer.close();
    const { id, car } = await trapped(10);
    await call(id, keyFor("call", ++n));
    await says(id, "CarCallFailed exchange-unreachable");
    expect((await file(id)).carLine).toMatchObject({ address: car });
    await peer.reopen();
    peer.manners.set(car, "answer").set("6010", "answer");
    await call(id, keyFor("call", ++n), "6010");
    await says(id, "CarCallAnswered");
  });

  test("numbers and recordings are forgotten with their time, the call stays", async () => {
    const kept = async () =>
      (
        await sql<{ numbers: number; calls: number }>`
          select count(*) filter (where address is not null or recording is not null or legs is not null)::int as numbers, count(*)::int as calls
          from rescue.car_call where ended_at is not null`.execute(house.running.platform.database.db)
      ).rows[0];
    const before = await kept();
    expect(before?.numbers).toBeGreaterThan(5);
    // The last one still runs: it is ended when it has lasted too long.
    await house.forward(minutes(125));
    await house.forward(minutes(60 * 24 * 366));
    expect((await kept())?.numbers).toBe(0);
    expect((await kept())?.calls).toBeGreaterThanOrEqual(before?.calls ?? 1);
  });
});

test("where no exchange is set, nothing can be pressed and the refusal says what to do", async () => {
  const plain = await startHouse({ lifts: 5 });
  const alone = await plain.person("desk", "dispatcher");
  const body = {
    rescueCode: null,
    place: null,
    callerPhone: null,
    persons: 1,
    injured: null,
    vulnerable: false,
    note: null,
  };
  const opened = await alone.post(
    "/api/v1/incidents",
    { ...body, key: keyFor("open", 1), liftId: plain.lift(0).id },
    openReply,
  );
  const { carLine } = await alone.get(`/api/v1/incidents/${opened.incidentId}`, incidentFile);
  expect(carLine).toMatchObject({ way: null, exchange: "none" });
  const asked = alone.post(`/api/v1/incidents/${opened.incidentId}/car-calls`, { key: keyFor("call", 1) }, done);
  expect(await refusal(asked)).toContain("RESCUE_CALL_NO_EXCHANGE");
  await plain.stop();
});

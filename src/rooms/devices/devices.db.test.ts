import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import {
  type DevicesHouse,
  deviceGivens,
  dock,
  eventually,
  giveCode,
  startDevicesHouse,
} from "../../../tests/support/devices-house.ts";

let database: TestDatabase;
let house: DevicesHouse;

beforeAll(async () => {
  database = await makeTestDatabase(["platform", "identity", "lifts", "devices"]);
  house = await startDevicesHouse(database);
});
afterAll(() => house.stop());

const { newDevice, rowsOf, framesOf, factsOf } = deviceGivens(() => ({ database, house }), "3110330106");

const state = (changes: object = {}) => ({
  at: Date.now(),
  serviceMode: 1,
  carStatus: 0,
  carDirection: 0,
  doorZone: true,
  carPosition: "3",
  doorStatus: 2,
  passengerPresent: false,
  ...changes,
});
const raised = (id: string, code = "entrapment") => ({ id, at: Date.now(), code, phase: "raised" });
const value = <T>(result: unknown): T => (result as { value: T }).value;

describe("an alarm", () => {
  test("is stored, acknowledged, told once, and has its receipt; the twin shows it", async () => {
    const { device, liftId } = await newDevice();
    await device.say("state", state({ carPosition: "7" }));
    await device.say("event", raised("a1"));
    expect(await rowsOf("select event_id from devices.event where lift_id = $1", [liftId])).toHaveLength(1);
    const receipt = await device.hears(({ body }) => body.id === "a1", "receipt");
    expect(receipt.body).toMatchObject({ result: "stored" });
    await eventually(() => factsOf(liftId).length === 1, "the fact");
    expect(factsOf(liftId)[0]?.body).toMatchObject({ cause: "vendor-event", eventId: "a1" });
    expect(house.door.twinOf(liftId)).toMatchObject({ connected: true, carPosition: "7", entrapment: "confirmed" });
    device.client.end(true);
    await eventually(() => house.door.twinOf(liftId)?.connected === false, "seen as gone");
  });
  test("repeated 100 times is one fact, and each message has its receipt", async () => {
    const { device, liftId } = await newDevice();
    const message = raised("b1", "alarm-button");
    await Promise.all(Array.from({ length: 100 }, () => device.say("event", message)));
    await eventually(() => device.received.length === 100, "100 receipts");
    const results = device.received.map(({ body }) => body.result);
    expect(results.filter((result) => result === "stored")).toHaveLength(1);
    expect(results.filter((result) => result === "repeated")).toHaveLength(99);
    await eventually(() => factsOf(liftId).length > 0, "the fact");
    await sleep(300);
    expect(factsOf(liftId)).toHaveLength(1);
  });
  test("under an id that the device used before, for something else, is not swallowed", async () => {
    const { device, liftId } = await newDevice();
    await device.say("event", { ...raised("1", "overspeed"), at: Date.now() - 60_000 });
    await device.say("event", raised("1"));
    await eventually(() => factsOf(liftId).length === 1, "the fact");
    expect(await framesOf(liftId)).toMatchObject([{ reason: null }, { verdict: "stored", reason: "id used before" }]);
  });
  test("and the device's cleared are both told", async () => {
    const { device, liftId } = await newDevice();
    await device.say("event", raised("c1"));
    await device.say("event", { ...raised("c2"), phase: "cleared", clears: "c1" });
    await eventually(() => factsOf(liftId, "devices.entrapment-cleared").length === 1, "cleared");
    expect(house.door.twinOf(liftId)).toBeUndefined();
    expect(factsOf(liftId, "devices.entrapment-cleared")[0]?.body).toMatchObject({ source: "device", eventId: "c2" });
  });
  test("with a clock a year off counts with the time of receipt", async () => {
    const { device, liftId } = await newDevice();
    const before = Date.now();
    await device.say("event", { ...raised("y1"), at: "2025-01-01T00:00:00+08:00" });
    await device.say("state", state({ at: "2031-01-01T00:00:00+08:00" }));
    await eventually(() => factsOf(liftId).length === 1, "the fact");
    expect(factsOf(liftId)[0]?.body.trappedSince).toBeGreaterThanOrEqual(before);
    expect(await framesOf(liftId)).toMatchObject([{ reason: "clock" }, { reason: "clock" }]);
    expect(house.door.twinOf(liftId)?.receivedAt).toBeGreaterThanOrEqual(before);
  });
});

describe("what does not fit", () => {
  test("a frame for another lift's topic is acknowledged, refused, recorded with its reason, and tells nothing", async () => {
    const mine = await newDevice();
    const other = await newDevice();
    await mine.device.say("event", raised("x"), other.code);
    await mine.device.say("event", raised("x"), "no-such-lift");
    const receipt = await mine.device.hears(({ body }) => body.id === "x", "receipt");
    expect(receipt).toMatchObject({ topic: `sp/v1/${mine.code}/receipt`, body: { result: "refused" } });
    expect(await framesOf(mine.liftId)).toMatchObject([{ verdict: "refused" }, { verdict: "refused" }]);
    await sleep(200);
    expect([...factsOf(mine.liftId), ...factsOf(other.liftId)]).toEqual([]);
    expect(await rowsOf("select 1 from devices.event where lift_id = any($1)", [[mine.liftId, other.liftId]])).toEqual(
      [],
    );
    const rows = await rowsOf("select id from devices.credential where lift_id = $1", [mine.liftId]);
    const frames = value<{ frames: { reason: string }[] }>(
      await house.route("GET", "/api/v1/devices/:id/frames")({ params: { id: rows[0].id } }),
    );
    expect(frames.frames[0]?.reason).toContain("no lift of this device");
  });
  test("another lift's messages, and wildcards, cannot be subscribed", async () => {
    const mine = await newDevice();
    const other = await newDevice();
    for (const filter of [`sp/v1/${other.code}/+`, "sp/v1/+/event", "#", "$SYS/#", `sp/v1/${mine.code}/event`]) {
      await expect(mine.device.client.subscribeAsync(filter)).rejects.toThrow();
    }
    expect(mine.device.client.connected).toBe(true);
  });
  test("a further code of the same lift is the lift's own", async () => {
    const { device, liftId } = await newDevice();
    const code = "31103301062020120001";
    await giveCode(database, liftId, code);
    await device.say("state", state(), code);
    await device.say("event", raised("under-new-code"), code);
    expect(await framesOf(liftId)).toMatchObject([{ verdict: "stored" }, { verdict: "stored" }]);
    await eventually(() => factsOf(liftId).length === 1, "the fact");
    expect(await rowsOf("select last_code from devices.credential where lift_id = $1", [liftId])).toEqual([
      { last_code: code },
    ]);
  });
  test.each([
    ["no JSON", "state", "{", "not JSON"],
    ["no UTF-8", "state", Buffer.from([0xff, 0xfe, 0x00]), "not UTF-8"],
    ["a wrong type", "state", { at: 1, serviceMode: "normal" }, "serviceMode"],
    ["an unknown code", "event", { ...raised("q1"), code: "F9999" }, "F9999"],
    ["a foreign code list", "event", { ...raised("q2"), code: "11", codeList: "maixin" }, "maixin"],
    ["a NUL in a text", "event", { ...raised("q3"), text: "a\0b" }, "NUL"],
    [
      "half a character in a text",
      "event",
      `{"id":"q4","at":1,"code":"entrapment","phase":"raised","text":"\\ud800"}`,
      "broken",
    ],
    ["17 KiB of state", "state", `{"x":"${"y".repeat(17 * 1024)}"}`, "at most"],
  ])("%s goes to the quarantine that someone can see", async (_what, channel, body, reason) => {
    const { device, liftId } = await newDevice();
    await device.say(channel, body);
    const list = value<{ rows: { liftId: string; reason: string; bytes: number }[] }>(
      await house.route("GET", "/api/v1/quarantine")({ query: { show: "open" } }),
    );
    const row = list.rows.find((each) => each.liftId === liftId);
    expect(row?.reason).toContain(reason);
    if (channel === "event")
      expect((await device.hears(({ topic }) => topic.endsWith("receipt"), "receipt")).body.result).toBe("quarantined");
    expect(await framesOf(liftId)).toMatchObject([{ verdict: "quarantined" }]);
  });
  test("10 MB end the connection of their sender only", async () => {
    const { device, liftId } = await newDevice();
    const other = await newDevice();
    const closed = new Promise<void>((resolve) => device.client.once("close", () => resolve()));
    device.say("state", Buffer.alloc(10 * 1024 * 1024, 0x20)).catch(() => undefined);
    await closed;
    await other.device.say("event", raised("beside"));
    await eventually(() => factsOf(other.liftId).length === 1, "the other's alarm");
    expect(await framesOf(liftId)).toEqual([]);
  });
  test("garbage is kept up to a bound, the rest is counted", async () => {
    const { device, liftId } = await newDevice();
    await Promise.all(Array.from({ length: 300 }, () => device.say("state", "{")));
    expect(await framesOf(liftId)).toHaveLength(300);
    const kept = await rowsOf(
      "select count(*)::int as n from devices.quarantine q join devices.credential c on c.id = q.device_id where c.lift_id = $1",
      [liftId],
    );
    expect(kept[0].n).toBeLessThanOrEqual(400);
    expect(await house.platform.metrics.print()).toContain(
      'sp_device_frames_total{channel="state",verdict="quarantined"}',
    );
  });
});

describe("logins", () => {
  test("wrong names and secrets stay out; a new secret ends the old one and its connection at once", async () => {
    const { code, login, device } = await newDevice();
    await expect(dock(house, { ...login, password: "wrong" }, code)).rejects.toThrow();
    await expect(dock(house, { username: "nobody", password: "x" }, code)).rejects.toThrow();
    const closed = new Promise<void>((resolve) => device.client.once("close", () => resolve()));
    const fresh = await house.enrol(code);
    expect(fresh.username).toBe(login.username);
    const again = await dock(house, fresh, code);
    await closed;
    await expect(dock(house, login, code)).rejects.toThrow();
    await again.say("state", state());
  });
  test("a last will is the device's own message, on its own topics only", async () => {
    const mine = await newDevice();
    const other = await newDevice();
    const will = (id: string, code: string) => ({
      topic: `sp/v1/${code}/event`,
      payload: Buffer.from(JSON.stringify(raised(id))),
      qos: 1 as const,
      retain: false,
    });
    for (const [id, code] of [
      ["own", mine.code],
      ["foreign", other.code],
    ] as const)
      (await dock(house, mine.login, mine.code, { will: will(id, code) })).client.stream.destroy();
    await eventually(() => factsOf(mine.liftId).length === 1, "the will");
    expect(factsOf(mine.liftId)[0]?.body).toMatchObject({ eventId: "own" });
    await eventually(async () => (await framesOf(mine.liftId)).length === 2, "both");
    expect((await framesOf(mine.liftId)).map(({ verdict }) => verdict).toSorted()).toEqual(["refused", "stored"]);
    expect(factsOf(other.liftId)).toEqual([]);
  });
  test("one login keeps its newest eight connections, and they work", async () => {
    const { code, login, device } = await newDevice();
    const closed = new Promise<void>((resolve) => device.client.once("close", () => resolve()));
    const more = await Promise.all(Array.from({ length: 8 }, () => dock(house, login, code)));
    await closed;
    await sleep(100);
    expect(more.map(({ client }) => client.connected)).toEqual(Array(8).fill(true));
    await more[0]?.say("event", raised("of-many"));
    await more[7]?.hears(({ body }) => body.id === "of-many", "receipt");
  });
  test("a code that names no lift is refused in words", async () => {
    const result = await house.route("POST", "/api/v1/devices/enrol")({ body: { registerCode: "nothing" } });
    expect(result).toMatchObject({ ok: false, refusal: { code: "DEVICES_NO_SUCH_LIFT" } });
  });
  test("the list shows connection and counts", async () => {
    const { code, device } = await newDevice();
    await device.say("state", state());
    const list = value<{ devices: unknown[] }>(
      await house.route("GET", "/api/v1/devices")({ query: { q: code, limit: 50 } }),
    );
    expect(list.devices).toMatchObject([{ registerCode: code, connected: true, framesToday: 1, refusedToday: 0 }]);
  });
  test("whoever looks after other regions or lifts sees neither device nor frames nor quarantine", async () => {
    const { liftId, device } = await newDevice();
    await device.say("state", "{");
    const [{ id }] = await rowsOf("select id from devices.credential where lift_id = $1", [liftId]);
    const elsewhere = { role: "officer", scope: { kind: "region", code: "330100" } };
    const principal = { kind: "person", accountId: "a", personId: "p", name: "n", grants: [elsewhere] };
    const ask = (url: string, asked: object = {}) => house.route("GET", url)({ principal, ...asked });
    expect(await ask("/api/v1/devices", { query: { limit: 50 } })).toMatchObject({ value: { devices: [], total: 0 } });
    expect(await ask("/api/v1/devices/:id/frames", { params: { id } })).toMatchObject({
      refusal: { code: "DEVICES_NO_SUCH_DEVICE" },
    });
    expect(await ask("/api/v1/quarantine", { query: { show: "open" } })).toMatchObject({
      value: { rows: [], total: 0 },
    });
    expect(await ask("/api/v1/lifts/:liftId/twin", { params: { liftId } })).toMatchObject({ value: { twin: null } });
  });
});

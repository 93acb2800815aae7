import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import {
  asOwner,
  type DevicesHouse,
  dock,
  eventually,
  registerLift,
  startDevicesHouse,
} from "../../../tests/support/devices-house.ts";
import { type Clock, type ManualClock, manualClock, minutes, seconds } from "../../kernel/clock.ts";
import type { LiftId } from "../../kernel/ids.ts";
import type { EntrapmentDecision, FaultRow, FrameRow } from "./contract.ts";
import { readContactSettings } from "./detection/contact-settings.ts";
import { readSettings } from "./detection/settings.ts";
import { defaultSettings } from "./model/detection-settings.ts";
import { defaultContactSettings } from "./model/fleet-settings.ts";

let database: TestDatabase;
let houses: DevicesHouse[] = [];
let nextCode = 0;

beforeAll(async () => {
  database = await makeTestDatabase(["platform", "identity", "lifts", "devices"]);
});
afterEach(async () => {
  for (const house of houses) await house.stop();
  houses = [];
});

async function begin(clock: Clock): Promise<DevicesHouse> {
  const house = await startDevicesHouse(database, clock);
  houses.push(house);
  return house;
}
async function end(house: DevicesHouse): Promise<void> {
  await house.stop();
  houses = houses.filter((each) => each !== house);
}
async function newLift(house: DevicesHouse, ratedSpeed?: number) {
  nextCode += 1;
  const code = `3110330109${String(nextCode).padStart(10, "0")}`;
  const liftId = await registerLift(database, code);
  if (ratedSpeed !== undefined)
    await rowsOf("update lifts.lift set parameters = jsonb_build_object('ratedSpeed', $2::numeric) where id = $1", [
      liftId,
      ratedSpeed,
    ]);
  const login = await house.enrol(code);
  const [device] = await rowsOf("select id from devices.credential where lift_id = $1", [liftId]);
  return { code, liftId, login, deviceId: device.id as string };
}
const rowsOf = (sql: string, values: unknown[] = []) =>
  asOwner(database, async (client) => (await client.query(sql, values)).rows);
const value = <T>(result: unknown): T => (result as { value: T }).value;
const faultsOf = async (house: DevicesHouse, id: string): Promise<FaultRow[]> =>
  value<{ faults: FaultRow[] }>(await house.route("GET", "/api/v1/devices/:id/faults")({ params: { id } })).faults;
const told = (house: DevicesHouse, liftId: LiftId, fact: string) =>
  house.heard.filter((each) => each.fact === `devices.${fact}` && each.body.liftId === liftId);

const between = { carStatus: 0, doorZone: false };
const running = { carStatus: 1, carDirection: 1, doorZone: false };

/** Says a state every ten seconds of the clock moved by hand. */
async function stays(
  clock: ManualClock,
  device: { say: (channel: string, body: unknown) => Promise<unknown> },
  { times, ...car }: { readonly times: number; readonly [field: string]: unknown },
): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const usual = { serviceMode: 1, carDirection: 0, carPosition: "3", doorStatus: 2, passengerPresent: false };
    await device.say("state", { at: clock.now(), ...usual, ...car });
    clock.forward(seconds(10));
  }
}

test("the settings in force are those that the migration wrote, and they are the defaults; each has source and certainty", async () => {
  const house = await begin(manualClock(Date.now()));
  const contact = Object.keys(defaultContactSettings);
  const rows = await rowsOf("select name from devices.setting where value is not null and name <> all($1)", [contact]);
  expect(rows.length).toBe(13 * 2 + 13);
  const settings = await readSettings(house.platform.database.db, Date.now());
  expect(settings).toMatchObject(defaultSettings);
  expect(await rowsOf("select name from devices.setting where name = any($1)", [contact])).toHaveLength(contact.length);
  expect(await readContactSettings(house.platform.database.db, Date.now())).toEqual(defaultContactSettings);
  await rowsOf(
    `insert into devices.setting (name, valid_from, value, unit, certainty, source)
     values ('overspeed.confirmSeconds', '2026-02-01', 7, 's', 'own', 'test')`,
  );
  const changed = await readSettings(house.platform.database.db, Date.now());
  expect(changed.faults.confirmSeconds.overspeed).toBe(7);
  await rowsOf("delete from devices.setting where source = 'test'");
});

describe("a fault", () => {
  test("that is found is stored with its evidence, told once, shown and listed; its end too", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const { code, liftId, login, deviceId } = await newLift(house);
    const device = await dock(house, login, code);
    await stays(clock, device, { times: 3, ...between });
    expect(await faultsOf(house, deviceId)).toEqual([]);
    await stays(clock, device, { times: 6, ...between });
    const [fault, ...others] = await faultsOf(house, deviceId);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({
      kind: "stop-outside-door-zone",
      rule: "inference",
      clearedAt: null,
      atWork: false,
      evidence: { car: { doorZone: false, moving: false }, event: null },
    });
    expect((fault?.confirmedAt ?? 0) - (fault?.since ?? 0)).toBe(seconds(30));
    expect(house.door.twinOf(liftId)?.faults).toEqual(["stop-outside-door-zone"]);
    await stays(clock, device, { times: 3, ...running });
    expect(await faultsOf(house, deviceId)).toMatchObject([{ id: fault?.id, clearedBy: "inference" }]);
    expect(house.door.twinOf(liftId)?.faults).toEqual([]);
    await eventually(() => told(house, liftId, "fault-cleared").length === 1, "the end told");
    expect(told(house, liftId, "fault-confirmed")).toHaveLength(1);
    expect(told(house, liftId, "fault-confirmed")[0]?.body).toMatchObject({ faultId: fault?.id, rule: "inference" });
  });

  test("has a black box: the frames from a minute before it was confirmed to a minute after", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const { code, login, deviceId } = await newLift(house);
    const device = await dock(house, login, code);
    await stays(clock, device, { times: 10, carStatus: 0, doorZone: true });
    await stays(clock, device, { times: 20, ...between });
    const [fault] = await faultsOf(house, deviceId);
    const ask = house.route("GET", "/api/v1/devices/:id/faults/:faultId/frames");
    const answer = await ask({ params: { id: deviceId, faultId: fault?.id } });
    const times = value<{ frames: FrameRow[] }>(answer).frames.map(({ receivedAt }) => receivedAt);
    const at = fault?.confirmedAt ?? 0;
    expect(times).toEqual(Array.from({ length: 13 }, (_, n) => at + seconds(60 - 10 * n)));
    const other = await newLift(house);
    expect(await ask({ params: { id: other.deviceId, faultId: fault?.id } })).toMatchObject({
      refusal: { code: "DEVICES_NO_SUCH_FAULT" },
    });
  });

  test("keeps its black box when the raw frames have gone; so does an entrapment, once for a button that goes on ringing", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const { code, liftId, login, deviceId } = await newLift(house);
    const device = await dock(house, login, code);
    await stays(clock, device, { times: 10, ...between });
    const press = (id: string) => device.say("event", { id, at: clock.now(), code: "alarm-button", phase: "raised" });
    await press("p1");
    await stays(clock, device, { times: 9, ...between });
    await press("p2");
    const [fault] = await faultsOf(house, deviceId);
    const ofLift = { params: { liftId } };
    const [decision, ...others] = value<{ decisions: EntrapmentDecision[] }>(
      await house.route("GET", "/api/v1/lifts/:liftId/entrapment-decisions")(ofLift),
    ).decisions;
    expect(others).toEqual([]);
    expect(decision).toMatchObject({ cause: "alarm-button" });
    const url = "/api/v1/lifts/:liftId/entrapment-decisions/:id/frames";
    const boxes = async () => ({
      fault: value<{ frames: FrameRow[] }>(
        await house.route(
          "GET",
          "/api/v1/devices/:id/faults/:faultId/frames",
        )({
          params: { id: deviceId, faultId: fault?.id },
        }),
      ).frames,
      entrapment: value<{ frames: FrameRow[] }>(await house.route("GET", url)({ params: { liftId, id: decision?.id } }))
        .frames,
    });
    const before = await boxes();
    expect(before.fault.length).toBeGreaterThan(5);
    expect(before.entrapment.map(({ text }) => text).join()).toContain('"p1"');
    clock.forward(minutes(62));
    const copied = "select count(*)::int as n from devices.black_box where lift_id = $1 and due_at is null";
    await eventually(async () => (await rowsOf(copied, [liftId]))[0].n === 2, "copied");
    await rowsOf("delete from devices.frame_chunk");
    expect(await boxes()).toEqual(before);
    const other = await newLift(house);
    expect(await house.route("GET", url)({ params: { liftId: other.liftId, id: decision?.id } })).toMatchObject({
      refusal: { code: "DEVICES_NO_SUCH_DECISION" },
    });
  });

  test("by the device's word is told at once; raised, cleared and raised within one batch are two", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const { code, liftId, login, deviceId } = await newLift(house);
    const device = await dock(house, login, code);
    const event = (id: string, changes: object = {}) =>
      device.say("event", { id, at: clock.now(), code: "step-missing", phase: "raised", ...changes });
    await Promise.all([event("a"), event("b", { phase: "cleared", clears: "a" }), event("c"), event("c"), event("d")]);
    const faults = await faultsOf(house, deviceId);
    expect(faults.map(({ clearedBy }) => clearedBy).toSorted()).toEqual(["device", null]);
    expect(faults.every(({ rule }) => rule === "device-event")).toBe(true);
    await eventually(() => told(house, liftId, "fault-confirmed").length === 2, "both told");
    const counted = await house.platform.metrics.print();
    expect(counted).toMatch(/sp_device_faults_total\{[^}]*kind="step-missing"[^}]*what="confirmed"[^}]*\} 2/);
    expect(counted).toMatch(/sp_device_faults_total\{[^}]*kind="step-missing"[^}]*what="cleared"[^}]*\} 1/);
  });

  test("is known again after a restart: not told a second time, and ended by what ends it", async () => {
    const clock = manualClock(Date.now());
    const first = await begin(clock);
    const { code, liftId, login, deviceId } = await newLift(first);
    const device = await dock(first, login, code);
    await stays(clock, device, { times: 6, ...between });
    expect(await faultsOf(first, deviceId)).toHaveLength(1);
    device.client.end(true);
    await end(first);

    const second = await begin(clock);
    expect(second.door.twinOf(liftId)?.faults).toEqual(["stop-outside-door-zone"]);
    const again = await dock(second, login, code);
    await stays(clock, again, { times: 6, ...between });
    expect(await faultsOf(second, deviceId)).toMatchObject([{ clearedAt: null }]);
    await stays(clock, again, { times: 3, ...running });
    expect(await faultsOf(second, deviceId)).toMatchObject([{ clearedBy: "inference" }]);
  });

  test("that its device has cleared is not opened after a restart by the picture that still stands", async () => {
    const clock = manualClock(Date.now());
    const first = await begin(clock);
    const { code, login, deviceId } = await newLift(first);
    const device = await dock(first, login, code);
    await stays(clock, device, { times: 6, ...between });
    const cleared = { id: "x", at: clock.now(), code: "stop-outside-door-zone", phase: "cleared" };
    await device.say("event", cleared);
    device.client.end(true);
    await end(first);
    const second = await begin(clock);
    const again = await dock(second, login, code);
    await stays(clock, again, { times: 8, ...between });
    expect(await faultsOf(second, deviceId)).toMatchObject([{ clearedBy: "device" }]);
    await stays(clock, again, { times: 1, ...running });
    await stays(clock, again, { times: 5, ...between });
    expect(await faultsOf(second, deviceId)).toMatchObject([{ clearedAt: null }, { clearedBy: "device" }]);
  });
});

test("overspeed is held against the lift's own rated speed", async () => {
  const clock = manualClock(Date.now());
  const house = await begin(clock);
  const slow = await newLift(house, 1);
  const fast = await newLift(house, 2.5);
  for (const { code, login } of [slow, fast])
    await stays(clock, await dock(house, login, code), { times: 3, ...running, speed: 1.3 });
  expect(await faultsOf(house, slow.deviceId)).toMatchObject([{ kind: "overspeed", clearedAt: null }]);
  expect(await faultsOf(house, fast.deviceId)).toEqual([]);
});

test("a press that looks like abuse is told to rescue all the same, with its doubt, which stands with the event too", async () => {
  const clock = manualClock(Date.now());
  const house = await begin(clock);
  const { code, liftId, login } = await newLift(house);
  const device = await dock(house, login, code);
  await stays(clock, device, { times: 1, carStatus: 0, doorZone: true, doorStatus: 4 });
  await device.say("event", { id: "p", at: clock.now(), code: "alarm-button", phase: "raised" });
  await eventually(() => told(house, liftId, "entrapment-confirmed").length === 1, "the fact");
  const doubt = expect.stringContaining("可能是误按");
  expect(told(house, liftId, "entrapment-confirmed")[0]?.body).toMatchObject({ cause: "alarm-button", doubt });
  expect(await rowsOf("select doubt from devices.event where lift_id = $1", [liftId])).toEqual([{ doubt }]);
});

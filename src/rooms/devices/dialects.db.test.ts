import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import {
  type DevicesHouse,
  deviceGivens,
  eventually,
  startDevicesHouse,
} from "../../../tests/support/devices-house.ts";
import type { LiftId } from "../../kernel/ids.ts";

let database: TestDatabase;
let house: DevicesHouse;

beforeAll(async () => {
  database = await makeTestDatabase(["platform", "identity", "lifts", "devices"]);
  house = await startDevicesHouse(database);
});
afterAll(() => house.stop());

const { newDevice, rowsOf, framesOf, factsOf } = deviceGivens(() => ({ database, house }), "3110330107");
const eventsOf = (liftId: LiftId) =>
  rowsOf(
    "select code, source_code, phase, doubt, never_cleared, body from devices.event where lift_id = $1 order by received_at, event_id",
    [liftId],
  );
const deviceIdOf = async (liftId: LiftId): Promise<string> =>
  (await rowsOf("select id from devices.credential where lift_id = $1", [liftId]))[0].id;
type Listed = { total: number; rows: Record<string, unknown>[]; reasons: { reason: string; frames: number }[] };
const value = <T>(result: unknown): T => (result as { value: T }).value;
const quarantine = async (device: string, show = "open") =>
  value<Listed>(await house.route("GET", "/api/v1/quarantine")({ query: { show, device } }));
const replay = async (body: object) => value(await house.route("POST", "/api/v1/quarantine/replay")({ body }));
const beijing = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
const sample = (dialect: string, what: string) =>
  (
    JSON.parse(readFileSync(join(import.meta.dirname, "vendors", "frames", `${dialect}.json`), "utf8")) as {
      what: string;
      frame?: object;
      hex?: string;
    }[]
  ).find((each) => each.what === what);

describe("a device with a dialect of its own", () => {
  test.each([
    ["four-digit", () => ({ code: "0101", at: Date.now() }), "four-digit:0101"],
    ["govern", () => ({ code: 7, at: Date.now() }), "govern:7"],
    ["gb24476-2017", () => ({ samplingTime: beijing(Date.now()), Message_Code: 93 }), "gb24476-2017:93"],
    [
      "property-flags",
      () => ({ timeStamp: String(Date.now()), messageId: "m", fault: { data: { F9995: "Y", F9994: "N" } } }),
      "property-flags:F9995",
    ],
  ] as const)(
    "%s: 困人 at sp/raw is stored, acknowledged, and told as an entrapment once",
    async (dialect, frame, source) => {
      const { device, liftId } = await newDevice(dialect);
      const said = frame();
      await device.sayRaw(said);
      await device.sayRaw(said);
      expect(await eventsOf(liftId)).toMatchObject([{ code: "entrapment", source_code: source, never_cleared: true }]);
      expect(await framesOf(liftId)).toMatchObject([{ verdict: "stored", channel: "event" }, { verdict: "repeated" }]);
      await eventually(() => factsOf(liftId).length === 1, "the fact");
      await sleep(200);
      expect(factsOf(liftId)).toHaveLength(1);
      // Nothing waits for a clear that never comes.
      const [row] = await rowsOf("select state from devices.detector_state where device_id = $1", [
        await deviceIdOf(liftId),
      ]);
      expect(row.state).toMatchObject({ status: "confirmed", standing: [] });
    },
  );
  test("bytes that are no text: 冲顶困人 gives both words, and the body is kept as hexadecimal", async () => {
    const { device, liftId, code } = await newDevice("dtu-hex");
    const frame = Buffer.from(sample("dtu-hex", "冲顶困人 says two things")?.hex ?? "", "hex");
    frame.write(code, 4, "latin1");
    const now = new Date(Date.now() + 8 * 3_600_000);
    frame.set(
      [
        now.getUTCFullYear() - 2000,
        now.getUTCMonth() + 1,
        now.getUTCDate(),
        now.getUTCHours(),
        now.getUTCMinutes(),
        now.getUTCSeconds(),
      ],
      40,
    );
    await device.sayRaw(frame);
    expect((await eventsOf(liftId)).map((each) => each.code).sort()).toEqual(["entrapment", "over-travel-top"]);
    expect((await eventsOf(liftId))[0].body).toBe(frame.toString("hex"));
    await eventually(() => factsOf(liftId).length === 1, "the fact");
  });
  test("a state with a fault moves the twin and stores the event; the twin is back after a restart", async () => {
    const { device, liftId, code } = await newDevice("gb24476-2017");
    const frame = sample("gb24476-2017", "a state with a message code")?.frame;
    await device.sayRaw({ ...frame, registerNumber: code, samplingTime: beijing(Date.now()) });
    expect(house.door.twinOf(liftId)).toMatchObject({ carPosition: "7", doorZone: false });
    expect(await eventsOf(liftId)).toMatchObject([{ code: "stop-outside-door-zone" }]);
    device.client.end(true);
    const again = await startDevicesHouse(database);
    try {
      expect(again.door.twinOf(liftId)).toMatchObject({ carPosition: "7", doorZone: false });
    } finally {
      await again.stop();
    }
  });
  test("a frame that names another lift is quarantined; one that names no known lift counts and is looked at", async () => {
    const { device, liftId } = await newDevice("shanghai");
    const other = await newDevice();
    const alarm = { alarmChannel: "S04", occurTime: beijing(Date.now()), failureCode: "09", eventDesc: "困人" };
    await device.sayRaw({ ...alarm, alarmId: "x-1", registerNumber: other.code });
    expect(await eventsOf(liftId)).toEqual([]);
    expect(await eventsOf(other.liftId)).toEqual([]);
    await device.sayRaw({ ...alarm, alarmId: "x-2", registerNumber: "31100000000000000000" });
    expect(await eventsOf(liftId)).toMatchObject([{ code: "entrapment" }]);
    expect(await framesOf(liftId)).toMatchObject([
      { verdict: "quarantined", reason: expect.stringContaining("another lift's") },
      { verdict: "quarantined", reason: expect.stringContaining("no lift has") },
    ]);
    await eventually(() => factsOf(liftId).length === 1, "the fact");
    expect(factsOf(other.liftId)).toEqual([]);
  });
  test("an unknown code and bytes that are nothing are kept with their name; what a code leaves open is seen", async () => {
    const { device, liftId } = await newDevice("four-digit");
    await device.sayRaw({ code: "0999", at: Date.now() });
    await device.sayRaw(Buffer.from([0xff, 0x00, 0x12]));
    await device.sayRaw({ code: "0201", at: Date.now() });
    expect(await framesOf(liftId)).toMatchObject([
      { verdict: "quarantined", channel: "raw", reason: 'code: "0999" is not in the list four-digit' },
      { verdict: "quarantined", reason: "body: not UTF-8" },
      { verdict: "stored", reason: "opening or closing: the code does not say which" },
    ]);
    expect(await eventsOf(liftId)).toMatchObject([
      { code: "door-fault", doubt: expect.stringContaining("opening or closing") },
    ]);
    const { rows } = await quarantine(await deviceIdOf(liftId));
    expect(rows).toMatchObject([{ text: "ff 00 12", isHex: true }, { isHex: false }]);
  });
  test("a province's record raises, and settled it is told as cleared, which closes nothing", async () => {
    const { device, liftId, code } = await newDevice("provincial");
    const record = { register_code: code, fault_code: "11", optype: "UPLOAD" };
    await device.sayRaw({ ...record, deal_status: "01", optime: beijing(Date.now()) });
    await eventually(() => factsOf(liftId).length === 1, "the fact");
    await device.sayRaw({ ...record, deal_status: "00", optype: "UPDATE", optime: beijing(Date.now() + 1_000) });
    await eventually(() => factsOf(liftId, "devices.entrapment-cleared").length === 1, "cleared");
  });
  test("still has the interface's own topics; one that speaks the interface has no raw topic", async () => {
    const vendor = await newDevice("rtu");
    await vendor.device.say("event", { id: "a", at: Date.now(), code: "entrapment", phase: "raised" });
    expect(await eventsOf(vendor.liftId)).toMatchObject([{ code: "entrapment", source_code: "entrapment" }]);
    const own = await newDevice();
    await own.device.sayRaw({ code: 7, at: Date.now() });
    expect(await framesOf(own.liftId)).toMatchObject([
      { verdict: "refused", reason: "topic: this device speaks canonical-v1, at sp/v1/<code>/<channel>" },
    ]);
  });
  test("in the interface an event may name the vendor's list; its receipt knows the event's id", async () => {
    const { device, liftId } = await newDevice();
    const event = { id: "f1", at: Date.now(), code: "04", codeList: "dtu-hex", phase: "raised" };
    await device.say("event", event);
    expect((await device.hears(({ body }) => body.id === "f1", "receipt")).body.result).toBe("stored");
    expect((await eventsOf(liftId)).map((each) => each.code).sort()).toEqual(["entrapment", "over-travel-top"]);
    await eventually(() => factsOf(liftId).length === 1, "the fact");
    await device.say("event", { ...event, id: "f2", phase: "cleared", clears: "f1" });
    await eventually(() => factsOf(liftId, "devices.entrapment-cleared").length === 1, "cleared");
    await device.say("event", { ...event, id: "f3", code: "39", codeList: "govern" });
    expect((await device.hears(({ body }) => body.id === "f3", "receipt of a note")).body.result).toBe("stored");
  });
});

describe("replay", () => {
  test("after the dialect was put right: events come in as past ones, alert nobody, and are marked with who and what", async () => {
    const { code, device, liftId } = await newDevice("govern");
    const at = Date.now();
    await device.sayRaw({ code: "0101", at });
    await device.sayRaw({ code: "0101", at });
    await device.sayRaw({ code: "0313", at });
    await device.sayRaw({ code: "0999", at });
    const id = await deviceIdOf(liftId);
    expect(await quarantine(id)).toMatchObject({ total: 4, reasons: [{ frames: 2 }, { frames: 1 }, { frames: 1 }] });
    expect(await replay({ deviceId: id })).toMatchObject({ stored: 0, unread: 4, left: false });
    await house.enrol(code, "four-digit");
    await eventually(async () => {
      const rows = await rowsOf("select dialect from devices.credential where id = $1", [id]);
      return rows[0].dialect === "four-digit";
    }, "the new dialect");
    await sleep(300);
    expect(await replay({ deviceId: id })).toEqual({
      stored: 1,
      repeated: 1,
      late: 1,
      unread: 1,
      trapped: 1,
      left: false,
    });
    expect(await eventsOf(liftId)).toMatchObject([{ code: "entrapment", source_code: "four-digit:0101" }]);
    await sleep(200);
    expect(factsOf(liftId)).toEqual([]);
    expect(await rowsOf("select 1 from devices.detector_state where device_id = $1", [id])).toEqual([]);
    expect(await quarantine(id)).toMatchObject({
      total: 1,
      rows: [{ reason: 'code: "0999" is not in the list four-digit', triedAt: expect.any(Number), replayedAt: null }],
    });
    const { rows } = await quarantine(id, "replayed");
    expect(rows).toHaveLength(3);
    expect(rows.map((row) => row.outcome).sort()).toEqual(["late", "repeated", "stored"]);
    expect(rows.find((row) => row.outcome === "stored")).toMatchObject({ found: ["entrapment"], replayedBy: "test" });
    const [{ received_at: received }] = await rowsOf("select received_at from devices.event where lift_id = $1", [
      liftId,
    ]);
    expect(new Date(received).getTime()).toBeLessThan(at + 5_000);
    const audit = await rowsOf(
      "select detail from identity.audit_row where act = 'devices.quarantine-replayed' and target = $1 order by at",
      [`devices/${id}`],
    );
    expect(JSON.parse(audit.at(-1).detail)).toMatchObject({ stored: 1, unread: 1 });
  });
  test("one frame, or all of one reason over several devices", async () => {
    const one = await newDevice("rtu");
    const two = await newDevice("rtu");
    for (const { device } of [one, two]) {
      await device.sayRaw({ code: "F9999", at: Date.now() });
      await device.sayRaw({ code: "E1", at: Date.now() });
    }
    const { rows } = await quarantine(await deviceIdOf(one.liftId));
    expect(await replay({ id: rows[0]?.id })).toMatchObject({ unread: 1 });
    expect(await replay({ reason: 'code: "F9999" is not in the list rtu' })).toMatchObject({ unread: 2 });
  });
  test("is not for frames of lifts beyond one's reach", async () => {
    const { device, liftId } = await newDevice("rtu");
    await device.sayRaw("{");
    const elsewhere = { role: "administrator", scope: { kind: "region", code: "330100" } };
    const principal = { kind: "person", accountId: "a", personId: "p", name: "n", grants: [elsewhere] };
    const route = house.route("POST", "/api/v1/quarantine/replay");
    expect(value(await route({ principal, body: { deviceId: await deviceIdOf(liftId) } }))).toMatchObject({
      unread: 0,
    });
  });
  test("a thousand and more go in portions, and say when something is left", async () => {
    const { device, liftId } = await newDevice("rtu");
    await device.sayRaw("{");
    const id = await deviceIdOf(liftId);
    await rowsOf(
      `insert into devices.quarantine (id, device_id, received_at, topic, payload, reason)
       select gen_random_uuid(), $1, now() - n * interval '1 second', 'sp/raw/x', convert_to('{"code":9,"at":' || (1795739400000 + n) || '}', 'UTF8'), 'r'
       from generate_series(1, 1100) n`,
      [id],
    );
    expect(await replay({ reason: "r" })).toMatchObject({ stored: 1000, left: true });
    expect(await replay({ reason: "r" })).toMatchObject({ stored: 100, left: false });
  });
});

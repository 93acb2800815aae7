import { createPublicKey, hash, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import {
  type DockingCheck,
  dockingCheck,
  dockingList,
  dockingReport,
} from "../../src/rooms/devices/contract/docking.ts";
import { dockingItems } from "../../src/rooms/devices/contract/docking-items.ts";
import { ledgerPage } from "../../src/rooms/lifts/contract.ts";
import { asOwner } from "../support/devices-house.ts";
import { connectDevice, type Device, eventually, type House, must, startHouse } from "../support/house.ts";
import { sp } from "../support/sp.ts";

/** A maker docks a lift: it is driven, its alarm is tried, it loses the network; a green report comes out, and nobody is alarmed. */
let house: House;
beforeAll(async () => {
  house = await startHouse({ lifts: 20 });
});
afterAll(() => house.stop());

const code = (n: number): string => must(house.lift(n).registerCode, "a lift with a code");
const begin = (n: number, body: object = {}): Promise<DockingCheck> =>
  house.admin.post("/api/v1/docking-checks", { code: code(n), ...body }, dockingCheck);
const look = async ({ id }: { id: string }): Promise<DockingCheck> => {
  await house.forward(seconds(1));
  return house.admin.get(`/api/v1/docking-checks/${id}`, dockingCheck);
};
const act = ({ id }: { id: string }, deed: string, body: object = {}): Promise<DockingCheck> =>
  house.admin.post(`/api/v1/docking-checks/${id}/${deed}`, body, dockingCheck);
const stateOf = (check: DockingCheck, key: string) =>
  must(
    check.items.find((item) => item.key === key),
    key,
  );
const notGreen = (check: DockingCheck): string[] =>
  dockingItems[check.kind]
    .filter(({ key, required }) => required && stateOf(check, key).state !== "ok")
    .map(({ key }) => key);

/** A lift that goes up and down with a state every ten seconds; `seq` goes on by itself. */
function driver(device: Device) {
  let n = 0;
  const state = (at = house.clock.now()) => {
    n += 1;
    const moves = n % 3 === 1;
    return {
      at,
      seq: n,
      serviceMode: 1,
      carStatus: moves ? 1 : 0,
      carDirection: moves ? 1 + (n % 2) : 0,
      doorZone: !moves,
      carPosition: String(1 + (n % 5)),
      doorStatus: moves ? 2 : 4,
      passengerPresent: false,
    };
  };
  return {
    state,
    drive: async (frames: number, everySeconds = 10): Promise<void> => {
      for (let i = 0; i < frames; i += 1) {
        await house.forward(seconds(everySeconds));
        await device.send("state", state());
      }
    },
  };
}
const counters = () => ({ at: house.clock.now(), runCount: 12_040, runHours: 811.5, doorCycles: 24_500 });
const alarm = (id: string, more: object = {}) => ({
  id,
  at: house.clock.now(),
  code: "alarm-button",
  phase: "raised",
  ...more,
});

async function reconnect(device: Device): Promise<Device> {
  const { username, password } = device;
  const registerCode = decodeURIComponent(device.topic("x").split("/")[2] ?? "");
  const again = await connectDevice(house.running.mqtt, { registerCode, username, password });
  closing.push(again);
  return again;
}
const closing: Device[] = [];
afterAll(async () => {
  for (const { client } of closing) await client.endAsync(true);
});

describe("a docking check", () => {
  test("ticks what came in after its beginning, survives a restart, and ends in a signed report in the ledger", async () => {
    const first = await house.device(code(0));
    await driver(first).drive(3);
    await first.send("stats", counters());
    const check = await begin(0);
    expect((await begin(0)).id).toBe(check.id);
    expect((await look(check)).frames).toBe(0);
    expect(notGreen(check)).toHaveLength(dockingItems.lift.filter(({ required }) => required).length);

    const lift = driver(first);
    await lift.drive(12);
    await first.send("stats", counters());
    const driven = await look(check);
    expect(notGreen(driven)).toEqual(["alarm", "voice", "reconnect"]);
    expect(stateOf(driven, "state.carPosition").found).toBe("2 / 3 / 4 / 5 / 1");
    expect(stateOf(driven, "clock").found).toBe("+0.0 s");

    await act(check, "alarm-test");
    await first.send("event", alarm("t1", { test: true }));
    await eventually(() => first.received.some(({ channel }) => channel === "receipt"), "the receipt");
    const tested = await look(check);
    expect(stateOf(tested, "alarm")).toMatchObject({ state: "ok", found: "t1" });
    expect(tested.alarmTestUntil).toBeNull();
    await act(check, "voice", { heard: true, name: "李工" });

    await first.client.endAsync(true);
    const kept: object[] = [];
    for (let i = 0; i < 9; i += 1) {
      await house.forward(seconds(10));
      kept.push(lift.state());
    }
    await house.restart();
    const second = await reconnect(first);
    for (const body of kept) await second.send("state", body);
    await house.forward(seconds(10));
    await second.send("state", lift.state());
    const back = await look(check);
    expect(stateOf(back, "reconnect").state).toBe("ok");
    expect(notGreen(back)).toEqual([]);

    const ended = await act(check, "finish");
    expect(ended).toMatchObject({ state: "passed", endedBy: expect.stringContaining("") });
    await house.settle();
    expect(await house.incidents("all")).toEqual([]);
    await expectSigned(ended);
  });

  test("whose lift keeps nothing, jumps and has a wrong clock is not green, and ends by itself with a report", async () => {
    const device = await house.device(code(1));
    const check = await begin(1, { minutes: 10, promisedSeconds: 10 });
    const lift = driver(device);
    const late = (): Promise<void> => device.send("state", lift.state(house.clock.now() - seconds(30)));
    for (let i = 0; i < 8; i += 1) {
      await house.forward(seconds(i === 7 ? 20 : 10));
      await late();
    }
    lift.state();
    await house.forward(seconds(10));
    await late();
    await device.send("state", { at: "yesterday" });
    await house.forward(seconds(95));
    await late();
    await house.forward(seconds(61));
    const bad = await look(check);
    const states = Object.fromEntries(bad.items.map(({ key, state, found }) => [key, [state, found]]));
    expect(states).toMatchObject({
      readable: ["bad", expect.stringContaining("at")],
      rhythm: ["bad", "≤ 20.0 s (6)"],
      clock: ["bad", "−30.0 s"],
      order: ["bad", "seq 8 → 10"],
      reconnect: ["bad", expect.stringContaining("95.0 s, +0")],
    });
    await house.forward(minutes(10));
    const ended = await look(check);
    expect(ended).toMatchObject({ state: "failed", endedBy: null });
    await expectSigned(ended);
    expect((await begin(1)).id).not.toBe(check.id);
  });

  test("that is abandoned has no report, and nothing can be done in it any more", async () => {
    await house.device(code(2));
    const check = await begin(2);
    expect((await act(check, "abandon")).state).toBe("abandoned");
    await expect(act(check, "voice", { heard: true, name: "甲" })).rejects.toThrow(/DEVICES_CHECK_ENDED/);
    await expect(house.admin.get(`/api/v1/docking-checks/${check.id}/report`, dockingReport)).rejects.toThrow(
      /DEVICES_NO_REPORT/,
    );
    await expect(begin(9)).rejects.toThrow(/DEVICES_NOT_ENROLLED/);
  });
});

describe("an alarm", () => {
  test("without the mark opens an incident also while a test is waited for; with it, as soon as none is", async () => {
    const device = await house.device(code(3));
    const before = await house.incidents("all");
    // A job that met another one comes again by the clock.
    const opens = (count: number) =>
      eventually(async () => {
        await house.forward(100);
        return (await house.incidents("all")).length - before.length === count;
      }, `incident ${count}`);
    await device.send("event", alarm("a1", { test: true }));
    await opens(1);
    const other = await house.device(code(4));
    const check = await begin(4);
    await act(check, "alarm-test");
    await other.send("event", alarm("a2"));
    await opens(2);
    const third = await house.device(code(5));
    const tested = await begin(5);
    await act(tested, "alarm-test");
    await house.forward(minutes(5));
    await third.send("event", alarm("a3", { test: true }));
    await opens(3);
    const { rows } = await asOwner(house.database, (client) =>
      client.query("select event_id, code, doubt from devices.event where event_id = 'a3'"),
    );
    expect(rows).toMatchObject([{ code: "alarm-button", doubt: expect.stringContaining("taken as a real one") }]);
    await act(tested, "abandon");
  });
});

test("sp devices conform watches, asks for the alarm, saves the signed report and exits 0; and 1 where a lift is not green", async () => {
  const device = await house.device(code(6));
  const env = { SP_DATA_DIR: house.database.dataDir };
  const file = join(house.database.dataDir, "report.json");
  const conform = (...more: string[]) => sp(["devices", "conform", "--lift", code(6), ...more], env);
  expect((await conform()).code).toBe(1);
  const watched = conform("--watch", "--voice", "张工", "--save", file);
  const check = await eventually(async () => {
    const { checks } = await house.admin.get(`/api/v1/docking-checks?liftId=${house.lift(6).id}`, dockingList);
    return checks.find(({ alarmTestUntil }) => alarmTestUntil !== null);
  }, "the alarm test");
  await house.forward(seconds(1));
  await device.send("event", alarm("c1", { test: true }));
  const lift = driver(device);
  await lift.drive(12);
  await device.send("stats", counters());
  await look(check);
  expect((await conform()).out).toContain("✓ 报警试验");
  const kept: object[] = [];
  for (let i = 0; i < 5; i += 1) {
    await house.forward(seconds(10));
    kept.push(lift.state());
  }
  for (const body of kept) await device.send("state", body);
  await look(check);
  const end = await watched;
  expect(end.err).toMatch(/✓ 断线重连/);
  expect(end.out).toContain("合格 passed");
  expect(end.code).toBe(0);
  const saved = dockingReport.parse(JSON.parse(readFileSync(file, "utf8")));
  expect(JSON.parse(saved.text.split("\n")[1] ?? "")).toMatchObject({ id: check.id, passed: true });
  expect((await conform()).code).toBe(0);
});

test("results and reports are never changed; checks are listed by lift", async () => {
  for (const table of ["docking_result", "docking_report"])
    await expect(asOwner(house.database, (client) => client.query(`delete from devices.${table}`))).rejects.toThrow(
      /never changed/,
    );
  const { checks, total } = await house.admin.get(`/api/v1/docking-checks?liftId=${house.lift(1).id}`, dockingList);
  expect(total).toBe(2);
  expect(checks.map(({ state }) => state)).toEqual(["open", "failed"]);
});

async function expectSigned(check: DockingCheck): Promise<void> {
  const report = await house.admin.get(`/api/v1/docking-checks/${check.id}/report`, dockingReport);
  const pem = await (await fetch(`${house.running.http}/api/v1/ledger/public-key`)).text();
  expect(verify(null, Buffer.from(report.text), createPublicKey(pem), Buffer.from(report.signature, "base64"))).toBe(
    true,
  );
  expect(hash("sha256", report.text, "hex")).toBe(report.hash);
  expect(check.reportHash).toBe(report.hash);
  const { entries } = await house.admin.get(`/api/v1/lifts/${check.liftId}/ledger`, ledgerPage);
  expect(entries.find(({ kind }) => kind === "docking-checked")).toMatchObject({
    room: "devices",
    body: { checkId: check.id, passed: check.state === "passed", report: report.hash },
  });
}

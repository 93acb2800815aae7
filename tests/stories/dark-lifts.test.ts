import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { reaction } from "../../src/platform/work/facts.ts";
import { alarmTestList, darkList } from "../../src/rooms/devices/contract/docking.ts";
import { liftDark, liftDarkEnded } from "../../src/rooms/devices/index.ts";
import { ledgerPage } from "../../src/rooms/lifts/contract.ts";
import { type Device, eventually, type House, must, startHouse } from "../support/house.ts";

const day = minutes(24 * 60);
/** Noon in China, so that nights are counted plainly. */
const start = Date.UTC(2026, 10, 20, 4);
let house: House;
const told: { fact: string; liftId: string }[] = [];

/** An ear of a higher room, as supervision will have one. */
function hear(): void {
  const { platform } = house.running;
  for (const fact of [liftDark, liftDarkEnded]) {
    const ear = reaction<{ liftId: string }>(fact as never, `test/when-${fact.name}`, async ({ liftId }, job) => {
      await platform.database.transaction((tx) => job.finish(tx));
      told.push({ fact: fact.name, liftId });
    });
    platform.facts.subscribe(ear);
    platform.work.handle({ name: ear.name, run: (job) => ear.run(job.payload as never, job) });
  }
}

beforeAll(async () => {
  house = await startHouse({ lifts: 20, start });
  hear();
});
afterAll(() => house.stop());

const code = (n: number): string => must(house.lift(n).registerCode, "a lift with a code");
const dark = (query = "") => house.admin.get(`/api/v1/dark-lifts${query}`, darkList);
const state = (device: Device): Promise<void> =>
  device.send("state", {
    at: house.clock.now(),
    serviceMode: 1,
    carStatus: 0,
    carDirection: 0,
    doorZone: true,
    carPosition: "1",
    doorStatus: 2,
  });
/** A day goes by with its night; the work of the night is done. */
async function night(): Promise<void> {
  await house.forward(day);
  await house.forward(seconds(2));
}

test("a device that is silent for a week is listed, told once and written in the ledger, until it speaks again", async () => {
  const [silent, lively] = [await house.device(code(0)), await house.device(code(1))];
  await house.device(code(2)); // never says anything
  await state(silent);
  for (let n = 0; n < 6; n += 1) {
    await state(lively);
    await night();
  }
  expect((await dark()).rows).toEqual([]);
  for (let n = 0; n < 3; n += 1) {
    await state(lively);
    await night();
  }
  const list = await dark();
  expect(list.rows.map(({ registerCode, neverHeard }) => [registerCode, neverHeard]).sort()).toEqual(
    [
      [code(0), false],
      [code(2), true],
    ].sort(),
  );
  expect(list.rows.find(({ registerCode }) => registerCode === code(0))?.since).toBe(start);
  expect(list.setting).toMatchObject({ seconds: 7 * 86_400, source: expect.stringContaining("own choice") });
  const ofDark = () => told.filter(({ liftId }) => liftId === house.lift(0).id).map(({ fact }) => fact);
  expect(ofDark()).toEqual(["devices.lift-dark"]);

  await house.restart();
  hear();
  const again = await house.device(code(0));
  await night();
  expect((await dark()).total).toBe(2);
  expect(ofDark()).toEqual(["devices.lift-dark"]);

  await state(again);
  await house.forward(minutes(2));
  await eventually(async () => (await dark()).total === 1, "the end of the darkness");
  expect(ofDark()).toEqual(["devices.lift-dark", "devices.lift-dark-ended"]);
  const { rows } = await dark("?show=ended");
  expect(rows).toMatchObject([{ registerCode: code(0), endedAt: expect.any(Number) }]);
  const { entries } = await house.admin.get(`/api/v1/lifts/${house.lift(0).id}/ledger`, ledgerPage);
  expect(entries.map(({ kind }) => kind).filter((kind) => kind.startsWith("device-"))).toEqual(
    expect.arrayContaining(["device-dark", "device-heard-again"]),
  );

  await state(again);
  for (let n = 0; n < 9; n += 1) await night();
  expect(ofDark()).toEqual(["devices.lift-dark", "devices.lift-dark-ended", "devices.lift-dark"]);
});

test("the list is filtered, and comes as CSV", async () => {
  expect((await dark(`?q=${code(2)}`)).rows).toHaveLength(1);
  expect((await dark("?days=400")).rows).toEqual([]);
  expect((await dark("?region=110000")).rows).toEqual([]);
  const cookieless = await fetch(`${house.running.http}/api/v1/dark-lifts/csv`);
  expect(cookieless.status).toBe(401);
});

test("an alarm line proves itself by its self-test, and is overdue three days later; no proof is another thing", async () => {
  const device = await house.device(code(3));
  const list = (show: string) => house.admin.get(`/api/v1/alarm-line-tests?show=${show}&q=${code(3)}`, alarmTestList);
  expect((await list("never")).rows).toMatchObject([{ provedAt: null }]);
  const at = house.clock.now();
  await device.send("event", { id: "self-1", at, code: "alarm-test", phase: "raised" });
  expect((await list("never")).rows).toEqual([]);
  expect((await list("overdue")).rows).toEqual([]);
  expect((await list("all")).rows).toMatchObject([{ provedAt: at, dueAt: at + 3 * day }]);
  await house.forward(3 * day + 1);
  const overdue = await list("overdue");
  expect(overdue).toMatchObject({ total: 1, rows: [{ registerCode: code(3) }] });
  expect(overdue.setting.source).toContain("EN 81-28");
  await device.send("event", { id: "self-2", at: house.clock.now(), code: "alarm-test", phase: "raised" });
  expect((await list("overdue")).rows).toEqual([]);
  await house.settle();
  expect(await house.incidents("all")).toEqual([]);
});

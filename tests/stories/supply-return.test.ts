import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import type { LiftSummary } from "../../src/rooms/lifts/contract.ts";
import { manyDone, type Storm, type StormGroup, stormDone, stormList } from "../../src/rooms/rescue/contract/storms.ts";
import { openReply } from "../../src/rooms/rescue/contract.ts";
import { type Device, type House, keyFor, must, startHouse } from "../support/house.ts";

/** A blackout, and supply that returns: devices say so, everybody of the group is asked again, once. */
let house: House;
let dark: readonly LiftSummary[];
let elsewhere: readonly LiftSummary[];
const devices = new Map<string, Device>();
let next = 0;

beforeAll(async () => {
  house = await startHouse({ lifts: 90 });
  const usable = house.lifts.filter(
    ({ position, kind, regionCode }) => position !== null && kind === "3110" && regionCode !== null,
  );
  const counties = Map.groupBy(usable, ({ regionCode }) => regionCode.slice(0, 6));
  const [region, lifts] = must([...counties].sort((a, b) => b[1].length - a[1].length)[0], "county");
  const { db } = house.running.platform.database;
  const { rows } = await sql<{ id: string }>`
    with supplied as (
      select building_id from lifts.v_lift where id in (${sql.join(lifts.slice(0, 6).map(({ id }) => id))}))
    select id from lifts.v_lift where building_id in (select building_id from supplied) and id in (${sql.join(lifts.map(({ id }) => id))})`.execute(
    db,
  );
  dark = lifts.filter(({ id }) => rows.some((row) => row.id === id));
  elsewhere = lifts.filter((lift) => !dark.includes(lift)).slice(0, 4);
  await sql`update lifts.building set power_supply_point = '城北变电站' where id in (
    select building_id from lifts.v_lift where id in (${sql.join(dark.map(({ id }) => id))}))`.execute(db);
  for (const lift of dark) devices.set(lift.id, await house.device(must(lift.registerCode, "code")));
  for (const lift of [...dark, ...elsewhere]) await call(lift);
  await house.admin.post("/api/v1/storms", { key: key(), regionCode: region, reason: "城北变电站跳闸" }, stormDone);
  await house.settle();
  await house.forward(seconds(3));
});
afterAll(() => house.stop());

const key = () => {
  next += 1;
  return keyFor("supply", next);
};
const call = (lift: LiftSummary) => {
  const people = { callerPhone: "000-0000", persons: 1, injured: null, vulnerable: false, note: null };
  const body = { key: key(), liftId: lift.id, rescueCode: null, place: null, ...people };
  return house.admin.post("/api/v1/incidents", body, openReply);
};
const deviceOf = (lift: LiftSummary): Device => must(devices.get(lift.id), "device");
const state = (powerLost: boolean, at = house.clock.now()) => ({
  at,
  serviceMode: powerLost ? 0 : 1,
  carStatus: 0,
  carDirection: 0,
  doorZone: true,
  carPosition: "3",
  doorStatus: 2,
  powerLost,
});
const say = async (lifts: readonly LiftSummary[], powerLost: boolean): Promise<void> => {
  for (const lift of lifts) await deviceOf(lift).send("state", state(powerLost));
  await house.settle();
};
const storm = async (): Promise<Storm> => must((await house.admin.get("/api/v1/storms", stormList)).storms[0], "storm");
const groupOf = async (lifts: readonly LiftSummary[]): Promise<StormGroup> => {
  const open = await house.incidents();
  const ids = open.filter(({ liftId }) => lifts.some(({ id }) => id === liftId)).map(({ id }) => id);
  return must(
    (await storm()).groups.find(({ incidents }) => incidents.some(({ id }) => ids.includes(id))),
    "group",
  );
};
/** How often each of a group has been asked, and why it was the last time. */
async function asksOf(lifts: readonly LiftSummary[]): Promise<{ rounds: number[]; because: unknown[] }> {
  const open = (await house.incidents()).filter(({ liftId }) => lifts.some(({ id }) => id === liftId));
  const asked = await Promise.all(
    open.map(async ({ id }) => (await house.file(id)).timeline.filter(({ type }) => type === "StillInsideAsked")),
  );
  return {
    rounds: [...new Set(asked.map((each) => each.length))],
    because: [...new Set(asked.map((each) => each.at(-1)?.data.because))],
  };
}

test("a group whose lifts say that they have no power is shown so, one that says nothing is not", async () => {
  await say(dark.slice(1), true);
  await deviceOf(must(dark[0], "lift")).send("event", {
    id: "dark-0",
    at: house.clock.now(),
    code: "power-lost",
    phase: "raised",
  });
  await house.settle();
  expect(await groupOf(dark)).toMatchObject({
    supplyPoint: "城北变电站",
    supply: { state: "lost", back: 0, of: dark.length, at: null, lostAgain: false },
  });
  expect((await groupOf(elsewhere)).supply).toBeNull();
  expect((await asksOf(dark)).rounds).toEqual([1]);
});

test("half of them say for a minute that it is back: everybody of the group is asked again once, and it is said how it is known", async () => {
  await house.forward(minutes(3));
  const half = Math.ceil(dark.length / 2);
  await say(dark.slice(1, half), false);
  const first = must(dark[0], "lift");
  await deviceOf(first).send("event", {
    id: "back-0",
    at: house.clock.now(),
    code: "power-lost",
    phase: "cleared",
    clears: "dark-0",
  });
  await house.settle();
  expect((await groupOf(dark)).supply).toMatchObject({ state: "lost", back: half, of: dark.length });
  await house.forward(seconds(50));
  expect((await asksOf(dark)).rounds).toEqual([1]);
  await house.forward(seconds(15));
  const at = house.clock.now();
  expect((await groupOf(dark)).supply).toEqual({
    state: "back",
    back: half,
    of: dark.length,
    at,
    how: "devices",
    by: null,
    asked: dark.length,
    lostAgain: false,
  });
  expect(await asksOf(dark)).toEqual({ rounds: [2], because: ["supply-back"] });
  expect((await asksOf(elsewhere)).rounds).toEqual([1]);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from platform.notice
    where purpose = 'still-inside' and body like '%供电可能已恢复%' and channel = 'sms'`.execute(
    house.running.platform.database.db,
  );
  expect(rows[0]?.n).toBeGreaterThanOrEqual(dark.length);
});

test("not once a frame: the others come back, frames are repeated or come late, the platform is started anew, and nobody is asked again", async () => {
  await say(dark, false);
  const old = house.clock.now() - minutes(4);
  for (const lift of dark) await deviceOf(lift).send("state", state(true, old));
  const raisedBefore = { id: "late-0", at: old, code: "power-lost", phase: "raised" };
  await deviceOf(must(dark[0], "lift")).send("event", raisedBefore);
  await house.settle();
  await house.restart();
  for (let n = 0; n < 3; n += 1) await house.forward(seconds(61));
  expect((await groupOf(dark)).supply).toMatchObject({ state: "back", asked: dark.length });
  expect((await asksOf(dark)).rounds).toEqual([2]);
});

test("supply that flaps asks nobody; lost for good it is shown so, and back again it asks once more after the pause", async () => {
  await say(dark, true);
  await house.forward(seconds(20));
  await say(dark, false);
  await house.forward(seconds(61));
  expect((await groupOf(dark)).supply).toMatchObject({ state: "back", lostAgain: false });
  await say(dark, true);
  await house.forward(seconds(61));
  expect((await groupOf(dark)).supply).toMatchObject({ state: "lost", back: 0, of: dark.length, lostAgain: true });
  await say(dark, false);
  await house.forward(seconds(61));
  expect((await asksOf(dark)).rounds).toEqual([2]);
  // Minute by minute: a storm that nobody plans for three loses its incidents.
  for (let n = 0; n < 10; n += 1) await house.forward(minutes(1));
  expect((await groupOf(dark)).supply).toMatchObject({ state: "back", back: dark.length, how: "devices" });
  expect((await asksOf(dark)).rounds).toEqual([3]);
});

test("a person marks a group by hand: asked once, under his name; marked again, or told twice, nobody is asked again", async () => {
  const dispatcher = await house.person("supply-desk", "dispatcher");
  const { key: group, open } = await groupOf(elsewhere.slice(0, 1));
  const url = `/api/v1/storms/${(await storm()).id}/supply-back`;
  const body = { key: key(), group };
  expect(await dispatcher.post(url, body, manyDone)).toEqual({ done: open, refused: [] });
  expect(await dispatcher.post(url, body, manyDone)).toEqual({ done: open, refused: [] });
  expect(await dispatcher.post(url, { key: key(), group }, manyDone)).toEqual({ done: 0, refused: [] });
  await house.forward(seconds(61));
  expect((await groupOf(elsewhere.slice(0, 1))).supply).toMatchObject({
    state: "back",
    how: "person",
    by: "supply-desk",
    asked: open,
  });
  expect((await asksOf(elsewhere.slice(0, 1))).rounds).toEqual([2]);
});

test("killed while a group is being asked: the next look asks the others, nobody twice", async () => {
  const { db } = house.running.platform.database;
  const before = await asksOf(dark);
  // As if the process had died right after the return was written: the first was asked, the others were not.
  await sql`update rescue.supply_return set asked_at = null, asked = 0 where group_key = 'supply:城北变电站'`.execute(
    db,
  );
  await sql`delete from rescue.command_done where command_key in (
    select command_key from rescue.command_done c join rescue.incident i on i.id = c.incident_id
    where i.lift_id = ${must(dark[1], "lift").id} order by c.at desc limit 1)`.execute(db);
  await house.restart();
  await house.forward(seconds(61));
  expect((await groupOf(dark)).supply).toMatchObject({ state: "back", asked: dark.length });
  const rounds = (await asksOf(dark.filter((_, n) => n !== 1))).rounds;
  expect(rounds).toEqual(before.rounds);
  expect((await asksOf(dark.slice(1, 2))).rounds).toEqual([must(before.rounds[0], "round") + 1]);
});

import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Instant, minutes, seconds } from "../../src/kernel/clock.ts";
import { type Storm, stormDone, stormList } from "../../src/rooms/rescue/contract/storms.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** The server's clock jumps by two hours, back and ahead, in the middle of a storm: the plan goes on, nobody waits for the clock. */
const jump = minutes(120);
let house: House;
let phones: Phone[];
let next = 0;

beforeAll(async () => {
  house = await startHouse({ lifts: 60 });
  const names = (await house.crewsOf(null, false)).slice(0, 4);
  phones = [];
  for (const name of names) phones.push(await house.phoneOf(name, must(house.lift(0).position, "position")));
  const regionCode = house.lift(0).regionCode.slice(0, 6);
  await house.admin.post("/api/v1/storms", { key: key(), regionCode, reason: "停电" }, stormDone);
  for (let n = 0; n < 12; n += 1) await call(n);
});
afterAll(() => house.stop());

const key = () => {
  next += 1;
  return keyFor("storm-clock", next);
};
async function call(n: number): Promise<string> {
  const people = { callerPhone: null, persons: 1, injured: null, vulnerable: false, note: null };
  const body = { key: key(), liftId: house.lift(n).id, rescueCode: null, place: null, ...people };
  const { incidentId } = await house.admin.post("/api/v1/incidents", body, openReply);
  await house.settle();
  return incidentId;
}
const storm = async (): Promise<Storm> => must((await house.admin.get("/api/v1/storms", stormList)).storms[0], "storm");
const members = async () => (await storm()).groups.flatMap(({ incidents }) => incidents);
async function moments(): Promise<{ planned: Instant; due: Instant; supply: Instant }> {
  const { rows } = await sql<{ planned: Instant; due: Instant; supply: Instant }>`
    select planned_at as planned, plan_due_at as due, supply_due_at as supply from rescue.storm`.execute(
    house.running.platform.database.db,
  );
  return must(rows[0], "storm");
}
const asksNow = async () =>
  (await house.incidents())
    .filter(({ freedAt }) => freedAt === null)
    .flatMap(({ id, asks }) =>
      asks.filter(({ status }) => ["asked", "accepted", "arrived"].includes(status)).map((ask) => ({ id, ...ask })),
    );
const tell = (ask: { askId: string; crewId: string }, path: string, body: object = {}) => {
  const { api } = must(
    phones.find(({ crewId }) => crewId === ask.crewId),
    "phone",
  );
  return api.post(`/api/v1/field/asks/${ask.askId}/${path}`, { key: key(), ...body }, done);
};
/** Everybody who waits has a place, out at a time that can be true. */
async function everybodyHasAPlace(): Promise<void> {
  const now = house.clock.now();
  const waiting = (await members()).filter(({ held }) => !held);
  expect(waiting.filter(({ placeInTour, outAt }) => placeInTour === null || outAt === null)).toEqual([]);
  for (const { outAt } of waiting) {
    expect(outAt).toBeGreaterThan(now - minutes(1));
    expect(outAt).toBeLessThan(now + minutes(90));
  }
}
/** Every crew is asked or has somebody, once, and nothing waits for a moment that lies hours ahead. */
async function planGoesOn(): Promise<void> {
  const now = house.clock.now();
  const crews = (await asksNow()).map(({ crewId }) => crewId);
  expect(new Set(crews).size).toBe(crews.length);
  expect(new Set(crews)).toEqual(new Set(phones.map(({ crewId }) => crewId)));
  const { planned, due, supply } = await moments();
  expect(planned).toBeLessThanOrEqual(now);
  for (const at of [due, supply]) {
    expect(at).toBeGreaterThan(now - seconds(5));
    expect(at).toBeLessThanOrEqual(now + seconds(60));
  }
  // Where a crew stands at the lift only the desk is reminded, and that is put off with the clock.
  const sought = (await house.incidents()).filter(({ stage }) => stage !== "on-scene");
  for (const { dueAt } of sought) expect(must(dueAt, "due")).toBeLessThanOrEqual(now + minutes(15));
}

test("two hours back while everybody has just been asked: crews roll all the same, the plan is made anew at once", async () => {
  expect((await members()).length).toBe(12);
  expect((await members()).every(({ askedAt }) => askedAt !== null)).toBe(true);
  await house.forward(-jump);
  for (let n = 0; n < 3; n += 1) await house.forward(seconds(3));
  await everybodyHasAPlace();
  await planGoesOn();
});

test("two hours back while a crew stands at a lift and another is on its way: both are reckoned with from now", async () => {
  await house.forward(seconds(10));
  const [there, coming] = await asksNow();
  await tell(must(there, "ask"), "accept");
  await tell(must(there, "ask"), "arrived", { position: null });
  await tell(must(coming, "ask"), "accept");
  await house.forward(seconds(5));
  await house.forward(-jump);
  for (let n = 0; n < 4; n += 1) await house.forward(seconds(3));
  await everybodyHasAPlace();
  await planGoesOn();
  await tell(must(there, "ask"), "freed", { count: 1, injured: 0, by: "crew" });
  for (let n = 0; n < 3; n += 1) await house.forward(seconds(3));
  const asked = (await asksNow()).filter(({ crewId }) => crewId === there?.crewId);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.id).not.toBe(there?.id);
});

let early = "";
test("an alarm that comes while the clock is wrong has its place in the storm", async () => {
  const id = await call(12);
  early = id;
  for (let n = 0; n < 3; n += 1) await house.forward(seconds(3));
  expect((await members()).find((each) => each.id === id)).toMatchObject({ placeInTour: expect.any(Number) });
});

test("two hours ahead again: who left the storm because nobody had planned for so long is in it again, and nobody is lost", async () => {
  const before = new Set((await members()).map(({ id }) => id));
  await house.forward(jump);
  // Asked one by one meanwhile, silent crews are free for the plan again when their time to answer is over.
  for (let n = 0; n < 3; n += 1) await house.forward(seconds(31));
  for (let n = 0; n < 4; n += 1) await house.forward(seconds(3));
  const after = await members();
  // The one that was opened hours before the storm, as its clock said, is sought for by itself.
  expect(new Set([...after.map(({ id }) => id), early])).toEqual(before);
  // Who was asked for by every silent crew a moment ago, as the clock says now, has no place for five minutes: the desk is shown that.
  await planGoesOn();
});

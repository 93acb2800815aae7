import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import type { LiftSummary } from "../../src/rooms/lifts/contract.ts";
import { stormsDue } from "../../src/rooms/rescue/actions/storm-plan.ts";
import { type Storm, stormDone, stormList } from "../../src/rooms/rescue/contract/storms.ts";
import { done, openReply } from "../../src/rooms/rescue/contract.ts";
import { openCarPhone } from "../../src/rooms/rescue/open-car-phone.ts";
import { type House, keyFor, must, type Phone, startHouse } from "../support/house.ts";

/** Two districts: one has a storm and two crews, its neighbour has five and nothing to do; then both have a storm. */
let house: House;
let here: readonly LiftSummary[];
let there: readonly LiftSummary[];
let own: Phone[];
let neighbours: Phone[];
let next = 0;
const countyOf = ([lift]: readonly LiftSummary[]): string => must(lift, "lift").regionCode.slice(0, 6);

beforeAll(async () => {
  house = await startHouse({ lifts: 120 });
  const usable = house.lifts.filter(({ position, kind }) => position !== null && kind === "3110");
  here = usable.slice(0, 14);
  const { db } = house.running.platform.database;
  const { rows } = await sql<{ code: string }>`
    select code from identity.v_region where code ~ '^[0-9]{4}(0[1-9]|[1-9][0-9])$' and code <> ${countyOf(here)} order by code limit 1`.execute(
    db,
  );
  const regionCode = must(rows[0], "second county").code;
  // A small city has lifts in one district only: some of them stand in the next one.
  there = usable.slice(14, 22).map((lift) => ({ ...lift, regionCode }));
  await sql`update lifts.lift set region_code = ${regionCode} where id = any(${there.map(({ id }) => id)}::uuid[])`.execute(
    db,
  );
  const names = (await house.crewsOf(null, false)).slice(0, 7);
  expect(names).toHaveLength(7);
  const phones: Phone[] = [];
  for (const [i, name] of names.entries())
    phones.push(await house.phoneOf(name, must((i < 2 ? here : there)[0]?.position, "position")));
  own = phones.slice(0, 2);
  neighbours = phones.slice(2);
  await belong(here, own);
  await belong(there, neighbours);
  await declare(here);
  for (const lift of here) await call(lift);
  await house.settle();
});
afterAll(() => house.stop());

/** Crews of a rescue team of the district: a unit that maintains nothing, so that only its district says where it belongs. */
async function belong(lifts: readonly LiftSummary[], phones: readonly Phone[]): Promise<void> {
  await sql`update crews.crew set region_code = ${countyOf(lifts)},
      organisation_id = (select use_unit_id from lifts.v_lift where use_unit_id is not null order by 1 limit 1)
    where id = any(${phones.map(({ crewId }) => crewId)}::uuid[])`.execute(house.running.platform.database.db);
}

const key = () => {
  next += 1;
  return keyFor("share", next);
};
const call = (lift: LiftSummary) => {
  const people = { callerPhone: null, persons: 1, injured: null, vulnerable: true, note: null };
  const body = { key: key(), liftId: lift.id, rescueCode: null, place: null, ...people };
  return house.admin.post("/api/v1/incidents", body, openReply);
};
async function declare(lifts: readonly LiftSummary[]): Promise<void> {
  const regionCode = countyOf(lifts);
  await house.admin.post("/api/v1/storms", { key: key(), regionCode, reason: "大面积停电" }, stormDone);
  await house.settle();
}
const stormOf = async (lifts: readonly LiftSummary[]): Promise<Storm> =>
  must(
    (await house.admin.get("/api/v1/storms", stormList)).storms.find(
      ({ regionCode, endedAt }) => endedAt === null && regionCode === countyOf(lifts),
    ),
    "storm",
  );
const crewsIn = ({ tours }: Storm): string[] => tours.map(({ crewId }) => crewId);
const ids = (phones: readonly Phone[]): string[] => phones.map(({ crewId }) => crewId);
/** Crews that stand in the plans of two storms, or are asked twice, in one look at the database. */
async function twice(): Promise<unknown[]> {
  const { rows } = await sql`
    select 'planned' as how, t ->> 'crewId' as crew from rescue.storm s, jsonb_array_elements(s.plan -> 'tours') t
    where s.ended_at is null group by 2 having count(distinct s.id) > 1
    union all
    select 'asked', crew_id::text from rescue.ask where status in ('asked', 'accepted', 'arrived') and not drill
    group by 2 having count(*) > 1`.execute(house.running.platform.database.db);
  return rows;
}

test("a district whose crews do not suffice borrows its idle neighbours, but for the one that stays at home, and says from where", async () => {
  await house.forward(seconds(3));
  const { tours } = await stormOf(here);
  const lent = tours.filter(({ lentFrom }) => lentFrom !== null);
  expect(tours).toHaveLength(own.length + neighbours.length - 1);
  expect(lent).toHaveLength(neighbours.length - 1);
  expect(lent.every(({ crewId }) => ids(neighbours).includes(crewId))).toBe(true);
  const { rows } = await sql<{ name: string }>`
    select name from identity.v_region where code = ${countyOf(there)}`.execute(house.running.platform.database.db);
  expect(new Set(lent.map(({ lentFrom }) => lentFrom))).toEqual(new Set([rows[0]?.name]));
  expect(await twice()).toEqual([]);
});

test("a storm at the lender's: idle crews go home, who is on the way stays, and each crew is in one plan", async () => {
  // One of the lent has accepted.
  const asked = (await house.incidents()).flatMap(({ asks }) => asks.filter(({ status }) => status === "asked"));
  const phone = must(
    neighbours.find(({ crewId }) => asked.some((ask) => ask.crewId === crewId)),
    "a lent crew that is asked",
  );
  const ask = must(
    asked.find(({ crewId }) => crewId === phone.crewId),
    "ask",
  );
  await phone.api.post(`/api/v1/field/asks/${ask.askId}/accept`, { key: key() }, done);
  await declare(there);
  for (const lift of there) await call(lift);
  await house.settle();
  // Those that were asked and say nothing are free again when their time to answer is over.
  for (let n = 0; n < 6; n += 1) {
    await house.forward(minutes(1));
    expect(await twice()).toEqual([]);
  }
  const [a, b] = [await stormOf(here), await stormOf(there)];
  expect(crewsIn(a).filter((id) => crewsIn(b).includes(id))).toEqual([]);
  expect(crewsIn(a)).toContain(phone.crewId);
  expect(crewsIn(b).filter((id) => ids(own).includes(id))).toEqual([]);
  expect(crewsIn(b).length).toBeGreaterThanOrEqual(neighbours.length - 2);
});

test("both plans made at the same moment, again and again: no crew in two of them, nor asked twice", async () => {
  const { platform } = house.running;
  const { carPhone } = openCarPhone(platform, async () => undefined);
  const means = { ...platform, rescueNumber: "96333", callsOut: false, carPhone };
  // Two planners, as two processes would be.
  const planners = [stormsDue(means), stormsDue(means)] as const;
  const [a, b] = [(await stormOf(here)).id, (await stormOf(there)).id];
  let looks = 0;
  for (let round = 0; round < 12; round += 1) {
    // Crews come and go, so that who may count on whom changes from plan to plan.
    const away = [...own, ...neighbours][round % 7];
    await sql`update crews.crew set on_duty = (id <> ${away?.crewId ?? null}) where id = any(${[...ids(own), ...ids(neighbours)]}::uuid[])`.execute(
      platform.database.db,
    );
    house.clock.forward(seconds(20));
    const now = house.clock.now();
    let busy = true;
    const plans = Promise.all(planners.flatMap(({ run }) => [run(a, now), run(b, now)])).finally(() => {
      busy = false;
    });
    while (busy) {
      expect(await twice()).toEqual([]);
      looks += 1;
    }
    await plans;
    expect(await twice()).toEqual([]);
  }
  expect(looks).toBeGreaterThan(12);
});

test("a storm that is over gives its crews to the others", async () => {
  const over = await stormOf(there);
  await house.admin.post(`/api/v1/storms/${over.id}/end`, { key: key(), reason: "恢复" }, stormDone);
  const { rows } = await sql`select 1 from rescue.storm_crew where storm_id = ${over.id}`.execute(
    house.running.platform.database.db,
  );
  expect(rows).toEqual([]);
});

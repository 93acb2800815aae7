import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Api, bearer, createApi } from "../../sim/api.ts";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { type CoverReply, coverLiftList, coverReply } from "../../src/rooms/rescue/contract/cover.ts";
import { type DutyNumber, dutyNumberList, testCallHistory } from "../../src/rooms/rescue/contract/test-calls.ts";
import { type GatewayServer, openGateway } from "../support/gateway-server.ts";
import { type House, keyFor, must, startHouse } from "../support/house.ts";

/** The cover of the platform: code, 24-hour number and station of each passenger lift in use, with test calls by hand and by gateway. */
const secret = "reports-secret-0123456789abcdef";
const day = minutes(24 * 60);
let house: House;
let voice: GatewayServer;
let dispatcher: Api;

beforeAll(async () => {
  voice = await openGateway();
  voice.manner = { status: 202, body: {} };
  house = await startHouse({
    lifts: 60,
    settings: {
      SP_VOICE_GATEWAY: "generic",
      SP_VOICE_URL: `${voice.url}/calls`,
      SP_NOTICE_REPORT_SECRET: secret,
    },
  });
  dispatcher = await house.person("calling-dispatcher", "dispatcher");
  // Half of the signs were confirmed by a scan.
  await sql`update lifts.lift set sign = case when id < (select percentile_disc(0.5) within group (order by id) from lifts.lift)
    then 'confirmed' else 'posted' end where rescue_code is not null`.execute(house.running.platform.database.bulk);
  // Units have several numbers, as contracts name them.
  await sql`update lifts.party set duty_phone = '0571-8800' || lpad((abs(hashtext(lift_id::text)) % 5)::text, 4, '0')
    where role = 'maintenance'`.execute(house.running.platform.database.bulk);
  await house.forward(minutes(6));
});
afterAll(() => voice.close());

const cover = (api: Api = house.admin): Promise<CoverReply> => api.get("/api/v1/cover", coverReply);
const numbers = async (state = "", api = dispatcher) =>
  api.get(`/api/v1/test-calls${state === "" ? "" : `?state=${state}`}`, dutyNumberList);
const again = async ({ organisationId, phone }: DutyNumber): Promise<DutyNumber> =>
  must(
    (await numbers()).numbers.find((each) => each.organisationId === organisationId && each.phone === phone),
    "the number",
  );
let next = 0;
const record = (number: DutyNumber, answered: boolean): Promise<object> => {
  next += 1;
  const { organisationId, phone } = number;
  const body = { key: keyFor("test-call", next), organisationId, phone, answered };
  return dispatcher.post(
    "/api/v1/test-calls",
    { ...body, answeredBy: answered ? "值班员" : "", note: "" },
    z.object({}),
  );
};
const ask = ({ organisationId, phone }: DutyNumber, api = dispatcher): Promise<object> => {
  next += 1;
  return api.post("/api/v1/test-calls/ask", { key: keyFor("ask", next), organisationId, phone }, z.object({}));
};
const calledFor = (): { id: string; to: string }[] => voice.taken.map(({ body }) => JSON.parse(body));
const report = (id: string, fact: string, more: object = {}) =>
  createApi(house.running.http, bearer(secret)).post(
    "/api/v1/notices/reports",
    { reports: [{ id, fact, ...more }] },
    z.object({ taken: z.number() }),
  );

test("without a test call nothing is covered, and each condition is counted and listed by itself", async () => {
  const { total, districts, squares } = await cover();
  expect(total.lifts).toBeGreaterThan(30);
  expect([total.covered, total.number, total.numberFaults.never]).toEqual([0, 0, total.lifts]);
  expect(total.code).toBeGreaterThan(0);
  expect(total.code).toBeLessThan(total.lifts);
  expect(total.station).toBe(total.lifts);
  expect(squares.straightLine).toBeGreaterThan(0);
  expect(districts.reduce((sum, { counts }) => sum + counts.lifts, 0)).toBe(total.lifts);
  const lacking = await house.admin.get("/api/v1/cover/lifts?miss=code&limit=10", coverLiftList);
  expect(lacking.total).toBe(total.lifts - total.code);
  expect(lacking.lifts.every(({ sign }) => sign !== "confirmed")).toBe(true);
  const after = await house.admin.get(`/api/v1/cover/lifts?miss=code&limit=10&after=${lacking.next}`, coverLiftList);
  expect(new Set([...lacking.lifts, ...after.lifts].map(({ id }) => id)).size).toBe(10 + after.lifts.length);
});

test("a call by hand counts for the lifts of its number until its time is over; unanswered it takes them out", async () => {
  const list = await numbers("due");
  expect(list.counts).toMatchObject({ never: list.total, due: list.total });
  const number = must(
    list.numbers.find((each) => each.passengerLifts > 1),
    "a number of several lifts",
  );
  await record(number, true);
  const { total } = await cover();
  expect(total.number).toBe(number.passengerLifts);
  const both = await sql<{ n: number }>`select count(*)::int as n from lifts.v_maintained
    where registration = 'in-use' and kind in ('3110', '3210') and sign = 'confirmed'
      and maintenance_unit_id = ${number.organisationId} and maintenance_duty_phone = ${number.phone}`.execute(
    house.running.platform.database.bulk,
  );
  expect(total.covered).toBe(both.rows[0]?.n);
  expect(await again(number)).toMatchObject({
    state: "answered",
    last: { answeredBy: "值班员", by: "calling-dispatcher" },
  });
  await house.forward(30 * day + 1_000);
  // Nobody stays logged in for a month.
  dispatcher = await house.person("later-dispatcher", "dispatcher");
  expect((await again(number)).state).toBe("overdue");
  expect((await cover()).total.number).toBe(0);
  await record(number, true);
  await house.forward(1_000);
  await record(number, false);
  expect((await again(number)).state).toBe("not-answered");
  expect((await cover()).total.numberFaults["not-answered"]).toBe(number.passengerLifts);
  const history = await dispatcher.get(`/api/v1/test-calls/${number.organisationId}`, testCallHistory);
  expect(history.calls.map(({ result }) => result)).toEqual(["not-answered", "answered", "answered"]);
});

test("by the voice gateway: the key that is pressed is the proof, picking up is not, a dead gateway says nothing", async () => {
  const [first, second, third] = (await numbers("never")).numbers;
  for (const [number, act] of [
    [first, (id: string) => report(id, "answered", { key: "1" })],
    [second, (id: string) => report(id, "delivered")],
  ] as const) {
    const before = calledFor().length;
    await ask(must(number, "a number"));
    await ask(must(number, "a number"));
    await house.settle();
    const called = calledFor().slice(before);
    expect(called.map(({ to }) => to)).toEqual([number?.phone]);
    expect((await again(must(number, "a number"))).waiting).toBe(true);
    await act(called[0]?.id ?? "");
    await house.forward(seconds(16));
  }
  expect(await again(must(first, "first"))).toMatchObject({
    state: "answered",
    waiting: false,
    last: { way: "gateway" },
  });
  expect((await again(must(second, "second"))).waiting).toBe(true);
  await house.forward(minutes(5));
  expect(await again(must(second, "second"))).toMatchObject({ state: "not-answered", last: { result: "picked-up" } });
  voice.next.push({ status: 401, body: { code: "NO" } });
  await ask(must(third, "third"));
  await house.settle();
  await house.forward(seconds(16));
  expect(await again(must(third, "third"))).toMatchObject({ state: "never", waiting: false, last: null });
});

test("another number is another proof; a nearer limit leaves stations out of reach; a new station is measured", async () => {
  const { bulk } = house.running.platform.database;
  const answered = must((await numbers("answered")).numbers[0], "an answered number");
  await sql`update identity.organisation set duty_phone = '0571-00000000' where id = ${answered.organisationId}`.execute(
    bulk,
  );
  await sql`update lifts.party set duty_phone = null where organisation_id = ${answered.organisationId}`.execute(bulk);
  expect((await again({ ...answered, phone: "0571-00000000" })).state).toBe("never");
  await sql`insert into rescue.setting (name, region_code, value, source, certainty, valid_from)
    values ('stationReachSeconds', '990100', 120, '试', 'own', '2026-01-01')`.execute(bulk);
  const { total } = await cover();
  expect(total.stationFaults["too-far"]).toBeGreaterThan(0);
  const far = await house.admin.get("/api/v1/cover/lifts?miss=station&why=too-far", coverLiftList);
  expect(far.total).toBe(total.stationFaults["too-far"]);
  expect(far.lifts.every(({ stationSeconds }) => (stationSeconds ?? 0) > 120)).toBe(true);
  const [one] = far.lifts;
  await sql`insert into crews.crew (id, code, name, organisation_id, kind, travel, region_code, home_lat, home_lon)
    select gen_random_uuid(), 'ST-NEW', '新站', ${answered.organisationId}, 'station', 'car', '990101', lat, lon
    from lifts.v_lift where id = ${one?.id}`.execute(bulk);
  await house.forward(minutes(6));
  const left = await house.admin.get("/api/v1/cover/lifts?miss=station", coverLiftList);
  expect(left.total).toBeLessThan(far.total);
  expect(left.lifts.map(({ id }) => id)).not.toContain(one?.id);
});

test("switched on, due numbers are called by themselves, a few in a minute, and not again at once", async () => {
  await sql`insert into rescue.setting (name, region_code, value, source, certainty, valid_from)
    values ('testCallAuto', '990100', 1, '试', 'own', '2026-01-01')`.execute(house.running.platform.database.bulk);
  const due = (await numbers("due")).total;
  const before = calledFor().length;
  await house.forward(minutes(1));
  await house.settle();
  const first = calledFor().length - before;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(5);
  for (let minute = 0; minute < due + 8; minute += 1) await house.forward(minutes(1));
  const tos = calledFor()
    .slice(before)
    .map(({ to }) => to);
  expect(new Set(tos).size).toBe(tos.length);
});

test("who does not dispatch sees the number masked and calls nobody; another district has none of it", async () => {
  const officer = await house.person("cover-officer", "officer");
  const seen = await numbers("", officer);
  expect(seen.numbers.every(({ phone }) => phone === null || phone.includes("*"))).toBe(true);
  const number = must(
    (await numbers()).numbers.find(({ phone }) => phone !== null),
    "a number",
  );
  await expect(ask(number, officer)).rejects.toMatchObject({ status: 403 });
  const codes = new Set((await cover()).districts.map(({ regionCode }) => regionCode));
  const code = must(
    ["990101", "990102", "990103", "990104", "990105"].find((each) => codes.has(each)),
    "a district",
  );
  const here = await house.person("district-officer", "officer", { kind: "region", code });
  const own = await cover(here);
  expect(own.districts.map(({ regionCode }) => regionCode)).toEqual([code]);
  await expect(ask({ ...number, phone: "12345" })).rejects.toMatchObject({ code: "RESCUE_NUMBER_UNKNOWN" });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { reaction } from "../../src/platform/work/facts.ts";
import { dockingCheck } from "../../src/rooms/devices/contract/docking.ts";
import {
  equipList,
  faultCounts,
  faultFigures,
  fleetFaultList,
  networkEventList,
  offlineList,
  shareList,
} from "../../src/rooms/devices/contract/fleet.ts";
import { deviceList, gatewaySecret, grantReply, revokedReply } from "../../src/rooms/devices/contract.ts";
import { networkEventEnded, networkEventOpened, powerChanged } from "../../src/rooms/devices/index.ts";
import { ledgerPage } from "../../src/rooms/lifts/contract.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

/** Lost contact: who is offline by its own rhythm, and many that go silent together are one event. Figures of the fleet beside it. */
const start = Date.UTC(2026, 10, 20, 4);
let house: House;
const told: { fact: string; kind: string; members: number }[] = [];
const logins = new Map<string, { username: string; password: string }>();

const power: { liftId: string; lost: boolean; how: string }[] = [];

/** An ear of a higher room. */
function hear(): void {
  const { platform } = house.running;
  const ofPower = reaction(powerChanged, "test/when-power-changed", async ({ changes }, job) => {
    await platform.database.transaction((tx) => job.finish(tx));
    power.push(...changes);
  });
  platform.facts.subscribe(ofPower);
  platform.work.handle({ name: ofPower.name, run: (job) => ofPower.run(job.payload as never, job) });
  for (const fact of [networkEventOpened, networkEventEnded]) {
    const ear = reaction<{ kind: string; members: number }>(
      fact as never,
      `test/when-${fact.name}`,
      async (body, job) => {
        await platform.database.transaction((tx) => job.finish(tx));
        told.push({ fact: fact.name, kind: body.kind, members: body.members });
      },
    );
    platform.facts.subscribe(ear);
    platform.work.handle({ name: ear.name, run: (job) => ear.run(job.payload as never, job) });
  }
}

const code = (n: number): string => must(house.lifts[n]?.registerCode, "a lift with a code");
/** Three gateways: lifts 0–4, 5–16, 17–26; lift 30 comes by a device of its own. */
const ofGateway = { A: range(0, 5), B: range(5, 17), C: range(17, 27) };
function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}
type Name = keyof typeof ofGateway;

beforeAll(async () => {
  house = await startHouse({ lifts: 34, start });
  hear();
  for (const [name, lifts] of Object.entries(ofGateway)) {
    const gateway = await house.admin.post("/api/v1/device-gateways", { name: `网关${name}` }, gatewaySecret);
    for (const n of lifts) await house.device(code(n)).then(({ client }) => client.endAsync());
    const codes = lifts.map(code);
    await house.admin.post(`/api/v1/device-gateways/${gateway.id}/lifts`, { codes }, grantReply);
    logins.set(name, gateway);
  }
});
afterAll(() => house.stop());

async function push(
  login: { username: string; password: string },
  lifts: readonly number[],
  more: object = {},
): Promise<void> {
  if (lifts.length === 0) return;
  const at = house.clock.now();
  const body = lifts.map((n) =>
    JSON.stringify({
      registerCode: code(n),
      channel: "state",
      at,
      serviceMode: 1,
      carStatus: 0,
      carDirection: 0,
      doorZone: true,
      carPosition: String(1 + (Math.floor(at / 60_000) % 5)),
      doorStatus: 2,
      ...more,
    }),
  );
  const reply = await fetch(`${house.running.http}/ingest/v1/batch`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`,
      "content-type": "application/x-ndjson",
    },
    body: `${body.join("\n")}\n`,
  });
  expect(reply.status).toBe(200);
}
/** Minutes go by; those gateways speak for their lifts in each of them, without the lifts left out. */
async function live(count: number, names: readonly Name[], without: readonly number[] = []): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    await house.forward(minutes(1));
    for (const name of names)
      await push(
        must(logins.get(name), name),
        ofGateway[name].filter((n) => !without.includes(n)),
      );
    await house.forward(seconds(1));
  }
}
const offline = (query = "") => house.admin.get(`/api/v1/fleet/offline?limit=100${query}`, offlineList);
const events = (show: string) => house.admin.get(`/api/v1/fleet/network-events?show=${show}`, networkEventList);
const shares = (by = "district") => house.admin.get(`/api/v1/fleet/shares?by=${by}`, shareList);
const all = ["A", "B", "C"] as const;

test("a lift that falls silent alone is offline by its own rhythm, raises nothing, and is back when it speaks", async () => {
  await live(220, all);
  expect((await offline()).rows).toEqual([]);
  await live(4, all, [0]);
  expect((await offline()).rows).toEqual([]);
  await live(4, all, [0]);
  const { rows, settings } = await offline();
  expect(rows).toMatchObject([{ registerCode: code(0), reason: "rhythm", event: null }]);
  expect(must(rows[0], "row").allowedSeconds).toBeLessThan(420);
  expect(settings.map(({ name }) => name)).toContain("offlineFactor");
  expect((await shares()).total).toMatchObject({ equipped: 27, connected: 26, alone: 1, together: 0 });
  await live(2, all);
  expect((await offline()).rows).toEqual([]);
  expect((await offline("&show=ended")).rows).toMatchObject([{ registerCode: code(0), endedAt: expect.any(Number) }]);
  expect(told).toEqual([]);
  expect(await house.incidents("all")).toEqual([]);
}, 240_000);

test("a gateway that goes dark is one event with its lifts, told once, over a restart, and ends when they speak again", async () => {
  await live(9, ["A", "C"]);
  const [event] = (await events("open")).rows;
  expect(event).toMatchObject({ kind: "gateway", name: "网关B", members: 12, stillSilent: 12 });
  const members = await offline(`&event=${must(event, "event").id}`);
  expect(members.total).toBe(12);
  expect(members.rows.every(({ reason }) => reason === "event")).toBe(true);
  await eventually(() => told.length === 1, "the fact");
  expect(told).toEqual([{ fact: "devices.network-event-opened", kind: "gateway", members: 12 }]);

  await house.restart();
  hear();
  await live(3, ["A", "C"]);
  expect((await events("open")).rows).toMatchObject([{ id: event?.id, members: 12 }]);
  await live(2, all, [5]);
  expect((await events("open")).rows).toEqual([]);
  expect((await events("ended")).rows).toMatchObject([{ kind: "gateway", members: 12, stillSilent: 1 }]);
  expect((await offline()).rows).toMatchObject([{ registerCode: code(5), reason: "rhythm" }]);
  await live(2, all);
  await eventually(() => told.length === 2, "the end");
  expect(told[1]).toEqual({ fact: "devices.network-event-ended", kind: "gateway", members: 12 });
  expect((await offline()).rows).toEqual([]);
}, 240_000);

test("a district that goes dark is one event, not one of each of its gateways; who is slower joins it", async () => {
  await live(10, all);
  await live(9, []);
  const open = (await events("open")).rows;
  // Lifts 0 and 5 were silent alone in the tests before and are given more time since.
  expect(open).toMatchObject([{ kind: "district", members: 25 }]);
  await live(12, []);
  expect((await events("open")).rows).toMatchObject([{ id: open[0]?.id, members: 27 }]);
  expect((await shares("sector")).total).toMatchObject({ connected: 0, alone: 0, together: 27 });
  await live(2, all);
  expect((await events("open")).rows).toEqual([]);
}, 240_000);

test("a carrier that goes dark is one event over its gateways, with `sp devices carrier` having said whose network it is", async () => {
  const file = join(house.database.dataDir, "carrier.txt");
  const theirs = [...ofGateway.A, ...ofGateway.C];
  writeFileSync(file, `${[...theirs.map(code), "31100000000000000000"].join("\n")}\n`);
  const set = await sp(["devices", "carrier", "示范移动", file, "--json"], { SP_DATA_DIR: house.database.dataDir });
  expect(jsonOf(set)).toMatchObject({ changed: 15, unknown: ["31100000000000000000"] });
  await live(10, all);
  await live(9, ["B"]);
  expect((await events("open")).rows).toMatchObject([{ kind: "carrier", name: "示范移动", members: 14 }]);
  await live(2, all);
  expect((await events("open")).rows).toEqual([]);
}, 240_000);

test("lifts of one power supply point that stop together are one event, which tells how many had lost their power", async () => {
  const owner = new pg.Client({ connectionString: house.database.migratorUrl });
  await owner.connect();
  const { rows } = await owner.query<{ code: string }>(
    `with supplied as (
       update lifts.building set power_supply_point = '南区配电房'
       where id in (select building_id from lifts.lift where register_code = any($1)) returning id)
     select register_code as code from lifts.lift where building_id in (select id from supplied)`,
    [range(20, 24).map(code)],
  );
  await owner.end();
  const theirs = range(0, 27).filter((n) => rows.some((row) => row.code === code(n)));
  await live(10, all);
  for (const [name, lifts] of Object.entries(ofGateway))
    await push(
      must(logins.get(name), name),
      lifts.filter((n) => theirs.includes(n)),
      { powerLost: true },
    );
  await live(9, all, theirs);
  const [event] = (await events("open")).rows;
  expect(event).toMatchObject({ kind: "supply", name: "南区配电房" });
  expect(must(event, "event").members).toBeGreaterThanOrEqual(3);
  expect(must(event, "event").powerLost).toBe(must(event, "event").members);
  // Nobody has told of supply before: networks that went dark were no blackouts.
  const ids = theirs.map((n) => must(house.lifts[n], "lift").id).sort();
  const toldOf = (lost: boolean, how: string) =>
    power.filter((each) => each.lost === lost && each.how === how).map(({ liftId }) => liftId);
  expect(toldOf(true, "state").sort()).toEqual(ids);
  expect(power).toHaveLength(ids.length);
  await live(2, all);
  expect((await events("open")).rows).toEqual([]);
  await eventually(() => toldOf(false, "contact").length === ids.length, "supply that is back");
  expect(toldOf(false, "contact").sort()).toEqual(ids);
  // Their states say so too, once each.
  expect(toldOf(false, "state").sort()).toEqual(ids);
}, 240_000);

test("the platform's own pause is nobody's silence", async () => {
  await house.restart(() => house.clock.forward(minutes(40)));
  hear();
  await house.forward(seconds(1));
  await live(4, []);
  expect((await offline()).rows).toEqual([]);
  await live(2, all);
}, 240_000);

test("figures leave out lifts under test; shares are counted by whatever they have in common", async () => {
  const before = await shares();
  expect(before.total.lifts).toBe(34);
  const byMaintenance = (await shares("maintenance")).rows;
  expect(byMaintenance.reduce((n, { lifts }) => n + lifts, 0)).toBe(34);
  for (const by of ["maker", "age"]) expect((await shares(by)).total.lifts).toBe(34);
  await house.admin.post("/api/v1/docking-checks", { code: code(1), promisedSeconds: 60 }, dockingCheck);
  expect((await shares()).total).toMatchObject({ lifts: 33, equipped: 26 });
});

test("lifts to equip stand in the order of the rules that name them, each with its clause", async () => {
  const list = await house.admin.get("/api/v1/fleet/to-equip?limit=100", equipList);
  expect(list.rules.map(({ policy, clause }) => `${policy} ${clause}`)).toContain("004 6");
  const counts = list.rows.map(({ rules }) => rules.length);
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  const tenYears = new Date(house.clock.now());
  tenYears.setUTCFullYear(tenYears.getUTCFullYear() - 10);
  const day = tenYears.toISOString().slice(0, 10);
  for (const row of list.rows)
    expect(row.rules.includes("ten-years")).toBe(row.inUseSince !== null && row.inUseSince <= day);
  const equipped = new Set([...ofGateway.A, ...ofGateway.B, ...ofGateway.C].map(code));
  expect(list.rows.some(({ registerCode }) => equipped.has(registerCode))).toBe(false);
  const [first] = list.rules.filter(({ lifts }) => lifts > 0);
  const narrowed = await house.admin.get(`/api/v1/fleet/to-equip?rule=${first?.id ?? ""}`, equipList);
  expect(narrowed.total).toBe(first?.lifts ?? 0);
  const paged: string[] = [];
  for (let after = ""; ; ) {
    const page = await house.admin.get(`/api/v1/fleet/to-equip?limit=2${after && `&after=${after}`}`, equipList);
    paged.push(...page.rows.map(({ liftId }) => liftId));
    if (page.next === null) break;
    after = encodeURIComponent(page.next);
  }
  expect(paged).toEqual(list.rows.map(({ liftId }) => liftId));
});

test("faults are listed and counted with their rate; those of a test count nowhere", async () => {
  const period = `from=${start}&to=${house.clock.now() + minutes(60)}`;
  const figures = () => house.admin.get(`/api/v1/fleet/fault-figures?${period}`, faultFigures);
  const days = (await figures()).deviceDays;
  expect(days).toBeGreaterThan(0);
  const device = await house.device(code(30));
  const tested = await house.device(code(1));
  await live(2, all);
  for (const each of [device, tested])
    await each.send("event", { id: "f1", at: house.clock.now(), code: "over-travel-top", phase: "raised" });
  await device.send("event", { id: "e1", at: house.clock.now(), code: "entrapment", phase: "raised" });
  const list = await house.admin.get(`/api/v1/fleet/faults?${period}`, fleetFaultList);
  expect(list.rows.map(({ registerCode, kind, inTest }) => [registerCode, kind, inTest]).sort()).toEqual(
    [
      [code(30), "over-travel-top", false],
      [code(1), "over-travel-top", true],
    ].sort(),
  );
  const { rows, deviceDays } = await figures();
  const of = (kind: string) => rows.find((row) => row.kind === kind);
  expect(of("over-travel-top")).toMatchObject({ faults: 1, lifts: 1, open: 1, rate: 1_000 / deviceDays });
  expect(of("entrapment")).toMatchObject({ faults: 1, lifts: 1 });
  expect(of("overspeed")).toMatchObject({ faults: 0, rate: 0 });
  for (const by of ["hour", "day"]) {
    const counts = await house.admin.get(`/api/v1/fleet/fault-counts?${period}&by=${by}`, faultCounts);
    expect(counts.rows.reduce((n, { faults }) => n + faults, 0)).toBe(1);
    expect(counts.rows.length).toBeGreaterThanOrEqual(by === "hour" ? 4 : 1);
  }
  expect((await house.admin.get(`/api/v1/fleet/faults?${period}&show=cleared`, fleetFaultList)).rows).toEqual([]);
  expect((await house.admin.get(`/api/v1/fleet/faults?${period}&region=110000`, fleetFaultList)).total).toBe(0);
});

test("who sees other lifts sees other figures", async () => {
  const { lifts } = house;
  const code = must(
    house.city.regions.find(
      (region) => !lifts.some(({ regionCode }) => regionCode.startsWith(region.code.replace(/0+$/, ""))),
    ),
    "a region without lifts",
  ).code;
  const officer = await house.person("officer-elsewhere", "officer", { kind: "region", code });
  expect((await officer.get("/api/v1/fleet/shares", shareList)).total.lifts).toBe(0);
  expect((await officer.get("/api/v1/fleet/network-events?show=ended", networkEventList)).rows).toEqual([]);
  expect((await officer.get("/api/v1/fleet/offline?show=ended", offlineList)).rows).toEqual([]);
});

test("a test lift counts nowhere until its mark ends, by the command or at the page, and the ledger says who marked it", async () => {
  // The docking check of a test before ends by itself.
  await house.forward(minutes(60 * 24));
  const { lifts } = (await shares()).total;
  const run = (...args: string[]) => sp(["devices", ...args], { SP_DATA_DIR: house.database.dataDir });
  expect((await run("test-begin", code(2))).code).toBe(0);
  expect((await run("test-begin", code(2))).code).toBe(0);
  expect((await shares()).total.lifts).toBe(lifts - 1);
  await house.forward(minutes(60 * 24 * 2));
  expect((await shares()).total.lifts).toBe(lifts - 1);
  const row = async () => (await house.admin.get(`/api/v1/devices?q=${code(2)}`, deviceList)).devices[0];
  const marked = must(await row(), "device");
  expect(marked.testSince).not.toBeNull();
  await house.admin.post(`/api/v1/devices/${marked.id}/test`, { on: false }, revokedReply);
  expect((await shares()).total.lifts).toBe(lifts);
  expect((await row())?.testSince).toBeNull();
  expect((await run("test-end", "nobody")).err).toContain("nobody");
  const { entries } = await house.admin.get(`/api/v1/lifts/${marked.liftId}/ledger`, ledgerPage);
  expect(
    entries
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith("test-"))
      .toSorted(),
  ).toEqual(["test-begun", "test-ended"]);
});

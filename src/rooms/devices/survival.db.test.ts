import { sql } from "kysely";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import {
  administrator,
  asOwner,
  type DevicesHouse,
  dock,
  eventually,
  keptFrames,
  registerLift,
  startDevicesHouse,
} from "../../../tests/support/devices-house.ts";
import { type Clock, manualClock, minutes, seconds } from "../../kernel/clock.ts";
import type { LiftId } from "../../kernel/ids.ts";
import { createFleet } from "./access/fleet.ts";
import { createFleetWalk, loadFleet } from "./access/load-devices.ts";
import type { Twin } from "./contract.ts";
import { muteUntil, queueDownlink } from "./index.ts";

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

async function begin(clock?: Clock): Promise<DevicesHouse> {
  const house = await startDevicesHouse(database, clock);
  houses.push(house);
  return house;
}

async function end(house: DevicesHouse): Promise<void> {
  await house.stop();
  houses = houses.filter((each) => each !== house);
}

async function newLift(house: DevicesHouse) {
  nextCode += 1;
  const code = `3110330107${String(nextCode).padStart(10, "0")}`;
  const liftId = await registerLift(database, code);
  return { code, liftId, login: await house.enrol(code) };
}

const rowsOf = (sql: string, values: unknown[] = []) =>
  asOwner(database, async (client) => (await client.query(sql, values)).rows);
const state = (at: number, changes: object = {}) => ({
  at,
  serviceMode: 1,
  carStatus: 0,
  carDirection: 0,
  doorZone: true,
  carPosition: "3",
  doorStatus: 2,
  passengerPresent: true,
  ...changes,
});
const told = (house: DevicesHouse, liftId: LiftId, fact = "devices.entrapment-confirmed") =>
  house.heard.filter((each) => each.fact === fact && each.body.liftId === liftId);

test("a large fleet is read anew in rounds: a lift's other region is known after all of them, however often they go round", async () => {
  const house = await begin();
  const { db } = house.platform.database;
  const ids = new Set<LiftId>();
  for (let n = 0; n < 5; n += 1) ids.add((await newLift(house)).liftId);
  const fleet = createFleet(Date.now);
  await loadFleet(db, fleet, Date.now());
  const moved = () => [...ids].filter((id) => fleet.byLift(id)?.scope.regionCode === "330108").length;
  const { round } = createFleetWalk(db, fleet, { least: 2, page: 2 });
  const move = (to: string) =>
    sql`update lifts.lift set region_code = ${to} where id = any(${[...ids]}::uuid[])`.execute(db);
  await asOwner(database, (client) =>
    client.query(
      "insert into identity.region (code, name, parent) values ('330108', '滨江区', '100000') on conflict do nothing",
    ),
  );
  await move("330108");
  const rounds = Math.ceil(fleet.size() / 2) + 1;
  expect(moved()).toBe(0);
  await round();
  expect(moved()).toBeLessThan(5);
  for (let n = 1; n < rounds; n += 1) await round();
  expect(moved()).toBe(5);
  await move("100000");
  for (let n = 0; n < rounds; n += 1) await round();
  expect(moved()).toBe(0);
});

describe("acknowledgement", () => {
  test("comes only after the commit: a commit that dies is not acknowledged, and the repeat is stored once", async () => {
    const house = await begin();
    const { code, liftId, login } = await newLift(house);
    const device = await dock(house, login, code);
    const alarm = { id: "k1", at: Date.now(), code: "entrapment", phase: "raised" };
    let acknowledged = false;
    const closed = new Promise<void>((resolve) => device.client.once("close", () => resolve()));
    await asOwner(database, async (client) => {
      await client.query("begin");
      await client.query("lock table devices.frame_chunk in access exclusive mode");
      device.say("event", alarm).then(
        () => {
          acknowledged = true;
        },
        () => undefined,
      );
      // Each role sees and may end its own sessions only: the app's role does both here.
      const stuck = sql<{ pid: number }>`select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%devices.frame_chunk%'`;
      let pids: { pid: number }[] = [];
      await eventually(async () => {
        pids = (await stuck.execute(house.platform.database.db)).rows;
        return pids.length > 0;
      }, "the writer waits for the lock");
      for (const { pid } of pids) await sql`select pg_terminate_backend(${pid})`.execute(house.platform.database.db);
      await closed;
      await client.query("rollback");
    });
    expect(acknowledged).toBe(false);
    expect(await rowsOf("select 1 from devices.event where lift_id = $1", [liftId])).toEqual([]);
    expect(house.door.twinOf(liftId)).toBeUndefined();
    const again = await dock(house, login, code);
    await again.say("event", alarm);
    await again.say("event", alarm);
    expect(await rowsOf("select 1 from devices.event where lift_id = $1", [liftId])).toHaveLength(1);
    await eventually(() => told(house, liftId).length === 1, "the fact, once");
  });
});

describe("a restart", () => {
  test("brings back the twin and a waiting detector, which goes on when the device is heard again", async () => {
    const clock = manualClock(Date.now());
    const before = await begin(clock);
    const { code, liftId, login } = await newLift(before);
    const device = await dock(before, login, code);
    await device.say("state", state(clock.now(), { carPosition: "12" }));
    expect(before.door.twinOf(liftId)?.entrapment).toBe("suspected");
    const seen = before.door.twinOf(liftId);
    await end(before);

    clock.forward(seconds(200));
    const after = await begin(clock);
    expect(after.door.twinOf(liftId)).toEqual({ ...seen, connected: false });
    expect(told(after, liftId)).toEqual([]);
    await dock(after, login, code);
    await eventually(() => told(after, liftId).length === 1, "the inference");
    expect(told(after, liftId)[0]?.body).toMatchObject({ cause: "inference", text: "passenger-in-closed-car" });
    expect(after.door.twinOf(liftId)?.entrapment).toBe("confirmed");
    await end(after);
    const last = await begin(clock);
    expect(last.door.twinOf(liftId)?.entrapment).toBe("confirmed");
  });
  test("brings back states that were kept together, frames that came since, and the day's counts", async () => {
    // At noon in China: the counts of a day begin anew at its midnight.
    const day = 86_400_000;
    const clock = manualClock(Math.floor(Date.now() / day) * day + day / 6);
    const before = await begin(clock);
    const [quiet, lively] = [await newLift(before), await newLift(before)];
    const device = await dock(before, quiet.login, quiet.code);
    await device.say("state", state(clock.now(), { carPosition: "12", passengerPresent: undefined }));
    const other = await dock(before, lively.login, lively.code);
    await other.say("state", state(clock.now(), { carPosition: "3" }));
    const [watermark] = await rowsOf("select max(id) as id from devices.frame_chunk");
    clock.forward(minutes(6));
    // Bucket by bucket: those of both lifts, and not as an earlier round left them.
    const behind = `select 1 from devices.credential c left join devices.latest_state l on l.bucket = c.no % 32
      where c.lift_id = any($1) and (l.after_id is null or l.after_id < $2)`;
    await eventually(
      async () => (await rowsOf(behind, [[quiet.liftId, lively.liftId], watermark?.id])).length === 0,
      "kept together",
    );
    await rowsOf("delete from devices.frame_chunk where id <= $1", [watermark?.id]);
    await other.say("state", state(clock.now(), { carPosition: "14" }));
    const seen = [before.door.twinOf(quiet.liftId), before.door.twinOf(lively.liftId)];
    await end(before);
    const after = await begin(clock);
    expect([after.door.twinOf(quiet.liftId), after.door.twinOf(lively.liftId)]).toEqual(
      seen.map((twin) => ({ ...twin, connected: false })),
    );
    const listed = (await after.route("GET", "/api/v1/devices")({ query: { limit: 200 } })) as {
      value: { devices: { liftId: string; framesToday: number }[] };
    };
    const countOf = (liftId: string) => listed.value.devices.find((each) => each.liftId === liftId)?.framesToday;
    expect([countOf(quiet.liftId), countOf(lively.liftId)]).toEqual([1, 2]);
  });
  test("does not forget an alarm whose fact nobody has heard yet", async () => {
    const before = await begin();
    const { code, liftId, login } = await newLift(before);
    const device = await dock(before, login, code);
    await before.platform.work.stop();
    await device.say("event", { id: "w1", at: Date.now(), code: "alarm-button", phase: "raised" });
    expect(told(before, liftId)).toEqual([]);
    await end(before);
    const after = await begin();
    await eventually(() => told(after, liftId).length === 1, "the fact");
  });
});

describe("the clock", () => {
  test("wakes a detector although no frame comes", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const { code, liftId, login } = await newLift(house);
    const device = await dock(house, login, code);
    await device.say("state", state(clock.now(), { doorZone: false }));
    clock.forward(seconds(29));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(told(house, liftId)).toEqual([]);
    clock.forward(seconds(2));
    await eventually(() => told(house, liftId).length === 1, "the inference");
  });
  test("that jumps ahead of the partitions loses nothing; frames that are old enough are dropped with theirs", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const { code, liftId, login } = await newLift(house);
    const device = await dock(house, login, code);
    await device.say("state", state(clock.now()));
    const partitions = () =>
      rowsOf(
        "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'devices.frame_chunk'::regclass order by 1",
      );
    const before = await partitions();
    clock.forward(minutes(60 * 24 * 5));
    await device.say("state", state(clock.now(), { carPosition: "9" }));
    expect(house.door.twinOf(liftId)?.carPosition).toBe("9");
    await eventually(
      async () => (await partitions()).every((row) => !before.some((old) => old.relname === row.relname)),
      "dropped",
    );
    expect(await keptFrames(database, liftId)).toHaveLength(1);
  });
  test("ends a mute; while it lasts only the button speaks", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const { code, liftId, login } = await newLift(house);
    const device = await dock(house, login, code);
    await house.platform.database.transaction((tx) => muteUntil(tx, liftId, clock.now() + minutes(10), "maintenance"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await device.say("state", state(clock.now()));
    expect(house.door.twinOf(liftId)?.entrapment).toBe("none");
    await device.say("event", { id: "m1", at: clock.now(), code: "alarm-button", phase: "raised" });
    await eventually(() => told(house, liftId).length === 1, "the button");
    clock.forward(minutes(11));
    const other = await newLift(house);
    const second = await dock(house, other.login, other.code);
    await second.say("state", state(clock.now()));
    expect(house.door.twinOf(other.liftId)?.entrapment).toBe("suspected");
  });
});

describe("messages to a device", () => {
  const queue = (house: DevicesHouse, liftId: LiftId, id: string, forMs = minutes(30)) => {
    const at = house.platform.clock.now();
    const body = { action: "start", incidentNo: "R1", text: "救援人员已出发" };
    return house.platform.database.transaction((tx) =>
      queueDownlink(tx, { id, liftId, channel: "comfort", body, expiresAt: at + forMs, at }),
    );
  };

  test("wait for a device that is away, survive a restart, and end with its done", async () => {
    const before = await begin();
    const { code, liftId, login } = await newLift(before);
    expect(await queue(before, liftId, "d1")).toBe(true);
    expect(await queue(before, liftId, "d1")).toBe(true);
    await end(before);

    const after = await begin();
    const device = await dock(after, login, code);
    const message = await device.hears(({ body }) => body.id === "d1", "the comfort message");
    expect(message).toMatchObject({
      topic: `sp/v1/${code}/comfort`,
      body: { action: "start", text: "救援人员已出发" },
    });
    const results = () => told(after, liftId, "devices.downlink-done").map(({ body }) => body.result);
    await eventually(() => results().includes("delivered"), "delivered");
    await device.say("done", { id: "d1", at: Date.now(), result: "played" });
    await eventually(() => results().includes("played"), "done");
    await queue(after, liftId, "d2");
    await device.hears(({ body }) => body.id === "d2", "the next one at once");
    expect(device.received.filter(({ body }) => body.id === "d1")).toHaveLength(1);
  });
  test("say so when there is no device, and expire when it never comes", async () => {
    const clock = manualClock(Date.now());
    const house = await begin(clock);
    const bare = await registerLift(database, "31103301079999999999");
    expect(await queue(house, bare, "n1")).toBe(false);
    const { liftId } = await newLift(house);
    await queue(house, liftId, "e1", minutes(5));
    clock.forward(minutes(7));
    await eventually(() => told(house, liftId, "devices.downlink-done").length === 1, "expired");
    expect(told(house, liftId, "devices.downlink-done")[0]?.body).toMatchObject({ messageId: "e1", result: "expired" });
  });
  test("are bounded per device: the newest stay", async () => {
    const house = await begin();
    const { code, liftId, login } = await newLift(house);
    for (let n = 0; n < 30; n += 1) await queue(house, liftId, `b${n}-${code}`);
    const device = await dock(house, login, code);
    await eventually(() => device.received.length === 20, "twenty");
    expect(device.received.some(({ body }) => body.id === `b29-${code}`)).toBe(true);
  });
});

describe("the live channel", () => {
  test("shows a lift's twin with every frame to who may see it", async () => {
    const house = await begin();
    const { code, liftId, login } = await newLift(house);
    const device = await dock(house, login, code);
    const rows: Twin[] = [];
    const sink = (message: { kind: string; row?: unknown }) => {
      if (message.kind === "change") rows.push(message.row as Twin);
      return true;
    };
    const watching = {
      viewer: administrator,
      topics: [`lift:${liftId}`],
      lastId: undefined,
      sink,
      cutOff: () => undefined,
    };
    await house.platform.live.subscribe(watching);
    await device.say("state", state(Date.now(), { carPosition: "4" }));
    await device.say("state", state(Date.now(), { carPosition: "5", carStatus: 1 }));
    expect(rows.map((row) => row.carPosition)).toEqual(["4", "5"]);
    const reply = await house.route("GET", "/api/v1/lifts/:liftId/twin")({ params: { liftId } });
    expect(reply).toMatchObject({ value: { twin: { carPosition: "5", moving: true } } });
    const stranger = { kind: "public" as const };
    expect(
      await house.route("GET", "/api/v1/lifts/:liftId/twin")({ params: { liftId }, principal: stranger }),
    ).toMatchObject({
      value: { twin: null },
    });
  });
});

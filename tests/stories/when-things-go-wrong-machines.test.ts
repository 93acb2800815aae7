import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { untilAnswered } from "../../sim/api.ts";
import { eventsOf, watchLive } from "../../sim/people/live-client.ts";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { done, type IncidentRow, openReply } from "../../src/rooms/rescue/contract.ts";
import { type Device, eventually, type House, keyFor, must, startHouse } from "../support/house.ts";

/** Machines that fail under a running rescue: connections cut, the house stopped and started, the database away. */
let house: House;
let calls = 0;

beforeAll(async () => {
  house = await startHouse();
});

async function call(liftId: string, limit: AbortSignal = AbortSignal.timeout(20_000)): Promise<string> {
  calls += 1;
  const body = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  const sent = { ...body, key: keyFor("call", calls), liftId, note: null };
  const opened = await untilAnswered(() => house.admin.post("/api/v1/incidents", sent, openReply), limit, 50);
  return opened.incidentId;
}
const end = (id: string) =>
  house.admin.post(`/api/v1/incidents/${id}/false-alarm`, { key: keyFor("end", id), reason: "核实无人" }, done);
const endAll = async () => {
  for (const { id } of await house.incidents()) await end(id);
};

type Told = {
  id: string | undefined;
  name: string;
  data: { topic?: string; key?: string; row?: IncidentRow; rows?: IncidentRow[] };
};

/** The desk's channel from `lastId` to its `ready`, and on until `enough`. */
async function readDesk(lastId: string | undefined, enough: (told: Told[]) => boolean = () => true): Promise<Told[]> {
  const stop = new AbortController();
  const reply = await fetch(`${house.running.http}/api/v1/live?topics=desk`, {
    headers: { ...house.admin.headers(), ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
    signal: stop.signal,
  });
  const told: Told[] = [];
  for await (const event of eventsOf(must(reply.body, "body"))) {
    if (event.name !== "beat") told.push({ id: event.id, name: event.name, data: JSON.parse(event.data) });
    if (told.some((each) => each.name === "ready") && enough(told)) break;
  }
  stop.abort();
  return told;
}
const numberOf = (id: string | undefined): number => Number(must(id, "id").split(".")[1]);

describe("the desk's channel is cut", () => {
  let lastId: string | undefined;

  test("who comes back by its last number hears everything since, in order, each change once", async () => {
    const first = await readDesk(undefined);
    expect(first.map((each) => each.name)).toEqual(["snapshot", "ready"]);
    lastId = first.at(-1)?.id;
    const ids = [await call(house.lift(0).id), await call(house.lift(1).id), await call(house.lift(2).id)];
    await house.settle();
    await end(must(ids[1], "second"));
    const closed = (told: Told[]) => told.some((each) => each.data.key === ids[1] && each.data.row?.stage === "closed");
    const since = await readDesk(lastId, closed);
    expect(since.some((each) => each.name === "snapshot")).toBe(false);
    const changes = since.filter((each) => each.name === "change");
    expect(new Set(changes.map((each) => each.data.key))).toEqual(new Set(ids));
    const numbers = changes.map((each) => numberOf(each.id));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers[0]).toBeGreaterThan(numberOf(lastId));
    for (const id of ids) {
      const last = changes.findLast((each) => each.data.key === id);
      expect(last?.data.row).toEqual((await house.file(id)).incident);
    }
    lastId = since.at(-1)?.id;
    // From there nothing is said again.
    expect((await readDesk(lastId)).map((each) => each.name)).toEqual(["ready"]);
  });

  test("across a restart of the house a snapshot says what is true", async () => {
    const before = await house.incidents();
    await house.restart();
    const again = await readDesk(lastId);
    expect(again.map((each) => each.name)).toEqual(["snapshot", "ready"]);
    const open = again[0]?.data.rows?.filter((row) => row.closedAt === null) ?? [];
    expect(open.map((row) => [row.id, row.version]).sort()).toEqual(before.map((row) => [row.id, row.version]).sort());
    await endAll();
  });
});

describe("the house is down while a clock runs out", () => {
  // In a city that asks one crew at a time; two side by side: second-crew.test.ts.
  const secondCrews = (value: 0 | 1) =>
    sql`update rescue.setting set value = ${value} where name = 'secondCrew'`.execute(
      house.running.platform.database.db,
    );
  beforeAll(() => secondCrews(0));
  afterAll(() => secondCrews(1));

  test("right after the start the silent crew is overdue and another is asked, with nobody looking", async () => {
    const lift = house.lift(3);
    const [own] = await house.crewsOf(lift.maintenanceUnit, true);
    const [other] = await house.crewsOf(lift.maintenanceUnit, false);
    await house.phoneOf(must(own, "contracted crew"), lift.position);
    const second = await house.phoneOf(must(other, "another crew"), lift.position);
    const id = await call(lift.id);
    await house.settle();
    expect((await house.file(id)).incident.asks.map((ask) => ask.status)).toEqual(["asked"]);
    await house.restart(() => house.clock.forward(minutes(4)));
    const asks = await eventually(async () => {
      const found = (await house.file(id)).incident.asks;
      return found.length > 1 ? found : undefined;
    }, "the second ask");
    expect(asks.map((ask) => ask.status)).toEqual(["overdue", "asked"]);
    expect(asks[1]?.crewId).toBe(second.crewId);
    await end(id);
  });

  test("an alarm that a device could not send meanwhile is sent again by itself, and becomes one incident", async () => {
    const lift = house.lift(4);
    const device = await house.device(lift.registerCode);
    let sent: Promise<void> | undefined;
    await house.restart(() => {
      sent = device.send("event", { id: "down-1", at: house.clock.now(), code: "entrapment", phase: "raised" });
    });
    await sent;
    await eventually(async () => (await house.incidents()).length === 1, "the incident");
    expect((await house.incidents())[0]).toMatchObject({ liftId: lift.id, alarms: 1 });
    await endAll();
  });
});

describe("the database cuts every connection, again and again, while alarms come", () => {
  test("nothing that was acknowledged is lost or doubled, the house recovers by itself, a desk that looked on shows the truth", async () => {
    const devices: Device[] = [];
    for (let n = 5; n < 13; n += 1) devices.push(await house.device(house.lift(n).registerCode));
    const shown = new Map<string, unknown>();
    const looking = new AbortController();
    const desk = watchLive(
      house.admin,
      "desk",
      {
        onSnapshot: (_topic, rows) => {
          shown.clear();
          for (const row of rows) shown.set(String(row.id), row);
        },
        onChange: (_topic, key, row) => void (row === null ? shown.delete(key) : shown.set(key, row)),
      },
      looking.signal,
    );
    // Rescues of the tests before are over by now: an alarm of the same moment would belong to them.
    house.clock.forward(seconds(1));
    const cutting = new AbortController();
    const cuts = cutConnections(cutting.signal);
    const acknowledged = new Set<string>();
    await Promise.all([
      ...devices.map(async (device, i) => {
        await sleep(i * 150);
        await device.send("event", { id: `cut-${i}`, at: house.clock.now(), code: "entrapment", phase: "raised" });
        acknowledged.add(house.lift(5 + i).id);
      }),
      ...[13, 14, 15, 16].map(async (n, i) => {
        await sleep(i * 300);
        await call(house.lift(n).id);
        acknowledged.add(house.lift(n).id);
      }),
    ]);
    cutting.abort();
    expect(await cuts).toBeGreaterThan(20);
    expect(acknowledged.size).toBe(12);
    // What was under way when its connection went is tried again after a pause, or when its lease of 20 s has run out.
    await eventually(async () => {
      house.clock.forward(seconds(1));
      return (await house.incidents()).length >= 12;
    }, "twelve incidents");
    await house.forward(minutes(2));
    const open = await house.incidents();
    expect(open.map((row) => row.liftId).sort()).toEqual([...acknowledged].sort());
    expect(open.every((row) => row.dueAt !== null && row.alarms === 1)).toBe(true);
    const ready = await fetch(`${house.running.http}/readyz`);
    expect(ready.status).toBe(200);
    for (const row of await house.incidents())
      await eventually(() => (shown.get(row.id) as IncidentRow)?.version === row.version, `row ${row.no} on the desk`);
    looking.abort();
    await desk;
    await endAll();
  });
});

/** Ends all sessions of the app's role every 100 ms; returns how many it ended. */
async function cutConnections(signal: AbortSignal): Promise<number> {
  const owner = new pg.Client({ connectionString: inject("postgresUrl") });
  await owner.connect();
  let ended = 0;
  while (!signal.aborted) {
    const { rows } = await owner.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [
      house.database.appRole,
    ]);
    ended += rows.length;
    await sleep(100);
  }
  await owner.end();
  return ended;
}

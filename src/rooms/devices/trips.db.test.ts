import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import {
  asOwner,
  type DevicesHouse,
  dock,
  eventually,
  registerLift,
  startDevicesHouse,
} from "../../../tests/support/devices-house.ts";
import { manualClock, minutes } from "../../kernel/clock.ts";
import type { TripsReply } from "./contract/trips.ts";

/** Times are exact: the clock is moved by hand, and a device says when. */
const noon = Date.UTC(2026, 10, 27, 4);
const code = "31103301070000009001";
let database: TestDatabase;
let houses: DevicesHouse[] = [];

beforeAll(async () => {
  database = await makeTestDatabase(["platform", "identity", "lifts", "devices"]);
});
afterAll(async () => {
  for (const house of houses) await house.stop();
});

const rowsOf = <Row>(sql: string) =>
  asOwner(database, async (client) => (await client.query(sql)).rows as unknown as Row[]);

async function tripsOf(house: DevicesHouse, liftId: string): Promise<TripsReply> {
  const reply = await house.route("GET", "/api/v1/lifts/:liftId/trips")({ params: { liftId } });
  return (reply as { value: TripsReply }).value;
}

test("trips and counters are kept, survive the end of the process at any moment, and are counted once", async () => {
  const clock = manualClock(noon);
  const begin = async (): Promise<DevicesHouse> => {
    const house = await startDevicesHouse(database, clock);
    houses.push(house);
    return house;
  };
  const upToDate = async (savedAt: number): Promise<void> =>
    eventually(async () => {
      const rows = await rowsOf<{ n: string }>(
        `select count(*) as n from devices.tally where body is not null and saved_at >= to_timestamp(${savedAt / 1_000})`,
      );
      // A round that failed on a busy machine is tried again when some time has gone by, and here that is the test's.
      if (rows[0]?.n !== "1") clock.forward(250);
      return rows[0]?.n === "1";
    }, "the bucket is written");
  let house = await begin();
  const liftId = await registerLift(database, code);
  const login = await house.enrol(code);
  let device = await dock(house, login, code);
  let floor = 1;
  const state = (changes: object) =>
    device.say("state", {
      at: clock.now(),
      serviceMode: 1,
      carStatus: 0,
      carDirection: 0,
      doorZone: true,
      carPosition: String(floor),
      doorStatus: 2,
      ...changes,
    });
  const trip = async (): Promise<void> => {
    await state({});
    clock.forward(5_000);
    await state({ carStatus: 1, carDirection: 1, doorZone: false });
    clock.forward(10_000);
    floor += 1;
    await state({ doorStatus: 4 });
    clock.forward(5_000);
  };
  await trip();
  clock.forward(minutes(1));
  await upToDate(noon + minutes(1));
  await trip();
  await trip();
  // Nothing of the last two was written: a process that is killed leaves no more.
  await house.stop();
  houses = [];
  house = await begin();
  device = await dock(house, login, code);
  clock.forward(minutes(1));
  await upToDate(clock.now());
  await trip();
  expect((await tripsOf(house, liftId)).hours).toEqual([
    expect.objectContaining({ at: noon, trips: 4, doors: 4, runningSeconds: 40, occupied: 0, faults: 0 }),
  ]);
  clock.forward(minutes(1));
  await upToDate(clock.now());
  const { trips } = await tripsOf(house, liftId);
  expect(trips.map(({ from, to, endedAt, beganAt }) => [from, to, endedAt - beganAt])).toEqual([
    ["4", "5", 10_000],
    ["3", "4", 10_000],
    ["2", "3", 10_000],
    ["1", "2", 10_000],
  ]);
  clock.forward(minutes(70));
  await upToDate(clock.now());
  expect(await rowsOf("select hour, trips, running_seconds from devices.lift_hour")).toEqual([
    { hour: new Date(noon), trips: 4, running_seconds: 40 },
  ]);
  clock.forward(minutes(16 * 60));
  await eventually(
    async () => (await rowsOf("select 1 from devices.lift_day")).length === 1,
    "the day is added up in the night",
  );
  const { days } = await tripsOf(house, liftId);
  expect(days).toEqual([
    expect.objectContaining({ at: Date.UTC(2026, 10, 26, 16), trips: 4, doors: 4, runningSeconds: 40 }),
  ]);
});

test("partitions go when their days are over", async () => {
  await asOwner(database, async (client) => {
    await client.query("select devices.make_tally_partitions('{2026-11-20,2026-11-27}')");
    await client.query("select devices.drop_tally_partitions('2026-11-21', '2026-11-20', '2026-01-01')");
    const { rows } = await client.query<{ name: string }>(
      "select relname as name from pg_class where relname ~ '^(trip_chunk|lift_hour)_2026(1120|1127)$' order by 1",
    );
    expect(rows.map(({ name }) => name)).toEqual(["lift_hour_20261120", "lift_hour_20261127", "trip_chunk_20261127"]);
  });
});

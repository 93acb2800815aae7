import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { makeTestDatabase, openTestDatabase } from "../../../tests/support/database.ts";
import { type CrewId, newId } from "../../kernel/ids.ts";
import type { Database } from "../../platform/database/database.ts";
import { findCrew } from "./crew-record.ts";
import { reportPosition, setDuty } from "./duty.ts";

const id = newId<"crew">() as CrewId;
const t0 = Date.UTC(2026, 10, 23);
const home = { lat: 30, lon: 165 };
let database: Database;

beforeAll(async () => {
  database = openTestDatabase(await makeTestDatabase());
  await sql`insert into crews.crew (id, code, name, organisation_id, kind, travel, region_code, home_lat, home_lon)
    values (${id}, 'c1', '一组', ${newId()}, 'unit', 'car', '990101', ${home.lat}, ${home.lon})`.execute(database.db);
});

const report = (lat: number, lon: number, now: number) =>
  database.transaction((tx) => reportPosition(tx, id, { position: { lat, lon }, now }));
const duty = (on: boolean, now: number) => database.transaction((tx) => setDuty(tx, id, { on, now }));
const place = async () => (await findCrew(database.db, id))?.position;

test("until its phone says where it is, a crew counts as at home", async () => {
  expect(await place()).toEqual(home);
});

test("an older position, and one that cannot be true, change nothing", async () => {
  await report(30.01, 165.01, t0 + 10);
  await report(30.02, 165.02, t0);
  // The phone is told that its position was not taken.
  expect(await report(39.9, 116.4, t0 + 20)).toBe(false);
  expect(await place()).toEqual({ lat: 30.01, lon: 165.01 });
});

test("on duty twice is one period, and off duty ends it", async () => {
  for (const on of [true, true, false, false]) await duty(on, t0 + 100);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from crews.duty where to_at is not null`.execute(
    database.db,
  );
  expect(rows[0]?.n).toBe(1);
});

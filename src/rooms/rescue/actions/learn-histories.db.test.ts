import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { openRoomPlatform } from "../../../../tests/support/room-platform.ts";
import { manualClock, minutes } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Database, json, ts } from "../../../platform/database/database.ts";
import { assumedHistory } from "../model/ask-outcomes.ts";
import { unitHistories } from "../views/unit-histories.ts";
import { learnHistories } from "./learn-histories.ts";

const day = minutes(24 * 60);
/** Noon in the city. */
const clock = manualClock(Date.UTC(2026, 10, 23, 4));
const [unit, other] = [newId(), newId()];
const [quick, silent] = [newId(), newId()];
let database: Database;

beforeAll(async () => {
  database = (await openRoomPlatform(["identity", "lifts", "devices", "crews", "rescue"])).platform.database;
  for (const [id, organisation] of [
    [quick, unit],
    [silent, other],
  ])
    await sql`insert into crews.crew (id, code, name, organisation_id, kind, travel, region_code, home_lat, home_lon)
      values (${id}, ${id}, '组', ${organisation}, 'unit', 'car', '990101', 30, 120)`.execute(database.db);
});

async function closedIncident(ask: object): Promise<void> {
  const now = clock.now();
  await sql`insert into rescue.incident
      (id, no, version, stage, region_code, source, state, opened_at, trapped_since, closed_at, level, false_alarm, progress_key)
    values (${newId()}, ${newId()}, 1, 'closed', '990101', 'device', ${json({ asks: [ask] })}::jsonb, ${ts(now)}, ${ts(now)}, ${ts(now - 1_000)}, 1, false, ${newId()})`.execute(
    database.db,
  );
}

const due = () => learnHistories({ database, clock });
async function learn(): Promise<number> {
  const keys = await due().find(clock.now(), 10);
  for (const key of keys) await due().run(key, clock.now());
  return keys.length;
}
const group = (organisation: string) => `${organisation}/car`;
const histories = (by?: number) =>
  unitHistories(database.db, new Map([unit, other].map((each) => [group(each ?? ""), "all/car"])), by);

test("before anything was learned the assumed history counts", async () => {
  expect((await histories()).of(group(unit ?? "")).history).toEqual(assumedHistory);
});

test("once a night, also when it is tried twice; a silent unit is known by its silence, a new one leans on all", async () => {
  const why = { etaSeconds: 300, level: 1, rule: "contracted-unit" };
  for (let n = 0; n < 30; n += 1) {
    await closedIncident({ crewId: silent, status: "overdue", askedAt: 0, why });
    await closedIncident({ crewId: quick, status: "arrived", askedAt: 0, answeredAt: 10_000, arrivedAt: 400_000, why });
  }
  await closedIncident({ crewId: silent, status: "arrived", askedAt: 0, answeredAt: 10_000, arrivedAt: 400_000, why });
  expect(await learn()).toBe(1);
  expect(await learn()).toBe(0);
  await due().run("2026-11-23", clock.now());
  const { rows } = await sql`select 1 from rescue.history_run`.execute(database.db);
  expect(rows).toHaveLength(1);
  const { of } = await histories();
  expect(of(group(other ?? "")).history.asks).toBeGreaterThan(0);
  expect(of(group(other ?? "")).history.silent).toBeGreaterThan(0.5);
  expect(of(group(unit ?? "")).history.silent).toBeLessThan(of(group(other ?? "")).history.silent);
});

test("what held then can be asked for later: a decision of then is computed again", async () => {
  const then = clock.now();
  const before = (await histories()).of(group(unit ?? "")).history;
  clock.forward(day);
  const why = { etaSeconds: 300, level: 1, rule: "contracted-unit" };
  for (let n = 0; n < 30; n += 1) await closedIncident({ crewId: quick, status: "overdue", askedAt: 0, why });
  expect(await learn()).toBe(1);
  expect((await histories()).of(group(unit ?? "")).history.silent).toBeGreaterThan(before.silent);
  expect((await histories(then)).of(group(unit ?? "")).history).toEqual(before);
});

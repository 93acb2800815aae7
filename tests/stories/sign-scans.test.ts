import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { createDraws } from "../../sim/draws.ts";
import { fillTestCalls } from "../../sim/fill-test-calls.ts";
import { scanSigns } from "../../sim/people/sign-scans.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { coverReply } from "../../src/rooms/rescue/contract/cover.ts";
import { type House, startHouse } from "../support/house.ts";

/** What the demonstration does for its share of cover, by HTTP as anybody: people look at signs, the centre makes test calls. */
let house: House;
beforeAll(async () => {
  house = await startHouse({ lifts: 150 });
  await sql`update lifts.lift set sign = 'posted' where rescue_code is not null`.execute(
    house.running.platform.database.bulk,
  );
  await house.forward(minutes(6));
});
const scan = () =>
  scanSigns({ api: house.admin, draws: createDraws(7), signal: new AbortController().signal, pauseMs: 0 });
const cover = async () => (await house.admin.get("/api/v1/cover", coverReply)).total;

test("most signs are looked at, some never; the share of cover lies between nothing and the whole", async () => {
  expect((await cover()).code).toBe(0);
  const scanned = await scan();
  expect(await fillTestCalls(house.admin, createDraws(3))).toBeGreaterThan(1);
  const { lifts, code, covered, number } = await cover();
  expect(scanned).toBeGreaterThan(0.7 * house.lifts.length);
  expect(code).toBeGreaterThan(0.7 * lifts);
  expect(code).toBeLessThan(lifts);
  expect(number).toBeGreaterThan(0);
  expect(covered).toBeGreaterThan(0);
  expect(covered).toBeLessThan(lifts);
});

test("at the next start nobody looks at what is known, and those who never looked do not", async () => {
  const before = await cover();
  expect(await scan()).toBe(0);
  expect(await cover()).toEqual(before);
});

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { createDraws } from "../../sim/draws.ts";
import { fillDuties } from "../../sim/fill-duties.ts";
import { fillTestCalls } from "../../sim/fill-test-calls.ts";
import { minutes } from "../../src/kernel/clock.ts";
import { board, measureList } from "../../src/rooms/duties/contract/board.ts";
import { documentList } from "../../src/rooms/duties/contract/review.ts";
import { dutyNumberList } from "../../src/rooms/rescue/contract/test-calls.ts";
import { type House, startHouse } from "../support/house.ts";

/** The documents with which a demonstration begins, on the whole house: read, bound, partly confirmed, on the clock. */
let house: House;
const national = existsSync(join(resolve(process.env.SP_SHARED ?? "../shared"), "policies/003-samr-2022.txt"));

beforeAll(async () => {
  house = await startHouse({ lifts: 20, start: Date.parse("2026-11-27T10:00:00+08:00") });
});

const look = () => house.admin.get("/api/v1/due-items?limit=200", board);
const regions = () => house.city.regions.map(({ code }) => code);

test("the demonstration's duties live, and filling them again changes nothing", async () => {
  expect(await fillDuties(house.admin, regions())).toContain("shengping-2026.txt");
  await house.settle();
  const before = await look();
  expect(before.items.map(({ heading, dueOn }) => [heading?.slice(3), dueOn])).toEqual(
    expect.arrayContaining([
      ["开展应急演练", "2026-12-31"],
      ["加强安全教育", "2026-12-31"],
    ]),
  );
  expect(before.counts).toMatchObject({ done: expect.any(Number) });
  await fillDuties(house.admin, regions());
  await house.settle();
  expect(await look()).toEqual(before);
  const { documents } = await house.admin.get("/api/v1/policy-documents", documentList);
  expect(documents).toHaveLength(national ? 2 : 1);
  expect(documents.every(({ standing }) => standing === "bound")).toBe(true);
});

test("each 24-hour number has been tried once, however often the demonstration is started", async () => {
  const numbers = () => house.admin.get("/api/v1/test-calls", dutyNumberList);
  const { total } = await numbers();
  expect(total).toBeGreaterThan(0);
  expect(await fillTestCalls(house.admin, createDraws(1))).toBe(total);
  const { counts } = await numbers();
  expect([counts.never ?? 0, (counts.answered ?? 0) + (counts["not-answered"] ?? 0)]).toEqual([0, total]);
  expect(await fillTestCalls(house.admin, createDraws(1))).toBe(0);
});

test("a city elsewhere is not bound by the invented document", async () => {
  expect(await fillDuties(house.admin, ["310101"])).not.toContain("shengping-2026.txt");
});

test("rooms answer the measures that they list", async () => {
  const { measures } = await house.admin.get("/api/v1/measures", measureList);
  const offered = measures.filter(({ name }) => name !== null);
  expect(offered.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "lifts.signs-posted-share",
      "devices.connected-share",
      "rescue.arrived-within-30-minutes-share",
    ]),
  );
  expect(offered.find(({ name }) => name === "lifts.in-use-count")?.value).toBe(20);
  expect(offered.find(({ name }) => name === "rescue.drills-held-this-year")?.value).toBe(0);
});

test("days that pass while the platform is down are made up for, once", async () => {
  await house.restart(() => house.clock.forward(minutes(40 * 24 * 60)));
  await house.settle();
  const { items, today } = await look();
  expect(today).toBe("2027-01-06");
  const drills = items.filter(({ heading }) => heading?.includes("应急演练"));
  expect(drills.map(({ dueOn, state }) => [dueOn, state])).toEqual([
    ["2026-12-31", "overdue"],
    ["2027-06-30", "not-due"],
  ]);
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, startHouse } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

/** Recorded outages come in by the ordinary door and are the same outages afterwards. */
type Counts = { outages: number; downMs: number };
type Replayed = {
  units: { unit: string; file: Counts; platform: Counts }[];
  file: Counts;
  platform: Counts;
  differ: unknown[];
  sent: { frames: number; accepted: number; repeated: number; bad: number };
};
const real = join(process.env.SP_REAL_DATA ?? "../shared/data", "events/wmata-elevator-status-2013-2015.csv");
const hasReal = existsSync(real);
const composed = join(import.meta.dirname, "history.csv");

let house: House;
beforeAll(async () => {
  house = await startHouse({ lifts: hasReal ? 400 : 20 });
}, 120_000);
afterAll(() => house?.stop());

type Row = Record<"unit_id" | "time_utc" | "end_time_utc" | "symptom_category", string>;
const rowsOf = (file: string): Row[] => parse(readFileSync(file), { columns: true, bom: true });

/** Straight from the file, row by row and without a line of the command's; an outage that has not ended counts no down-time. */
function countStraight(file: string): Map<string, Counts> {
  return new Map([...Map.groupBy(rowsOf(file), (row) => row.unit_id)].map(([unit, rows]) => [unit, countUnit(rows)]));
}
function countUnit(rows: readonly Row[]): Counts {
  const isOff = (row: Row | undefined): boolean => row !== undefined && row.symptom_category !== "ON";
  const outages = rows.filter((row, i) => isOff(row) && !isOff(rows[i - 1])).length;
  const stillOff = rows.at(-1)?.end_time_utc === "" ? rows.findLastIndex((row) => !isOff(row)) + 1 : rows.length;
  const ended = rows.slice(0, stillOff).filter(isOff);
  return {
    outages,
    downMs: ended.reduce((sum, row) => sum + Date.parse(row.end_time_utc) - Date.parse(row.time_utc), 0),
  };
}
const perUnit = (counts: Map<string, Counts>) => [...counts].map(([unit, platform]) => ({ unit, platform }));

/** The lifts that stand for a file's units. */
async function liftsFor(file: string, from: number): Promise<string> {
  const units = [...new Set(rowsOf(file).map((row) => row.unit_id))];
  const { rows } = await sql<{ code: string }>`
    select register_code as code from lifts.v_lift order by register_code`.execute(house.running.platform.database.db);
  const codes = rows.map(({ code }) => code).slice(from, from + units.length);
  expect(codes).toHaveLength(units.length);
  const map = join(house.database.dataDir, `units-${from}.csv`);
  writeFileSync(map, ["unit,code", ...units.map((unit, i) => `${unit},${codes[i]}`)].join("\n"));
  return map;
}
const replay = (file: string, map: string, ...more: string[]) =>
  sp(["devices", "replay", file, "--lifts", map, "--json", ...more], { SP_DATA_DIR: house.database.dataDir });

test("a composed history comes out as it is counted by hand; sent again, nothing counts twice", async () => {
  const map = await liftsFor(composed, 0);
  const end = await replay(composed, map, "--speed", "100000000");
  const first = jsonOf<Replayed>(end);
  // U1: 2 h and 40 min; U2: 6 h and 10 min, and one that has not ended; U3 never stood still.
  const byHand = { outages: 5, downMs: (120 + 40 + 360 + 10) * 60_000 };
  expect(first.units).toMatchObject(perUnit(countStraight(composed)));
  expect(first).toMatchObject({ file: byHand, platform: byHand, differ: [], sent: { frames: 9, accepted: 9 } });
  expect(end.code).toBe(0);
  const again = jsonOf<Replayed>(await replay(composed, map));
  expect(again).toMatchObject({ platform: byHand, differ: [], sent: { accepted: 0, repeated: 9 } });
  expect(await house.incidents("all")).toEqual([]);
});

test("what is missing is said in one sentence", async () => {
  const map = join(house.database.dataDir, "wrong.csv");
  writeFileSync(map, "U1,31000000000000000000\nU2,31000000000000000001\nU3,31000000000000000002\n");
  const wrong = await replay(composed, map);
  expect([wrong.code, wrong.err]).toMatchObject([1, expect.stringContaining("31000000000000000000")]);
  writeFileSync(map, "U1,31000000000000000000\n");
  const few = await replay(composed, map);
  expect([few.code, few.err]).toMatchObject([1, expect.stringContaining("no code for 2 units")]);
});

describe.skipIf(!hasReal)(`a real history${hasReal ? "" : " (SKIPPED: SP_REAL_DATA has no events/wmata-*)"}`, () => {
  test("has the same outages per unit and the same down-time as counted straight from the file", async () => {
    const straight = countStraight(real);
    const done = jsonOf<Replayed>(await replay(real, await liftsFor(real, 10)));
    expect(done.differ).toEqual([]);
    expect(straight.size).toBe(277);
    expect(done.units).toMatchObject(perUnit(straight));
    expect(done.platform.outages).toBeGreaterThan(5_000);
  }, 120_000);
});

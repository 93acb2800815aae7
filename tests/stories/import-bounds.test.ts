import { afterAll, beforeAll, expect, test } from "vitest";
import { Refused } from "../support/import-desk.ts";
import { type ImportHouse, startImportHouse } from "../support/import-house.ts";
import { manyRows } from "../support/many-rows.ts";

/** Files of any length, and more than one hand on the same file. */
let house: ImportHouse;
beforeAll(async () => {
  house = await startImportHouse();
});
afterAll(() => house?.running.stop());

const bad = "3.1109E+19,3110,小区,路,物业";

/** What becomes of starts at the same moment: the states of those that began, the codes of those refused. */
async function startAtOnce(ids: readonly string[]): Promise<string[]> {
  const ends = await Promise.allSettled(ids.map((id) => house.desk.act(id, "start")));
  return ends.map((end) => {
    if (end.status === "fulfilled") return end.value.state;
    return end.reason instanceof Refused ? end.reason.problem.code : String(end.reason);
  });
}

test("the same file uploaded twice and started at the same moment: one runs, the other is told to wait and finds nothing to do", async () => {
  const source = (await house.desk.source("两份")).id;
  const csv = manyRows(3_000);
  const first = await house.desk.upload(source, "甲.csv", csv);
  const second = await house.desk.upload(source, "乙.csv", csv);
  expect(second.fileHash).toBe(first.fileHash);
  await house.desk.map(source, (await house.desk.preview(first.id)).mapping);
  // Pressed twice, and by a second person.
  const told = await startAtOnce([first.id, first.id, second.id, second.id]);
  expect(told.toSorted()).toEqual(["IMPORTS_BUSY", "IMPORTS_BUSY", "IMPORTS_BUSY", "running"]);
  const winner = told.indexOf("running") < 2 ? first.id : second.id;
  const done = await house.desk.ended(winner);
  expect(done.run).toMatchObject({ state: "done", counts: { rows: 3_000, created: 3_000 } });
  const other = winner === first.id ? second.id : first.id;
  expect(await startAtOnce([other])).toEqual(["running"]);
  const again = await house.desk.ended(other);
  expect(again.run).toMatchObject({ state: "done", counts: { created: 0, changed: 0, unchanged: 3_000 } });
  expect(await startAtOnce([winner, other])).toEqual(["IMPORTS_NOT_IN_STATE", "IMPORTS_NOT_IN_STATE"]);
});

test("a file that does not fit into the thread's memory is checked to its bad last row", async () => {
  const rows = 300_000;
  const source = (await house.desk.source("很长")).id;
  const { id } = await house.desk.upload(source, "很长.csv", manyRows(rows, bad));
  await house.desk.map(source, (await house.desk.preview(id)).mapping);
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  await house.desk.act(id, "check");
  const checked = await house.desk.ended(id, 240_000);
  clearInterval(watch);
  expect(checked.run).toMatchObject({ state: "checked", problem: null, counts: { rows: rows + 1, refused: 1 } });
  const { rows: refused } = await house.desk.refused(id);
  expect(refused).toMatchObject([{ row: rows + 2, reasons: [{ code: "CELL_PRECISION" }] }]);
  // Held, so many rows break the thread's bound on its memory, and the check fails; as a stream it grew by some 45 MiB.
  expect((most - before) / 2 ** 20).toBeLessThan(250);
}, 300_000);

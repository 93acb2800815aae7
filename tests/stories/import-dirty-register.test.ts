import { afterAll, beforeAll, expect, test } from "vitest";
import { dirtyCsv, makeDirtyRegister } from "../../sim/registers/dirty-register.ts";
import { importFile } from "../support/import-desk.ts";
import { type ImportHouse, startImportHouse } from "../support/import-house.ts";

/** A whole dirty register through the whole import, twice: who stands in it twice, and who has fewer codes than the columns. */
const register = makeDirtyRegister({ seed: 20_261_127, lifts: 400 });
const file = { name: "脏登记册.csv", bytes: dirtyCsv(register) };
const rowsOf = (...faults: string[]): number[] =>
  register.faults.filter(({ fault }) => faults.includes(fault)).map(({ row }) => row);
const regions = ["990101,示范中区", "990102,示范东区", "990103,示范北区", "990104,示范西区", "990105,示范南区"].map(
  (each) => `${each},990100`,
);

let house: ImportHouse;
beforeAll(async () => {
  house = await startImportHouse();
  await house.post("/api/v1/imports/regions", {
    csv: `code,name,parent\n990000,示范省,100000\n990100,升平示范市,990000\n${regions.join("\n")}\n`,
  });
}, 120_000);
afterAll(() => house?.running.stop());

test("a lift by two of its codes in two rows is taken once, the second row refused; “无” and “/” are no codes; next month the same", async () => {
  const [apart, none] = [rowsOf("codes-apart"), register.faults.filter(({ fault }) => /-none(-|$)/.test(fault))];
  expect(Math.min(apart.length, none.length)).toBeGreaterThan(2);
  const source = (await house.desk.source("脏登记册")).id;
  const first = await importFile(house.desk, source, file);
  expect(first.run).toMatchObject({ state: "done", problem: null });
  const refusedRows = async (id: string): Promise<number[]> =>
    (await house.desk.refused(id)).rows.map(({ row }) => row);
  const refused = await refusedRows(first.run.id);
  const twice = rowsOf("codes-apart", "code-twice");
  expect(refused).toEqual(expect.arrayContaining(twice));
  expect(refused.filter((row) => none.some((each) => each.row === row))).toEqual([]);
  expect(first.run.counts.created).toBe(register.truth.size - refused.length);
  const [row = 0] = apart;
  const { lift } = await house.lift(register.truth.get(row - 1)?.register_code ?? "");
  expect(lift.registerCode).toBe(register.truth.get(row - 1)?.register_code);
  const again = await importFile(house.desk, source, file);
  const { created, changed, unchanged } = again.run.counts;
  expect({ created, changed, unchanged }).toEqual({ created: 0, changed: 0, unchanged: first.run.counts.created });
  expect(await refusedRows(again.run.id)).toEqual(refused);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { importFile } from "../support/import-desk.ts";
import { codeOf, type ImportHouse, startImportHouse } from "../support/import-house.ts";

/** Registers of signs: which numbers were given, and whether they hang in the cars. */
let house: ImportHouse;
beforeAll(async () => {
  house = await startImportHouse();
});
afterAll(() => house?.running.stop());

const csv = (rows: readonly string[], head = "设备注册代码,设备品种,使用地点,所在区县,96333识别码"): string =>
  `${head}\n${rows.join("\n")}\n`;
const row = (n: number, more = ""): string => `${codeOf(n)},曳引驱动乘客电梯,湖畔路${n}号,东区,${100_000 + n}${more}`;
const signOf = async (n: number): Promise<string> => (await house.lift(codeOf(n))).sign;

test("a number that a register brings does not hang yet; a column says of which it does, in the words of registers", async () => {
  const source = (await house.desk.source("登记册")).id;
  await importFile(house.desk, source, { name: "一月.csv", bytes: csv([row(1), row(2), row(3), row(4)]) });
  expect(await signOf(1)).toBe("assigned");
  const words = [row(1, ",已张贴"), row(2, ",未张贴"), row(3, ",挂失"), row(4, ",")];
  const bytes = csv(words, "设备注册代码,设备品种,使用地点,所在区县,96333识别码,标志张贴");
  const { run } = await importFile(house.desk, source, { name: "二月.csv", bytes });
  expect(run.counts).toMatchObject({ changed: 1, refused: 0 });
  expect(await Promise.all([1, 2, 3, 4].map(signOf))).toEqual(["posted", "assigned", "assigned", "assigned"]);
  // Taken back, it hangs on nobody's word.
  await house.desk.act(run.id, "undo");
  await house.desk.ended(run.id);
  expect(await signOf(1)).toBe("assigned");
});

test("a value that the mapping gives to every row says it for all of them", async () => {
  const source = (await house.desk.source("张贴台账")).id;
  const file = { name: "全部已张贴.csv", bytes: csv([row(11), row(12)]) };
  await importFile(house.desk, source, file, {
    change: (mapping) => ({ ...mapping, defaults: { sign_state: "posted" } }),
  });
  expect(await Promise.all([11, 12].map(signOf))).toEqual(["posted", "posted"]);
});

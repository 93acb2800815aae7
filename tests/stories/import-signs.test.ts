import { afterAll, beforeAll, expect, test } from "vitest";
import { decidedDifferences, importDifferenceList } from "../../src/rooms/lifts/contract/import-lists.ts";
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

test("a code that exists is kept though it does not fit the city's pattern, and the check says so; one in its place is refused", async () => {
  const source = (await house.desk.source("旧编号册")).id;
  const odd = (n: number, code: string): string => `${codeOf(n)},曳引驱动乘客电梯,湖畔路${n}号,东区,${code}`;
  const january = { name: "一月.csv", bytes: csv([odd(21, "A2021"), odd(22, "202122")]) };
  const checked = await importFile(house.desk, source, january, { act: "check" });
  const told = checked.report?.columns.find(({ field }) => field === "rescue_code")?.problems;
  expect(told).toMatchObject([{ code: "RESCUE_CODE_ODD", remark: true, count: 1, examples: [{ cell: "A2021" }] }]);
  await house.desk.act(checked.run.id, "start");
  const first = await house.desk.ended(checked.run.id);
  expect(first.run.counts).toMatchObject({ created: 2, refused: 0 });
  expect((await house.lift(codeOf(21))).lift.rescueCode).toBe("A2021");
  const february = { name: "二月.csv", bytes: csv([odd(21, "A2099"), odd(22, "B2022")]) };
  // Another source has the word: its new codes would wait for a person, who cannot take them either.
  const waiting = await importFile(house.desk, source, february);
  expect(waiting.run.counts).toMatchObject({ changed: 0, differs: 2, refused: 0 });
  const asked = `/api/v1/import-differences?source=${source}`;
  const { differences } = await house.desk.call("GET", asked, importDifferenceList);
  const accept = { ids: differences.map(({ id }) => id), accept: true };
  await expect(
    house.desk.call("POST", "/api/v1/import-differences/decide", decidedDifferences, accept),
  ).rejects.toThrow("LIFTS_DIFFERENCE_CODE_ODD");
  const given = { name: "二月改.csv", bytes: csv([odd(21, "A2098"), odd(22, "B2023")]) };
  await house.desk.map(source, (await house.desk.preview(waiting.run.id)).mapping, { takenFields: ["rescue_code"] });
  const second = await importFile(house.desk, source, given);
  expect(second.run.counts).toMatchObject({ changed: 0, refused: 2 });
  const { rows } = await house.desk.refused(second.run.id);
  expect(rows.flatMap(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
    "RESCUE_CODE_NOT_GIVEN",
    "RESCUE_CODE_NOT_GIVEN",
  ]);
  // The same code, or one that fits, is taken.
  const third = await importFile(house.desk, source, {
    name: "三月.csv",
    bytes: csv([odd(21, "A2021"), odd(22, "202199")]),
  });
  expect(third.run.counts).toMatchObject({ changed: 1, unchanged: 1, refused: 0 });
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { importFile } from "../support/import-desk.ts";
import { type ImportHouse, startImportHouse } from "../support/import-house.ts";

/** By which of its codes a row is known: registers write “无” or “/” where there is none, and one lift twice under different codes. */
let house: ImportHouse;
beforeAll(async () => {
  house = await startImportHouse();
});
afterAll(() => house?.running.stop());

const head = "注册代码,设备代码,设备品种,小区名称,楼栋,所在区县,使用登记证编号,制造单位代码,出厂编号";
const rows = [
  "无,311010132202109301,曳引驱动乘客电梯,湖畔小区,1号楼,东区,,,",
  "无,311010132202109302,曳引驱动乘客电梯,湖畔小区,2号楼,东区,,,",
  "/,/,曳引驱动乘客电梯,湖畔小区,3号楼,东区,梯11沪A00003(20),91310000607275766R,无",
  "/,/,曳引驱动乘客电梯,湖畔小区,4号楼,东区,梯11沪A00004(20),91310000607275766R,无",
  "-,,曳引驱动乘客电梯,湖畔小区,5号楼,东区,梯11沪A00005(20),某电梯公司,1",
  "-,,曳引驱动乘客电梯,湖畔小区,6号楼,东区,梯11沪A00006(20),某电梯公司,1",
];
const file = { name: "登记册.csv", bytes: `${head}\n${rows.join("\n")}\n` };

test("rows that say in words that a code is not there are told apart by the codes that they have, this month and next", async () => {
  const source = (await house.desk.source("登记册")).id;
  const first = await importFile(house.desk, source, file);
  expect(first.run).toMatchObject({ state: "done", problem: null, counts: { created: 6, refused: 0 } });
  const again = await importFile(house.desk, source, file);
  expect(again.run).toMatchObject({
    state: "done",
    counts: { rows: 6, unchanged: 6, refused: 0 },
    findings: { missing: 0 },
  });
});

test("a second row of a lift, by another of its codes, is refused next month too, though the first did not change", async () => {
  const source = (await house.desk.source("同梯两行")).id;
  const lines = [
    "31109901012019060091,311010132202109391,曳引驱动乘客电梯,湖畔小区,91号楼,东区,,,",
    ",311010132202109391,曳引驱动乘客电梯,湖畔小区,92号楼,东区,,,",
  ];
  const twice = { name: "两行.csv", bytes: `${head}\n${lines.join("\n")}\n` };
  const first = await importFile(house.desk, source, twice);
  expect(first.run).toMatchObject({ state: "done", counts: { created: 1, refused: 1 } });
  const again = await importFile(house.desk, source, twice);
  expect(again.run).toMatchObject({ state: "done", counts: { unchanged: 1, changed: 0, refused: 1 } });
  expect((await house.lift("31109901012019060091")).building).toBe("91号楼");
});

test("where 内部编号 stands and no 梯号, a lift is called by it: no two of a building have one name", async () => {
  const source = (await house.desk.source("内部编号册")).id;
  const lines = ["A1", "A2", "A3"].map(
    (own, i) => `3110990101201906050${i},${own},曳引驱动乘客电梯,同名小区,1号楼,东区`,
  );
  const csv = (rows: readonly string[]) => `注册代码,内部编号,设备品种,小区名称,楼栋,所在区县\n${rows.join("\n")}\n`;
  const first = await importFile(house.desk, source, { name: "册.csv", bytes: csv(lines) });
  expect(first.run).toMatchObject({ state: "done", counts: { created: 3, refused: 0 } });
  const called = (): Promise<string[]> =>
    Promise.all([0, 1, 2].map(async (i) => (await house.lift(`3110990101201906050${i}`)).liftNo));
  expect(await called()).toEqual(["A1", "A2", "A3"]);
  const renamed = lines.map((line) => line.replace("A3", "A4"));
  const second = await importFile(house.desk, source, { name: "册2.csv", bytes: csv(renamed) });
  expect(second.run).toMatchObject({ counts: { changed: 1, unchanged: 2, differs: 0, refused: 0 } });
  expect(await called()).toEqual(["A1", "A2", "A4"]);
});

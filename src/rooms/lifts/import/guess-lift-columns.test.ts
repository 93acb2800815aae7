import { describe, expect, test } from "vitest";
import { columnsOf, guessColumns } from "../../../platform/imports/guess-mapping.ts";
import { liftFields } from "./lift-fields.ts";

const guess = (heads: readonly string[], rows: readonly (readonly string[])[] = []) =>
  guessColumns(columnsOf(heads, rows), liftFields, null).map(({ field }) => field);
const rowsOf = (cellOf: (row: number) => string): string[][] => Array.from({ length: 50 }, (_, i) => [cellOf(i)]);

describe("which column of a register is which field", () => {
  test("the state of the sign is no design, and no number", () => {
    expect(guess(["96333识别码", "标志张贴情况", "designer", "Design Load"])).toEqual([
      "rescue_code",
      "sign_state",
      "designer",
      null,
    ]);
  });
  test.each([
    ["层站门"],
    ["层/站/门"],
    ["层/站"],
    ["层站"],
    ["层站数"],
    ["层数/站数"],
    ["层站门数"],
    ["层数/站数/门数"],
  ])("%s is storeys, stops and doors together", (head) => expect(guess([head])).toEqual(["storeys_stops_doors"]));
  test("columns of their own stay what they are", () => {
    expect(guess(["层数", "站数", "门数"])).toEqual(["storeys", "stops", "doors"]);
  });

  test("an own number of the unit is no number of the register; a running number is nothing", () => {
    expect(
      guess(
        ["内部编号"],
        rowsOf((i) => `T${i}`),
      ),
    ).toEqual(["unitNumber"]);
    expect(
      guess(
        ["序号"],
        rowsOf((i) => `${i + 1}`),
      ),
    ).toEqual([null]);
    expect(guess(["单位内编号"])).toEqual(["lift_no"]);
    expect(guess(["单位内编号", "梯号"])).toEqual(["unitNumber", "lift_no"]);
  });

  test.each([["电梯编号"], ["设备编号"]])("%s is the register's number where it tells the rows apart", (head) => {
    expect(
      guess(
        [head],
        rowsOf((i) => `D${i}`),
      ),
    ).toEqual(["local_code"]);
    expect(
      guess(
        [head],
        rowsOf((i) => `${i % 4}号梯`),
      ),
    ).toEqual(["unitNumber"]);
  });
  test("a number of the register that repeats itself is no key", () => {
    expect(
      guess(
        ["档案编号"],
        rowsOf((i) => `D${i}`),
      ),
    ).toEqual(["local_code"]);
    expect(
      guess(
        ["档案编号"],
        rowsOf((i) => `D${i % 9}`),
      ),
    ).toEqual([null]);
  });

  test("the inspection that the register tells of is not the next one", () => {
    expect(
      guess(["检验机构", "检验类别", "检验报告编号", "检验日期", "检验结论", "下次检验日期", "下次检测日期"]),
    ).toEqual([
      "inspectionBody",
      "inspectionKind",
      "inspectionReport",
      "inspectedOn",
      "inspectionConclusion",
      "next_inspection_due",
      "next_testing_due",
    ]);
    expect(guess(["检验有效期至", "上次检验日期"])).toEqual(["next_inspection_due", "inspectedOn"]);
    expect(guess(["设计单位", "制造单位", "型式试验机构", "监督检验机构", "改造单位", "改造日期"])).toEqual([
      "designer",
      "maker",
      "typeTestBody",
      "supervisionBody",
      "modifier",
      "modifiedOn",
    ]);
  });

  test("the surer head has the field, wherever it stands", () => {
    expect(guess(["项目使用单位名称备注", "使用单位"])).toEqual([null, "use_unit"]);
    expect(
      guess(
        ["没有名字"],
        rowsOf((i) => `梯11苏A${10_000 + i}（18）`),
      ),
    ).toEqual(["use_registration_no"]);
  });
});

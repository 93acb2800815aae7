import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sheetData, xlsxOf } from "../../src/platform/files/xlsx/testing.ts";
import { importRunList } from "../../src/platform/imports/import-contract.ts";
import { gapCounts } from "../../src/rooms/lifts/contract/editing.ts";
import { asOwner } from "../support/devices-house.ts";
import { type ImportDesk, importFile, Refused } from "../support/import-desk.ts";
import { type ImportHouse, startImportHouse } from "../support/import-house.ts";
import { monthlyCode, monthlyCsv, monthlyHead, monthlyRow } from "../support/monthly-register.ts";

/**
 * Files that are none, or too much, or wrong in a cell: told in Chinese and English, and nothing is lost by them. A full disk, a database that goes away and
 * files of any length have tests of their own beside this one.
 */
let house: ImportHouse;
let desk: ImportDesk;

beforeAll(async () => {
  house = await startImportHouse();
  desk = house.desk;
});
afterAll(() => house?.running.stop());

const refusalOf = async (work: Promise<unknown>): Promise<Refused["problem"] & { status: number }> => {
  const error = await work.then(() => undefined).catch((reason: unknown) => reason);
  if (!(error instanceof Refused)) throw error ?? new Error("it was not refused");
  expect(error.problem.title).toMatch(/[一-龥]/);
  expect(error.problem.titleEn).toMatch(/[a-z]/);
  return { ...error.problem, status: error.status };
};
const runsOf = async (source: string): Promise<number> =>
  (await desk.call("GET", `/api/v1/import-runs?source=${source}`, importRunList)).runs.length;

const cell = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const cellsOf = (code: string, kind: string): string => [cell(code), kind, cell("公式路1号"), cell("990101")].join("");
const bookOf = (...rows: readonly string[]): Uint8Array =>
  xlsxOf({ sheet: sheetData(["注册代码", "设备品种", "使用地点", "所在区县"].map(cell).join(""), ...rows) });
/** Less than a MiB that would be 64. */
const bomb = (): Uint8Array =>
  xlsxOf({ sheet: "", extra: { "xl/worksheets/sheet1.xml": new Uint8Array(64 << 20).fill(0x20) } });

describe("bad input is refused in words", () => {
  let source: string;
  beforeAll(async () => {
    source = (await desk.source("坏文件")).id;
  });
  const preview = async (name: string, bytes: Uint8Array | string) => {
    const { id } = await desk.upload(source, name, bytes);
    return refusalOf(desk.preview(id));
  };
  test.each([
    ["an old .xls", "旧.xls", Buffer.from("d0cf11e0a1b11ae100000000", "hex"), "TABLE_OLD_XLS"],
    ["a PDF", "表.csv", Buffer.from("%PDF-1.7 ..."), "TABLE_KIND_UNKNOWN"],
    ["a head only", "空.csv", `${monthlyHead}\n`, "IMPORTS_NO_ROWS"],
    [
      "10,000 columns",
      "宽.csv",
      `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",")}\n1\n`,
      "TABLE_TOO_MANY_COLUMNS",
    ],
    ["an open quotation mark", "引号.csv", `${monthlyHead}\n"${monthlyCode(1)},3110\n`, "TABLE_QUOTE_OPEN"],
    ["a zip bomb inside XLSX", "压.xlsx", bomb(), "TABLE_ZIP_BOMB"],
    ["half a workbook", "半.xlsx", Buffer.from(bookOf("")).subarray(0, 700), "TABLE_DAMAGED"],
  ])("%s", async (_, name, bytes, wanted) => {
    expect((await preview(name, bytes)).code).toBe(wanted);
  });
  test("formulas: what was computed last is taken and told; one that failed is refused, its row named", async () => {
    const own = (await desk.source("公式")).id;
    const rows = [
      cellsOf(monthlyCode(1).replace("201906", "201508"), '<c t="str"><f>A9</f><v>曳引驱动乘客电梯</v></c>'),
      cellsOf(monthlyCode(2).replace("201906", "201508"), '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
    ];
    const checked = await importFile(desk, own, { name: "公式.xlsx", bytes: bookOf(...rows) }, { act: "check" });
    const problems = checked.report?.columns.flatMap((column) => column.problems) ?? [];
    expect(problems.map(({ code, remark }) => [code, remark])).toEqual(
      expect.arrayContaining([
        ["CELL_FORMULA", true],
        ["CELL_ERROR", false],
      ]),
    );
    await desk.act(checked.run.id, "start");
    const done = await desk.ended(checked.run.id);
    expect(done.run).toMatchObject({ state: "done", counts: { rows: 2, created: 1, refused: 1 } });
    const { rows: refused } = await desk.refused(done.run.id);
    expect(refused).toMatchObject([
      {
        row: 3,
        reasons: [
          { code: "CELL_ERROR", zh: "设备品种：公式出错（#DIV/0!）", en: "kind: the formula failed (#DIV/0!)" },
        ],
      },
    ]);
  });
  test("wrong codes are named with what a right one looks like, in both languages", async () => {
    const own = (await desk.source("错码")).id;
    const file = { name: "错码.csv", bytes: monthlyCsv([monthlyRow(1, { code: "3110990101201913000" })]) };
    const done = await importFile(desk, own, file);
    const [row] = (await desk.refused(done.run.id)).rows;
    expect(row?.reasons).toMatchObject([
      {
        code: "REGISTER_CODE_WRONG",
        zh: expect.stringContaining("不是 20 位注册代码"),
        en: expect.stringContaining("no registration code of 20 digits"),
      },
    ]);
  });
  test("an empty file", async () => {
    expect((await refusalOf(desk.upload(source, "空", ""))).code).toBe("IMPORTS_FILE_EMPTY");
  });
  test("a file that claims to be larger than 2 GB is refused before a byte is read", async () => {
    const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const asked = request(`${house.running.http}/api/v1/import-runs?source=${source}&name=big.csv`, {
        method: "POST",
        headers: { ...house.key, "content-type": "application/octet-stream", "content-length": String(3 * 2 ** 30) },
      });
      asked.on("response", async (reply) => {
        resolve({ status: reply.statusCode, body: await text(reply) });
      });
      asked.on("error", reject);
      asked.flushHeaders();
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({
      title: expect.stringContaining("内容过大"),
      titleEn: expect.stringContaining("too large"),
    });
  });
  test("an upload whose connection is lost leaves nothing", async () => {
    const before = await runsOf(source);
    await new Promise<void>((resolve) => {
      const asked = request(`${house.running.http}/api/v1/import-runs?source=${source}&name=half.csv`, {
        method: "POST",
        headers: { ...house.key, "content-type": "application/octet-stream", "content-length": "1000000" },
      });
      asked.on("error", () => resolve());
      asked.write(monthlyCsv([monthlyRow(1)]), () => setTimeout(() => asked.destroy(new Error("lost")), 100));
    });
    const after = await runsOf(source);
    expect(after).toBe(before);
  });
  test("a mapping that cannot tell rows apart, or names no field", async () => {
    const columns = [{ head: "地址", field: "address" }];
    expect((await refusalOf(desk.map(source, { columns } as never))).code).toBe("IMPORTS_NO_KEY");
    const wrong = [{ head: "地址", field: "no-such-field" }];
    expect((await refusalOf(desk.map(source, { columns: wrong } as never))).code).toBe("IMPORTS_FIELD_UNKNOWN");
  });
  test("a file without the columns of the saved mapping", async () => {
    const own = (await desk.source("列变了")).id;
    await importFile(desk, own, { name: "好.csv", bytes: monthlyCsv([monthlyRow(70)]) }, { act: "check" });
    const { id } = await desk.upload(own, "坏.csv", "设备注册代码,地址\n1,2\n");
    await desk.act(id, "check");
    const failed = await desk.ended(id);
    expect(failed.run).toMatchObject({ state: "failed", problem: { code: "IMPORTS_COLUMNS_GONE" } });
    expect(failed.run.problem?.zh).toContain("设备品种");
  });
  test("a long file with one bad row at its end: the others are in, the last one is named", async () => {
    const own = (await desk.source("长文件")).id;
    const rows = Array.from({ length: 12_000 }, (_, i) =>
      monthlyRow(i % 9_999, {
        code: monthlyCode((i % 9_999) + 1, i < 9_999 ? "990101" : "990102").replace("201906", "201807"),
        region: i < 9_999 ? "东区" : "西区",
      }),
    );
    rows.push(monthlyRow(1, { code: "3.1109E+19" }));
    const done = await importFile(desk, own, { name: "长.csv", bytes: monthlyCsv(rows) });
    expect(done.run).toMatchObject({ state: "done", counts: { rows: 12_001, created: 12_000, refused: 1 } });
    const { rows: refused } = await desk.refused(done.run.id);
    expect(refused).toMatchObject([{ row: 12_002, reasons: [{ code: "CELL_PRECISION" }] }]);
  });
  test("two imports at once take turns: the second is told which one is at work", async () => {
    const own = (await desk.source("两次")).id;
    const rows = Array.from({ length: 9_000 }, (_, i) =>
      monthlyRow(i, { code: monthlyCode(i + 1).replace("201906", "201705") }),
    );
    const first = await desk.upload(own, "甲.csv", monthlyCsv(rows));
    await desk.map(own, (await desk.preview(first.id)).mapping);
    const second = await desk.upload(own, "乙.csv", monthlyCsv(rows));
    await desk.act(first.id, "start");
    const refused = await refusalOf(desk.act(second.id, "start"));
    expect([refused.code, refused.title]).toEqual(["IMPORTS_BUSY", expect.stringContaining("甲.csv")]);
    expect((await desk.ended(first.id)).run.counts.created).toBe(9_000);
    const looksWaiting = async () => (await desk.call("GET", "/api/v1/gaps/counts", gapCounts)).waiting;
    expect(await looksWaiting()).toBe(true);
    await asOwner(house.database, (client) =>
      client.query("delete from platform.work where handler = 'lifts/look-for-gaps'"),
    );
    await desk.act(second.id, "start");
    expect((await desk.ended(second.id)).run.counts).toMatchObject({ created: 0, unchanged: 9_000 });
    // What a file did not change needs no look for what the register lacks.
    expect(await looksWaiting()).toBe(false);
  });
});

import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { SaxesParser } from "saxes";
import { afterAll, describe, expect, test } from "vitest";
import { csvStream } from "./csv-writer.ts";
import type { TableRow } from "./table-file.ts";
import { openTable } from "./table-reader.ts";
import type { TableColumn, WrittenCell, WrittenTable } from "./written-table.ts";
import { sheetName } from "./xlsx/package-parts.ts";
import { xlsxStream } from "./xlsx/xlsx-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "sp-written-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "table");

async function written(kind: "csv" | "xlsx", table: WrittenTable): Promise<TableRow[]> {
  await pipeline(kind === "csv" ? csvStream(table) : xlsxStream(table), createWriteStream(path));
  const opened = await openTable(path, kind === "csv" ? { separator: "," } : {});
  if (!opened.ok) throw new Error(opened.refusal.code);
  const rows: TableRow[] = [];
  for await (const batch of opened.value.rows(0)) rows.push(...batch);
  await opened.value.close();
  return rows;
}

const columns: readonly TableColumn[] = [
  { header: "注册代码", kind: "text", width: 24 },
  { header: "速度", kind: "number" },
  { header: "下次检验日期", kind: "date" },
];

const day = fc
  .date({ min: new Date("1900-03-01T00:00:00Z"), max: new Date("2199-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const moment = fc
  .date({ min: new Date("1900-03-01T00:00:00Z"), max: new Date("2199-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19))
  .filter((text) => !text.endsWith("T00:00:00"));
const hostile = fc.constantFrom(
  "=1+1",
  "+86 10",
  "-",
  "@x",
  "'=x",
  "'",
  '"',
  "a,b",
  "a\nb",
  "a\r\nb",
  "_x0041_",
  "<&>",
  "]]>",
  "\t=",
  "0012",
  "电 梯",
  "😀",
  "a\u0001b",
  "\uFFFE",
  "TRUE",
  "#N/A",
  "1e5",
);
const text = fc
  .oneof(
    hostile,
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.array(hostile, { maxLength: 4 }).map((parts) => parts.join("")),
  )
  .filter((value) => !value.includes("\0") && !value.includes("\uFFFD"))
  .map((value) => value.toWellFormed().trim());
const number = fc.oneof(
  fc.integer(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
    .map((n) => Number(n.toPrecision(12)))
    .filter((n) => n === 0 || Math.abs(n) > 1e-5),
);
const row = fc.tuple(
  fc.oneof(text, fc.constant(null)),
  fc.oneof(number, fc.constant(null)),
  fc.oneof(day, moment, fc.constant(null)),
);

const asRead = (cells: readonly WrittenCell[]) =>
  cells.map((cell) => (cell === null ? "" : String(cell === 0 ? 0 : cell)));

describe("what is written is what is read", () => {
  test.each(["csv", "xlsx"] as const)("%s: codes, numbers, dates, hostile texts", async (kind) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const [head, ...read] = await written(kind, { sheet: "电梯", columns, rows });
        expect(head?.cells).toEqual(["注册代码", "速度", "下次检验日期"]);
        const expected = rows
          .map((cells, i) => ({ row: i + 2, cells: asRead(cells) }))
          .filter(({ cells }) => cells.some((cell) => cell !== ""));
        const padded = read.map(({ row: at, cells }) => ({ row: at, cells: [...cells, "", "", ""].slice(0, 3) }));
        expect(padded).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test("a text that begins like a formula: in CSV with an apostrophe, in XLSX a text cell", async () => {
    const rows = [
      ['=HYPERLINK("x")', -5, null],
      ["＝1", 1, null],
      ["@a", 1, null],
    ] as const;
    await written("csv", { sheet: "", columns, rows });
    const csv = readFileSync(path, "utf8");
    expect(csv).toBe('\uFEFF注册代码,速度,下次检验日期\r\n"\'=HYPERLINK(""x"")",-5,\r\n\'＝1,1,\r\n\'@a,1,\r\n');
    const read = await written("xlsx", { sheet: "", columns, rows });
    expect(read.every((each) => each.flags === undefined)).toBe(true);
    expect(sheetXml()).not.toMatch(/<f[ >]/);
  });

  test("what does not fit its column's kind becomes text and is not lost", async () => {
    const rows = [
      [true, "n/a", "about 2020"],
      ["x", Number.NaN, "2023-02-30"],
      ["y", "12", "1899-12-31"],
    ] as const;
    expect((await written("xlsx", { sheet: "", columns, rows })).slice(1).map((each) => each.cells)).toEqual([
      ["TRUE", "n/a", "about 2020"],
      ["x", "NaN", "2023-02-30"],
      ["y", "12", "1899-12-31"],
    ]);
  });

  test("a text longer than a cell holds is cut, and says so", async () => {
    const [, read] = await written("xlsx", { sheet: "", columns, rows: [["长".repeat(40_000), 1, null]] });
    expect(read?.cells[0]).toHaveLength(32_767);
    expect(read?.cells[0]?.endsWith("…")).toBe(true);
  });

  test("an empty table has its head", async () => {
    expect(await written("xlsx", { sheet: "", columns, rows: [] })).toHaveLength(1);
    expect(await written("csv", { sheet: "", columns, rows: [] })).toHaveLength(1);
  });

  test("a source that fails in the middle fails the stream: no half file passes for a whole one", async () => {
    const rows = (async function* () {
      for (let i = 0; i < 20_000; i += 1) yield ["x", i, null] as const;
      throw new Error("the database is away");
    })();
    await expect(written("xlsx", { sheet: "", columns, rows })).rejects.toThrow("the database is away");
  });
});

describe("the package is one that Excel and LibreOffice take (ECMA-376)", () => {
  test("every part is well formed, named in the content types, and related", async () => {
    await written("xlsx", {
      sheet: "电梯 '一' [a]:*?/\\",
      columns,
      rows: [
        ["a", 1, "2026-11-24"],
        ["b", null, "2026-11-24T08:30:00"],
      ],
    });
    const parts = unzipSync(readFileSync(path));
    for (const bytes of Object.values(parts)) new SaxesParser({ xmlns: true }).write(strFromU8(bytes)).close();
    const types = strFromU8(parts["[Content_Types].xml"] ?? new Uint8Array());
    for (const name of Object.keys(parts))
      if (!name.endsWith(".rels") && !name.startsWith("[")) expect(types).toContain(`PartName="/${name}"`);
    const xml = sheetXml();
    // The order of elements is part of the schema (CT_Worksheet); Excel repairs a file that breaks it.
    const order = ["<sheetViews>", "<sheetFormatPr", "<cols>", "<sheetData>", "</sheetData>", "<autoFilter"];
    const at = order.map((word) => xml.indexOf(word));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(xml).toContain('<autoFilter ref="A1:C3"/>');
    expect(xml).toContain('state="frozen"');
    expect(strFromU8(parts["xl/workbook.xml"] ?? new Uint8Array())).toContain("$A$1:$C$3");
  });

  test("names of sheets", () => {
    expect(sheetName("'a'")).toBe("a");
    expect(sheetName("[]")).toBe("Sheet1");
    expect(sheetName("长".repeat(40))).toHaveLength(31);
  });
});

const sheetXml = (): string => strFromU8(unzipSync(readFileSync(path))["xl/worksheets/sheet1.xml"] ?? new Uint8Array());

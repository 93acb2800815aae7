import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";
import { type OpenTableOptions, type RowsOptions, TableFault, type TableRow, tableRefusals } from "./table-file.ts";
import { openTable } from "./table-reader.ts";
import { sheetData, xlsxOf } from "./xlsx/testing.ts";

const folder = mkdtempSync(join(tmpdir(), "sp-table-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (content: string | Uint8Array): string => {
  const path = join(folder, "file");
  writeFileSync(path, content);
  return path;
};

type Read = { rows: TableRow[]; fault: string | undefined; params: unknown; facts: unknown };

async function read(
  content: string | Uint8Array,
  options?: OpenTableOptions,
  rowsOptions?: RowsOptions,
): Promise<Read> {
  const opened = await openTable(fileOf(content), options);
  if (!opened.ok) return { rows: [], fault: opened.refusal.code, params: opened.refusal.params, facts: undefined };
  const table = opened.value;
  const rows: TableRow[] = [];
  let fault: TableFault | undefined;
  try {
    for await (const batch of table.rows(0, rowsOptions)) rows.push(...batch);
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    fault = error;
  }
  await table.close();
  if (fault !== undefined) expect(Object.keys(tableRefusals)).toContain(fault.refusal.code);
  const { kind, encoding, separator, sheets } = table;
  return {
    rows,
    fault: fault?.refusal.code,
    params: fault?.refusal.params,
    facts: { kind, encoding, separator, sheets },
  };
}

const cells = ({ rows }: Read) => rows.map((row) => row.cells);
const gb18030 = new Uint8Array([0xb5, 0xe7, 0xcc, 0xdd, 0x2c, 0xc2, 0xa5, 0x0a]); // 电梯,楼

describe("CSV", () => {
  test("rows count as a spreadsheet shows them; empty ones are not delivered", async () => {
    const { rows } = await read("\uFEFF编号,名称\r\n\r\n,\r\n A1 , \u3000电梯 \r\n");
    expect(rows).toEqual([
      { row: 1, cells: ["编号", "名称"] },
      { row: 4, cells: ["A1", "电梯"] },
    ]);
  });

  test.each([
    ["a;b\n1;2\n", ";"],
    ["a\tb,c\n1\t2\n", "\t"],
    ['地址,楼\n"甲;乙;丙",1\n', ","],
    ["sep=;\na,a;b\n", ";"],
    ["one column\nx\n", ","],
  ])("the separator of %j", async (text, separator) => {
    expect((await read(text)).facts).toMatchObject({ separator });
  });

  test("what follows `sep=;` is row 2", async () => {
    expect((await read("sep=;\na;b\n")).rows).toEqual([{ row: 2, cells: ["a", "b"] }]);
  });

  test("GB18030, UTF-16 and files of old Macintosh programs are read", async () => {
    expect(await read(gb18030)).toMatchObject({ rows: [{ cells: ["电梯", "楼"] }], facts: { encoding: "gb18030" } });
    const wide = Buffer.from("\uFEFF电梯\t楼\r\n1\t2\r\n", "utf16le");
    expect(cells(await read(wide))).toEqual([
      ["电梯", "楼"],
      ["1", "2"],
    ]);
    expect(cells(await read(Buffer.from(wide).swap16()))).toEqual([
      ["电梯", "楼"],
      ["1", "2"],
    ]);
    expect(cells(await read("a,b\r1,2\r"))).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  test("the caller's encoding and separator win", async () => {
    const big5 = new Uint8Array([0xb9, 0x71, 0xb1, 0xe8, 0x2c, 0x31, 0x0a]); // 電梯,1
    expect(cells(await read(big5, { encoding: "big5" }))).toEqual([["電梯", "1"]]);
    expect(cells(await read("a,b;c\n", { separator: ";" }))).toEqual([["a,b", "c"]]);
  });

  test("a damaged character in UTF-8 does not turn the file into other Chinese: its cell is marked", async () => {
    const good = "编号,地址\n".repeat(50);
    const bytes = Buffer.concat([
      Buffer.from(good),
      Buffer.from([0xe4, 0xb8, 0x2c, 0x31, 0x0a]),
      Buffer.from("末,行\n"),
    ]);
    const { rows, facts } = await read(bytes);
    expect(facts).toMatchObject({ encoding: "utf-8" });
    expect(rows[50]).toEqual({ row: 51, cells: ["\uFFFD", "1"], flags: [{ column: 0, flag: "damaged" }] });
    expect(rows[51]).toEqual({ row: 52, cells: ["末", "行"] });
  });

  test("codes that Excel has shortened, and its error words, are marked", async () => {
    expect((await read("编号,名称\n3.1103E+19,#N/A\n3#楼,#1\n")).rows.slice(1)).toEqual([
      {
        row: 2,
        cells: ["3.1103E+19", "#N/A"],
        flags: [
          { column: 0, flag: "precision" },
          { column: 1, flag: "error" },
        ],
      },
      { row: 3, cells: ["3#楼", "#1"] },
    ]);
  });

  test("bytes that are no text in either encoding are refused until the caller names one", async () => {
    const bytes = new Uint8Array([0xff, 0xff, 0xff, 0x2c, 0x61, 0x0a]);
    expect((await read(bytes)).fault).toBe("TABLE_ENCODING_UNKNOWN");
    expect((await read(bytes, { encoding: "gb18030" })).rows[0]?.flags).toEqual([{ column: 0, flag: "damaged" }]);
  });

  test.each<[string, string | Uint8Array, string, number]>([
    ["a quote that is never closed", 'a,b\n1,2\n3,"4\n5,6\n', "TABLE_QUOTE_OPEN", 2],
    ["a zero byte", `a,b\n1,2\n${"x,y\n".repeat(2_000)}3,\0\n5,6\n`, "TABLE_NUL", 2_002],
    ["10,000 columns", `a,b\n1,2\n${",".repeat(9_999)}\n5,6\n`, "TABLE_TOO_MANY_COLUMNS", 2],
    ["a cell that is too long", `a,b\n1,2\n${"x".repeat(32_768)},4\n`, "TABLE_CELL_TOO_LONG", 2],
    ["a quote that swallows a megabyte", `a,b\n1,2\n3,"4\n${"5,6\n".repeat(400_000)}`, "TABLE_RECORD_TOO_LONG", 2],
    ["a line without end", `a,b\n1,2\n${"x".repeat(6 << 20)}`, "TABLE_RECORD_TOO_LONG", 2],
  ])("%s: the rows before it come, then a clear fault that names the row", async (_, content, code, before) => {
    const { rows, fault, params } = await read(content);
    expect(rows).toHaveLength(before);
    expect(fault).toBe(code);
    expect(params).toMatchObject({ row: before + 1 });
  });

  test("longest cell, most columns", async () => {
    const row = ["x".repeat(32_767), ...Array.from({ length: 511 }, () => "1")];
    expect(cells(await read(`${row.join(",")}\n`))).toEqual([row]);
  });

  test("going on at a row gives exactly the rest, whatever the size of the batches", async () => {
    const text = Array.from({ length: 5_000 }, (_, i) => (i % 7 === 0 ? `"${i}\n",x\n` : `${i},电梯\n`)).join("");
    const all = (await read(text)).rows;
    expect(all).toHaveLength(5_000);
    const rest = (await read(text, {}, { skipTo: 3_333, batchRows: 77 })).rows;
    expect(rest).toEqual(all.slice(3_332));
  });

  test("a file of many blocks gives each row once; progress reaches the end", async () => {
    const text = Array.from({ length: 120_000 }, (_, i) => `${i},"平海省澄江市,东湖区",${i * 3}\n`).join("");
    const opened = await openTable(fileOf(text));
    if (!opened.ok) throw new Error(opened.refusal.code);
    let next = 0;
    for await (const batch of opened.value.rows(0))
      for (const row of batch) {
        expect(row.cells).toEqual([String(next), "平海省澄江市,东湖区", String(next * 3)]);
        next += 1;
      }
    expect(next).toBe(120_000);
    expect(opened.value.bytesRead()).toBe(opened.value.bytesTotal());
    expect(opened.value.sheets[0]?.rowsEstimate).toBeGreaterThan(100_000);
    await opened.value.close();
  });
});

describe("what is no table", () => {
  const ole = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]);
  test.each<[string, string | Uint8Array, string]>([
    ["an empty file", "", "TABLE_EMPTY"],
    ["only white space", "\uFEFF \r\n\r\n", "TABLE_EMPTY"],
    ["an old .xls, or one with a password", ole, "TABLE_OLD_XLS"],
    ["a PDF", "%PDF-1.7\n", "TABLE_KIND_UNKNOWN"],
    ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), "TABLE_KIND_UNKNOWN"],
    ["a web page called .xls", "<html><table><tr><td>1</td></tr></table></html>", "TABLE_KIND_UNKNOWN"],
    ["a program", new Uint8Array([1, 2, 0, 0, 3, 4]), "TABLE_KIND_UNKNOWN"],
    ["a zip of pictures", zipSync({ "a.png": new Uint8Array(9) }), "TABLE_NOT_XLSX"],
    ["a Word document", zipSync({ "word/document.xml": new Uint8Array(9) }), "TABLE_NOT_XLSX"],
    ["a cut-off workbook", xlsxOf({ sheet: sheetData("<c><v>1</v></c>") }).slice(0, 900), "TABLE_DAMAGED"],
  ])("%s is refused", async (_, content, code) => {
    expect((await read(content)).fault).toBe(code);
  });
});

describe("XLSX", () => {
  const styles =
    '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="000000"/><numFmt numFmtId="172" formatCode="h:mm"/></numFmts>' +
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="22"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="31"/><xf numFmtId="46"/></cellXfs>';
  const oneRow = async (xml: string, more: { texts?: string; workbookPr?: string } = {}) =>
    (await read(xlsxOf({ sheet: sheetData(xml), styles, ...more }))).rows[0];

  test.each([
    ['<c r="A1" t="s"><v>0</v></c>', "电梯"],
    ['<c r="A1" t="s"><v>1</v></c>', "一号 & <楼>"],
    ['<c r="A1" t="s"><v>2</v></c>', "東京"],
    ['<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c>', "a b"],
    ['<c r="A1" t="inlineStr"><is><t>_x0041__x005F_x0042_</t></is></c>', "A_x0042_"],
    ['<c r="A1" t="str"><v>x</v></c>', "x"],
    ['<c r="A1" t="b"><v>1</v></c>', "TRUE"],
    ['<c r="A1"><v>31.210000000000001</v></c>', "31.21"],
    ['<c r="A1"><v>3.1103301002E+14</v></c>', "311033010020000"],
    ['<c r="A1"><v>1E-3</v></c>', "0.001"],
    ['<c r="A1" s="4"><v>1234</v></c>', "001234"],
    ['<c r="A1" s="1"><v>45000</v></c>', "2023-03-15"],
    ['<c r="A1" s="2"><v>45000</v></c>', "2023-03-15"],
    ['<c r="A1" s="6"><v>45000</v></c>', "2023-03-15"],
    ['<c r="A1" s="3"><v>45000.354166666664</v></c>', "2023-03-15T08:30:00"],
    ['<c r="A1" s="5"><v>0.35416666666666669</v></c>', "08:30:00"],
    ['<c r="A1" s="7"><v>1.25</v></c>', "30:00:00"],
    ['<c r="A1" s="1"><v>59</v></c>', "1900-02-28"],
    ['<c r="A1" s="1"><v>61</v></c>', "1900-03-01"],
    ['<c r="A1" s="1"><v>-5</v></c>', "-5"],
    ['<c r="A1" t="d"><v>2023-03-15T00:00:00</v></c>', "2023-03-15"],
  ])("%s reads %j", async (xml, text) => {
    const texts =
      '<si><t>电梯</t></si><si><r><t>一号 &amp;</t></r><r><t xml:space="preserve"> &lt;楼&gt;</t></r></si>' +
      '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>';
    expect((await oneRow(xml, { texts }))?.cells).toEqual([text]);
  });

  test("a code of 20 digits that was stored as a number is marked: its last digits are gone", async () => {
    expect(await oneRow('<c r="A1"><v>3.1103301002008001E+19</v></c>')).toEqual({
      row: 1,
      cells: ["31103301002008000000"],
      flags: [{ column: 0, flag: "precision" }],
    });
    expect((await oneRow('<c r="A1"><v>31103301002008000001</v></c>'))?.cells).toEqual(["31103301002008000001"]);
  });

  test("formulas give what was computed last, errors their word; both are marked", async () => {
    const xml =
      '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>X()</f></c><c r="C1" t="e"><v>#N/A</v></c><c r="D1" t="str"><f>"=1"</f><v>=1</v></c>';
    expect(await oneRow(xml)).toEqual({
      row: 1,
      cells: ["2", "", "#N/A", "=1"],
      flags: [
        { column: 0, flag: "formula" },
        { column: 1, flag: "formula" },
        { column: 2, flag: "error" },
        { column: 3, flag: "formula" },
      ],
    });
  });

  test("days of an old Macintosh file count from 1904", async () => {
    const row = await oneRow('<c r="A1" s="1"><v>43538</v></c>', { workbookPr: '<workbookPr date1904="1"/>' });
    expect(row?.cells).toEqual(["2023-03-15"]);
  });

  test("row and column are what the file says, not the order of the elements", async () => {
    const sheet =
      '<sheetData><row r="3"><c r="C3"><v>3</v></c><c r="A3"><v>1</v></c></row><row><c><v>9</v></c></row></sheetData>';
    expect((await read(xlsxOf({ sheet }))).rows).toEqual([
      { row: 3, cells: ["1", "", "3"] },
      { row: 4, cells: ["9"] },
    ]);
  });

  test("merged cells, which the file names behind its rows, are filled down and to the right", async () => {
    const sheet = `${sheetData(
      '<c r="A1" t="inlineStr"><is><t>设备</t></is></c><c r="B1"/><c r="C1" t="inlineStr"><is><t>地点</t></is></c>',
      '<c r="A2"><v>1</v></c><c r="C2"><v>2</v></c>',
      '<c r="A3"/><c r="C3"><v>3</v></c>',
      '<c r="C4"><v>4</v></c>',
    )}<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/></mergeCells>`;
    expect((await read(xlsxOf({ sheet }))).rows).toEqual([
      { row: 1, cells: ["设备", "设备", "地点"], flags: [{ column: 1, flag: "merged" }] },
      { row: 2, cells: ["1", "", "2"] },
      { row: 3, cells: ["1", "", "3"], flags: [{ column: 0, flag: "merged" }] },
      { row: 4, cells: ["", "", "4"] },
    ]);
  });

  test("merged areas are found wherever the pieces of the file are cut", async () => {
    const many = Array.from({ length: 9_000 }, (_, i) => `<mergeCell ref="A${i * 2 + 1}:A${i * 2 + 2}"/>`).join("");
    const rows = Array.from({ length: 18_000 }, (_, i) =>
      i % 2 === 0 ? `<c r="A${i + 1}"><v>${i}</v></c>` : `<c r="B${i + 1}"><v>1</v></c>`,
    );
    const { rows: got } = await read(xlsxOf({ sheet: `${sheetData(...rows)}<mergeCells>${many}</mergeCells>` }));
    expect(got.filter((row) => row.flags !== undefined)).toHaveLength(9_000);
    expect(got[17_999]?.cells).toEqual(["17998", "1"]);
  });

  test("hidden sheets are listed as hidden; prefixed names and UTF-16 are read", async () => {
    const sheets =
      '<sheet name="一" sheetId="1" r:id="rId1"/><sheet name="暗" sheetId="2" state="veryHidden" r:id="rId1"/>';
    const { facts } = await read(xlsxOf({ sheet: '<dimension ref="A1:C42"/><sheetData/>', sheets }));
    expect(facts).toMatchObject({
      kind: "xlsx",
      sheets: [
        { name: "一", hidden: false, rowsEstimate: 42 },
        { name: "暗", hidden: true },
      ],
    });
    const prefixed =
      '<?xml version="1.0"?><x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
    expect(cells(await read(xlsxOf({ sheet: prefixed })))).toEqual([["甲"]]);
    const wide = Buffer.from(`\uFEFF${prefixed}`, "utf16le");
    expect(cells(await read(xlsxOf({ sheet: "", extra: { "xl/worksheets/sheet1.xml": wide } })))).toEqual([["甲"]]);
  });

  test("styled emptiness far to the right is nothing; a value there is refused", async () => {
    expect((await oneRow('<c r="A1"><v>1</v></c><c r="XFD1" s="1"/>'))?.cells).toEqual(["1"]);
    const wide = await read(xlsxOf({ sheet: sheetData('<c r="A1"><v>1</v></c>', '<c r="NTP2"><v>1</v></c>') }));
    expect(wide).toMatchObject({ fault: "TABLE_TOO_MANY_COLUMNS", params: { row: 2 }, rows: [{ row: 1 }] });
  });

  test("a text that is too long is named by row and column", async () => {
    const texts = `<si><t>${"长".repeat(32_768)}</t></si>`;
    const found = await read(xlsxOf({ sheet: sheetData("<c><v>1</v></c>", '<c r="B2" t="s"><v>0</v></c>'), texts }));
    expect(found).toMatchObject({ fault: "TABLE_CELL_TOO_LONG", params: { row: 2, column: 2 }, rows: [{ row: 1 }] });
  });

  test.each([
    [
      "a document type",
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>',
      "TABLE_XML_FORBIDDEN",
    ],
    [
      "an entity of nobody",
      `<?xml version="1.0"?><worksheet>${sheetData('<c t="str"><v>&a;</v></c>')}</worksheet>`,
      "TABLE_DAMAGED",
    ],
    ["rows that go backwards", '<sheetData><row r="5"/><row r="4"/></sheetData>', "TABLE_DAMAGED"],
    ["a text that is not there", sheetData('<c t="s"><v>7</v></c>'), "TABLE_DAMAGED"],
    ["an endless text", sheetData(`<c t="str"><v>${"x".repeat(3 << 20)}</v></c>`), "TABLE_DAMAGED"],
    ["endless depth", `<a>${"<b>".repeat(5_000)}`, "TABLE_DAMAGED"],
    ["half a sheet", '<?xml version="1.0"?><worksheet><sheetData><row r="1"><c><v>1</v></c></row>', "TABLE_DAMAGED"],
  ])("%s is refused", async (_, sheet, code) => {
    expect((await read(xlsxOf({ sheet }))).fault).toBe(code);
  });

  test("a bomb is stopped while it is inflated, wherever it lies and whatever the header claims", async () => {
    const bomb = new Uint8Array(64 << 20).fill(0x20);
    const inSheet = xlsxOf({ sheet: "", extra: { "xl/worksheets/sheet1.xml": bomb } });
    expect(inSheet.length).toBeLessThan(1 << 20);
    expect((await read(inSheet)).fault).toBe("TABLE_ZIP_BOMB");
    expect((await read(xlsxOf({ sheet: "<sheetData/>", extra: { "xl/sharedStrings.xml": bomb } }))).fault).toMatch(
      /ZIP_BOMB|DAMAGED/,
    );
    const lying = Buffer.from(inSheet);
    // The size in the directory and in the local header: a hundred bytes.
    for (let at = lying.indexOf(le(64 << 20)); at !== -1; at = lying.indexOf(le(64 << 20), at))
      lying.writeUInt32LE(100, at);
    expect((await read(lying)).fault).toBe("TABLE_ZIP_BOMB");
  });

  test("more parts than any workbook has are refused before one is read", async () => {
    const extra = Object.fromEntries(Array.from({ length: 10_100 }, (_, i) => [`x/${i}`, new Uint8Array(0)]));
    expect((await read(xlsxOf({ sheet: "<sheetData/>", extra }))).fault).toBe("TABLE_ZIP_BOMB");
  });

  test("damage in the middle of a sheet: the rows before it come, then the fault", async () => {
    const noise = (i: number) => ((i * 2_654_435_761) % 4_294_967_296).toString(36);
    const rows = Array.from({ length: 60_000 }, (_, i) => `<c t="str"><v>${noise(i)}${noise(i + 7)}</v></c>`);
    const whole = Buffer.from(xlsxOf({ sheet: sheetData(...rows) }));
    const at = whole.indexOf("xl/worksheets/sheet1.xml") + 600_000;
    whole.fill(0x55, at, at + 200);
    const found = await read(whole);
    expect(found.fault).toBe("TABLE_DAMAGED");
    expect(found.rows.length).toBeGreaterThan(1_000);
    expect(found.params).toMatchObject({ row: found.rows.length });
  });

  test("going on at a row gives the rest, merged cells included", async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) =>
      i === 0 ? '<c r="A1"><v>5</v></c>' : `<c r="B${i + 1}"><v>${i}</v></c>`,
    );
    const book = xlsxOf({ sheet: `${sheetData(...rows)}<mergeCells><mergeCell ref="A1:A3000"/></mergeCells>` });
    const all = (await read(book)).rows;
    expect((await read(book, {}, { skipTo: 2_500, batchRows: 50 })).rows).toEqual(all.slice(2_499));
    expect(all[2_999]?.cells).toEqual(["5", "2999"]);
  });
});

function le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

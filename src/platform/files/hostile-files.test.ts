import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { TableFault, tableLimits, tableRefusals } from "./table-file.ts";
import { openTable } from "./table-reader.ts";
import { sheetData, xlsxOf } from "./xlsx/testing.ts";

/** Whatever somebody uploads: rows, or one of our refusals with its words; never another error, and never without end. */
const folder = mkdtempSync(join(tmpdir(), "sp-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function outcome(content: Uint8Array): Promise<string> {
  const path = join(folder, "file");
  writeFileSync(path, content);
  const opened = await openTable(path);
  if (!opened.ok) return named(opened.refusal.code);
  try {
    for (const index of opened.value.sheets.keys())
      for await (const batch of opened.value.rows(index))
        for (const { row, cells } of batch) {
          expect(row).toBeGreaterThan(0);
          expect(cells.length).toBeLessThanOrEqual(tableLimits.columns);
        }
    return "read";
  } catch (error) {
    if (error instanceof TableFault) return named(error.refusal.code);
    throw error;
  } finally {
    await opened.value.close();
  }
}

function named(code: string): string {
  expect(Object.keys(tableRefusals)).toContain(code);
  return code;
}

const sheet = `<dimension ref="A1:C9"/>${sheetData(
  '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>',
  '<c r="A2" s="1"><v>45000</v></c><c r="B2"><f>1+1</f><v>2</v></c>',
)}<mergeCells><mergeCell ref="A1:A2"/></mergeCells>`;
const book = xlsxOf({
  sheet,
  texts: "<si><t>注册代码</t></si><si><t>地址</t></si>",
  styles: '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
});
const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
const changes = fc.array(change, { minLength: 1, maxLength: 6 });

function changed(bytes: Uint8Array, list: readonly { at: number; byte: number }[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const { at, byte } of list) copy[at % copy.length] = byte;
  return copy;
}

describe("hostile files", () => {
  test("a workbook with changed bytes", async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        seen.add(await outcome(changed(book, list)));
      }),
      { numRuns: 200 },
    );
    expect(seen.size).toBeGreaterThan(1);
  });

  test("a workbook that is cut off anywhere", async () => {
    for (let end = 4; end < book.length; end += 37)
      expect(await outcome(book.slice(0, end))).toMatch(/^TABLE_(DAMAGED|NOT_XLSX)$/);
  });

  test("a workbook whose sheet, texts or styles have changed characters", async () => {
    const part = fc.constantFrom(
      "xl/worksheets/sheet1.xml",
      "xl/sharedStrings.xml",
      "xl/styles.xml",
      "xl/workbook.xml",
    );
    const pieces = fc.array(
      fc.constantFrom(
        "<c",
        ' r="A1"',
        ' r="ZZZZZZ99999999"',
        ' t="s"',
        "<v>",
        "</v>",
        "-1",
        "1e999",
        "</c>",
        "<row>",
        '<row r="0">',
        "</row>",
        "<is>",
        "<t>",
        "</t>",
        "<sheet name='a' r:id='rId1'/>",
        '<mergeCell ref="A1:XFD1048576"/>',
        "&#0;",
        "&lt;",
        "<![CDATA[x]]>",
        ">",
        "/>",
      ),
      { maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(part, pieces, async (name, list) => {
        const xml = Buffer.from(`<worksheet><sheetData><row r="1">${list.join("")}</row></sheetData></worksheet>`);
        await outcome(xlsxOf({ sheet, extra: { [name]: xml } }));
      }),
      { numRuns: 200 },
    );
  });

  test("any bytes, and texts of any kind", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: "binary", maxLength: 200 }).map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        await outcome(content);
      }),
      { numRuns: 1_500 },
    );
  });
});

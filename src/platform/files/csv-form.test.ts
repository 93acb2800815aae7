import { describe, expect, test } from "vitest";
import { z } from "zod";
import { batchesOf, createTally, readCsvForm } from "./csv-form.ts";

const form = z.object({ code: z.string().max(5), count: z.coerce.number().int(), note: z.string().optional() });

describe("our own CSV forms", () => {
  test("columns in any order, byte order mark, quotes, empty lines and spaces are read", () => {
    const read = readCsvForm('\uFEFFcount,note,code\r\n 1 ,"a, ""b""",X\r\n\r\n2,,Y\r\n', form);
    expect(read).toEqual({
      ok: true,
      value: {
        rows: [
          { row: 1, value: { code: "X", count: 1, note: 'a, "b"' } },
          { row: 2, value: { code: "Y", count: 2 } },
        ],
        refused: [],
        total: 2,
      },
    });
  });

  test("each wrong cell is named with its row and column; the other rows are read", () => {
    const read = readCsvForm("code,count\nTOOLONG,x\n,2\nA,1,9\nB,3\n", form);
    if (!read.ok) throw new Error(read.refusal.code);
    expect(read.value.rows).toEqual([{ row: 4, value: { code: "B", count: 3 } }]);
    expect(read.value.refused.map(({ row, column, code }) => [row, column, code])).toEqual([
      [1, "code", "IMPORT_CELL_WRONG"],
      [1, "count", "IMPORT_CELL_WRONG"],
      [2, "code", "IMPORT_CELL_EMPTY"],
      [3, null, "IMPORT_CELL_COUNT"],
    ]);
  });

  test.each([
    ["", "IMPORT_EMPTY"],
    ["code\nA\n", "IMPORT_COLUMN_MISSING"],
    ["code,count,cuont\nA,1,1\n", "IMPORT_COLUMN_UNKNOWN"],
    ["code,count,code\nA,1,B\n", "IMPORT_COLUMN_UNKNOWN"],
    [`code,count\n"${"x".repeat(30_000)}\n`, "IMPORT_NOT_CSV"],
  ])("a file as a whole is refused: %#", (csv, code) => {
    const read = readCsvForm(csv, form);
    expect(read.ok ? undefined : read.refusal.code).toBe(code);
  });

  test("a tally names at most a thousand refusals", () => {
    const tally = createTally({ refused: [], total: 3_000 });
    for (let row = 1; row <= 3_000; row += 1) tally.refuse({ row, column: null, code: "X", text: "" });
    expect(tally.report().refused).toHaveLength(1_000);
  });

  test("batches hold every item once, in order", () => {
    expect(batchesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(batchesOf([], 2)).toEqual([]);
  });
});

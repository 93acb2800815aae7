import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutRecords } from "./csv-records.ts";

describe("records of a CSV text", () => {
  test.each([
    [
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\r\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [' a , "b, ""c""" ,d\n', [["a", 'b, "c"', "d"]]],
    [
      '"two\nlines",x\ny,z\n',
      [
        ["two\nlines", "x"],
        ["y", "z"],
      ],
    ],
    ['中山路"18"号,x\n', [['中山路"18"号', "x"]]],
    ['"North"18,x\n', [['"North"18', "x"]]],
    ['"",x\r\n', [["", "x"]]],
    ['x,"y"\r\nz\n', [["x", "y"], ["z"]]],
    ["\n\na\n", [[""], [""], ["a"]]],
  ])("%j", (text, records) => {
    expect(cutRecords(text, ",", true).records).toEqual(records);
  });

  test("a quoted cell that goes on behind the text is left for later", () => {
    const cut = cutRecords('a,b\nc,"d\n', ",", false);
    expect(cut).toEqual({ records: [["a", "b"]], end: 4 });
    expect(cutRecords('a,b\nc,"d\n', ",", true).end).toBe(4);
  });

  test("cells are those that csv-parse reads, wherever it reads the text at all", () => {
    let compared = 0;
    const pieces = fc.constantFrom("a", "电梯", '"', '""', ",", "\n", "\r\n", " ", "1", '","', '"\n');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        // Of quote, blank, quote csv-parse makes a cell that is quoted twice.
        if (/" +"/.test(text)) return;
        const theirs = readByCsvParse(text);
        if (theirs === undefined) return;
        compared += 1;
        const cut = cutRecords(text, ",", true);
        expect(cut.end).toBe(text.length);
        expect(withoutEmpty(cut.records)).toEqual(withoutEmpty(theirs));
      }),
      { numRuns: 20_000 },
    );
    expect(compared).toBeGreaterThan(5_000);
  });

  test("wherever the text is cut into blocks of lines, the records are the same", () => {
    const line = fc.array(fc.constantFrom("a", '"b,\nc"', '"d""e"', "", "电 梯"), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.nat(20), (lines, at) => {
        const text = lines.map((cells) => `${cells.join(",")}\n`).join("");
        const cutAt = text.indexOf("\n", at) + 1;
        const first = cutRecords(text.slice(0, cutAt), ",", false);
        const second = cutRecords(text.slice(first.end), ",", true);
        expect([...first.records, ...second.records]).toEqual(cutRecords(text, ",", true).records);
      }),
    );
  });
});

/** Undefined where csv-parse finds the text wrong: there we may be milder. */
function readByCsvParse(text: string): string[][] | undefined {
  try {
    return parse(text, { relax_quotes: true, relax_column_count: true, trim: true, record_delimiter: ["\r\n", "\n"] });
  } catch {
    return undefined;
  }
}

function withoutEmpty(records: readonly (readonly string[])[]): string[][] {
  return records.map((cells) => cells.map((cell) => cell.trim())).filter((cells) => cells.some((cell) => cell !== ""));
}

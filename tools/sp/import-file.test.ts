import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import type { ImportReport } from "../../src/rooms/identity/contract.ts";
import { partsOf, printReport } from "./import-file.ts";

describe("a file in parts", () => {
  test("every record goes once, in order, with the head, whatever its cells hold", () => {
    const cell = (n: number) => `"名 ""${n}"", 两行\n${"长".repeat(40)}"`;
    const text = `\uFEFFcode,name\r\n${Array.from({ length: 6_000 }, (_, n) => `${n},${cell(n)}`).join("\r\n")}\r\n`;
    const parts = partsOf(text);
    expect(parts.length).toBeGreaterThan(1);
    const records = parts.flatMap((part) => {
      const [head, ...rest] = parse(part) as string[][];
      expect(head).toEqual(["code", "name"]);
      expect(Buffer.byteLength(JSON.stringify({ csv: part }))).toBeLessThan(1 << 20);
      return rest;
    });
    expect(records).toEqual((parse(text, { bom: true }) as string[][]).slice(1));
  });

  test("a small file goes as it is", () => {
    expect(partsOf("code,name\nA,b\n")).toEqual(["code,name\nA,b\n"]);
    expect(partsOf("")).toEqual([""]);
  });
});

test("a report names the first refusals and says how many more there are", () => {
  const refused = Array.from({ length: 25 }, (_, i) => ({
    row: i + 1,
    column: i === 0 ? null : "code",
    code: "X",
    text: "坏",
  }));
  const report: ImportReport = { rows: 30, created: 5, changed: 0, unchanged: 0, refused };
  const lines = printReport(report);
  expect(lines[0]).toBe("30 rows: 5 created, 0 changed, 0 unchanged, 25 refused");
  expect(lines[1]).toBe("  第 1 行 row 1: 坏 [X]");
  expect(lines.at(-1)).toBe("  … and 5 more (--json shows them)");
});

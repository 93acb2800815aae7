import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnName, columnOf, dateText, formatOfCode, general, numberText, unescapeText } from "./cell-values.ts";

describe("values in cells", () => {
  test.each([
    ["yyyy/m/d;@", { kind: "date", day: true, time: false }],
    ["[$-804]yyyy年m月d日", { kind: "date", day: true, time: false }],
    ['yyyy"年"m"月"', { kind: "date", day: true, time: false }],
    ["[$-F800]dddd, mmmm dd, yyyy", { kind: "date", day: true, time: false }],
    ["m/d", { kind: "date", day: true, time: false }],
    ["yyyy-mm-dd hh:mm", { kind: "date", day: true, time: true }],
    ["上午/下午h时mm分", { kind: "date", day: false, time: true }],
    ["h:mm AM/PM", { kind: "date", day: false, time: true }],
    ["[h]:mm:ss", { kind: "date", day: false, time: true, elapsed: true }],
    ["000000", { kind: "digits", width: 6 }],
    ["General", general],
    ["0.00E+00", general],
    ["#,##0.00_);[Red](#,##0.00)", general],
    ['0.0"m/s"', general],
    ["0\\d", general],
    ['¥#,##0;"d"', general],
    ["@", general],
    ["0%", general],
  ])("format %s", (code, format) => {
    expect(formatOfCode(code)).toEqual(format);
  });

  test("columns and their names", () => {
    expect([0, 25, 26, 701, 702, 16_383].map(columnName)).toEqual(["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
    fc.assert(fc.property(fc.nat(16_383), (column) => columnOf(`${columnName(column)}7`) === column));
  });

  test("every day from 1900 to 9999 comes back, in both ways of counting", () => {
    const days = fc.integer({ min: 61, max: 2_958_465 });
    fc.assert(
      fc.property(days, (serial) => {
        const day = { day: true, time: false };
        const expected = new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10);
        expect(dateText(serial, day, false)).toBe(expected);
        if (serial > 1_462) expect(dateText(serial - 1_462, day, true)).toBe(expected);
      }),
    );
    expect(dateText(1, { day: true, time: false }, false)).toBe("1900-01-01");
    expect(dateText(60, { day: true, time: false }, false)).toBeUndefined();
    expect(dateText(2_958_466, { day: true, time: false }, false)).toBeUndefined();
  });

  test("each second of a day, as Excel stores it with 17 digits", () => {
    const format = { day: true, time: true };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_399 }), (second) => {
        const text = new Date(Date.UTC(2026, 10, 24) + second * 1_000).toISOString().slice(0, 19);
        expect(dateText(46_350 + second / 86_400, format, false)).toBe(text);
      }),
    );
  });

  test("numbers of up to 15 digits come out as they were typed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }),
        fc.integer({ min: 0, max: 4 }),
        (digits, scale) => {
          const value = Number((digits / 10 ** scale).toPrecision(15));
          const { text, precision } = numberText(value.toExponential(16), general);
          expect(Number(text)).toBe(value);
          expect(text).not.toMatch(/e/i);
          expect(precision).toBe(false);
        },
      ),
    );
  });
});

test.each([
  ["上_x000D_下", "上\r下"],
  ["_x005F_x000D_", "_x000D_"],
  ["a_x0000_b", "ab"],
  ["_xD83D__xDE00_", "😀"],
  ["_xD83D_", "\uFFFD"],
])("%s is a text that a database keeps", (given, text) => {
  expect(unescapeText(given)).toBe(text);
});

import { expect, test } from "vitest";
import { createFillDown } from "./fill-down.ts";
import type { ImportField } from "./import-form.ts";

const over = ["address", "region"];
const field = (name: string): ImportField => ({ name, zh: name, en: name, aliases: [], looks: "text" });
const fields = [
  { ...field("compound"), mergedOver: over },
  { ...field("building"), mergedOver: over },
  { ...field("unit"), mergedOver: over },
  field("address"),
  field("region"),
];

const filledRows = (...rows: string[][]): string[][] => {
  const fillDown = createFillDown(fields);
  for (const row of rows) fillDown?.(row);
  return rows;
};

test("blanks below a filled cell repeat it while the address is the same", () => {
  const rows = filledRows(
    ["翠苑", "1幢", "1单元", "文一路1号", "西湖区"],
    ["", "", "", "文一路１号", ""],
    ["", "", "2单元", "文一路1号", "西湖区"],
    ["", "2幢", "", "文一路1号", "西湖区"],
  );
  expect(rows.map((row) => row.slice(0, 3).join(" "))).toEqual([
    "翠苑 1幢 1单元",
    "翠苑 1幢 1单元",
    "翠苑 1幢 2单元",
    // Another building's unit is not this one's.
    "翠苑 2幢 ",
  ]);
});

test("a compound is known again by its address further down, its buildings are not", () => {
  const rows = filledRows(
    ["翠苑", "1幢", "", "文一路1号", ""],
    ["", "", "", "文一路3号", ""],
    ["", "", "", "文一路1号", ""],
  );
  expect(rows.map((row) => row.slice(0, 2).join(" "))).toEqual(["翠苑 1幢", " ", "翠苑 "]);
});

test.each([
  ["another address", ["", "", "", "文一路2号", "西湖区"]],
  ["no address", ["", "", "", "", "西湖区"]],
  ["another region", ["", "", "", "文一路1号", "上城区"]],
])("nothing is filled for %s", (_, row) => {
  const [, below] = filledRows(["翠苑", "1幢", "", "文一路1号", "西湖区"], row);
  expect(below?.slice(0, 3)).toEqual(["", "", ""]);
});

test("a form without such fields has nothing to fill", () => {
  expect(createFillDown([field("name")])).toBeUndefined();
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HashTable } from "./hash-table.ts";
import { hash64 } from "./hash64.ts";
import { readDate } from "./read-date.ts";
import { readNumber } from "./read-number.ts";
import { comparable, tidyCode, tidyText } from "./tidy-text.ts";

describe("a day as files write it", () => {
  test.each([
    ["2019-03-05", "2019-03-05"],
    ["2019-3-5", "2019-03-05"],
    ["2019/3/5", "2019-03-05"],
    ["2019.3.5", "2019-03-05"],
    ["20190305", "2019-03-05"],
    ["2019年3月5日", "2019-03-05"],
    ["２０１９－３－５", "2019-03-05"],
    ["43529", "2019-03-05"],
    ["43529.5", "2019-03-05"],
    ["2019-03-05T00:00:00", "2019-03-05"],
    ["2019-03-05 08:30", "2019-03-05"],
    ["3/5/2019", "2019-03-05"],
    ["2020-02-29", "2020-02-29"],
  ])("%s is %s", (cell, day) => expect(readDate(cell)).toEqual({ ok: true, day }));

  test.each([
    ["19-3-5", "DATE_TWO_DIGIT_YEAR"],
    ["19.3.5", "DATE_TWO_DIGIT_YEAR"],
    ["2019-03", "DATE_WITHOUT_DAY"],
    ["2019年3月", "DATE_WITHOUT_DAY"],
    ["2019-02-29", "DATE_WRONG"],
    ["2019-13-01", "DATE_WRONG"],
    ["去年", "DATE_WRONG"],
    ["0", "DATE_WRONG"],
  ])("%s is none: %s", (cell, code) => expect(readDate(cell)).toEqual({ ok: false, code }));

  test("every day that is written plainly is read as itself", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true }),
        (date) => {
          const day = date.toISOString().slice(0, 10);
          expect(readDate(day)).toEqual({ ok: true, day });
        },
      ),
    );
  });
});

describe("a number in the unit of its field", () => {
  test.each([
    ["1000", "kg", undefined, 1000],
    ["１０００kg", "kg", undefined, 1000],
    ["1,000 公斤", "kg", undefined, undefined],
    ["1,000", "kg", undefined, 1000],
    ["1t", "kg", undefined, 1000],
    ["500", "kg", "lb", 226.796],
    ["1.75m/s", "m/s", undefined, 1.75],
    ["350", "m/s", "ft/min", 1.778],
    ["105 m/min", "m/s", undefined, 1.75],
    [`16'4"`, "m", "ft", 4.978],
    ["9'0", "m", "ft", 2.743],
    ["24'10", "m", "ft", 7.569],
    ["24 FT", "m", "ft", 7.315],
    ["24", "m", "ft", 7.315],
    ["73-10", "m", "ft", undefined],
    ["1000m", "kg", undefined, undefined],
    ["很重", "kg", undefined, undefined],
  ])("%s → %s", (cell, field, file, wanted) => expect(readNumber(cell, field, file)?.value).toBe(wanted));
});

test("texts are tidied without losing what they say", () => {
  expect(tidyText("　湖畔小区（东区）　３号楼 ")).toBe("湖畔小区（东区） 3号楼");
  expect(tidyCode(" ３１１０ 3301 ａ1")).toBe("31103301A1");
  expect(comparable("湖畔物业（甲） 公司")).toBe(comparable("湖畔物业(甲)公司"));
});

test("the table of hashes forgets nothing and mistakes nothing", () => {
  const table = new HashTable();
  for (let i = 1; i <= 50_000; i += 1) expect(table.set(hash64([`3110${i}`]), i)).toBe(0);
  for (let i = 1; i <= 50_000; i += 97) expect(table.get(hash64([`3110${i}`]))).toBe(i);
  expect([table.size, table.get(hash64(["none"]))]).toEqual([50_000, 0]);
});

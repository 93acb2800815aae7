import { expect, test } from "vitest";
import type { ImportField } from "./import-form.ts";
import { maskCell } from "./mask-phones.ts";

const fields: ImportField[] = [
  { name: "phone", zh: "电话", en: "telephone", aliases: [], looks: "phone" },
  { name: "code", zh: "代码", en: "code", aliases: [], looks: "code" },
];
const how = { fields, mask: (phone: string) => `<${phone.length}>` };

test("telephones are masked where they belong, and where they stand in other cells", () => {
  expect(maskCell("138123456789", "phone", how)).toBe("<12>");
  expect(maskCell("「1381234567x」不是电话", "phone", how)).toBe("「<10>x」不是电话");
  expect(maskCell("张三 13812345678", null, how)).toBe("张三 <11>");
  expect(maskCell("0571-88001234", null, how)).toBe("<13>");
  expect(maskCell("31109901012019060001", "code", how)).toBe("31109901012019060001");
});

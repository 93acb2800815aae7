import { expect, test } from "vitest";
import { cellAt } from "./row-cells.ts";
import { rowKeyOf } from "./row-key.ts";

const keyOf = (given: Readonly<Record<string, string>>): string => {
  const cells = Object.keys(cellAt).map((name) => given[name] ?? "");
  return rowKeyOf(cells);
};
const maker = "91310000607275766R";

test.each([
  [
    "the registration code first",
    { register_code: "31109901012019060001", local_code: "7" },
    "register_code:31109901012019060001",
  ],
  ["full width is the same", { register_code: "３１１０9901012019060001" }, "register_code:31109901012019060001"],
  ["“none” in words is no code", { register_code: "无", device_code: "/", local_code: "7" }, "local_code:7"],
  [
    "maker and serial number",
    { maker_code: maker, serial_number: "A7", use_registration_no: "梯11沪A00003(20)" },
    `maker_code:${maker}-A7`,
  ],
  [
    "no serial number",
    { maker_code: maker, serial_number: "无", use_registration_no: "梯11沪A00003(20)" },
    "use_registration_no:梯11沪A00003(20)",
  ],
  [
    "a serial number in words",
    { maker_code: maker, serial_number: "详见铭牌", use_registration_no: "梯11沪A00003(20)" },
    "use_registration_no:梯11沪A00003(20)",
  ],
  [
    "a serial number too long to name a lift",
    { maker_code: maker, serial_number: "7".repeat(41), use_registration_no: "梯11沪A00003(20)" },
    "use_registration_no:梯11沪A00003(20)",
  ],
  [
    "a maker without a code",
    { maker_code: "某厂", serial_number: "1", use_registration_no: "梯11沪A00003(20)" },
    "use_registration_no:梯11沪A00003(20)",
  ],
  ["nothing at all", { register_code: "-", serial_number: "7" }, ""],
])("%s", (_, cells, key) => {
  expect(keyOf(cells)).toBe(key);
});

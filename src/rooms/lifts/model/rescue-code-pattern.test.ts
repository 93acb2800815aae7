import { expect, test } from "vitest";
import { codeFits, patternIn, rangeFits } from "./rescue-code-pattern.ts";

test.each([
  ["######", "012345", true],
  ["######", "12345", false],
  ["######", "1234567", false],
  ["######", "12345A", false],
  ["@####", "a1234", true],
  ["HZ-####", "HZ-0001", true],
  ["HZ-####", "NB-0001", false],
  ["##### ######", "12345", true],
])("a code is held against %s: %s", (pattern, code, fits) => expect(codeFits(pattern, code)).toBe(fits));

test.each([
  ["######", "100000", "199999", true],
  ["######", "10000", "19999", false],
  ["33####", "330000", "339999", true],
  ["33####", "330000", "340000", false],
  // Between these two stand 20 … 28, which the second 9 forbids.
  ["#9", "19", "29", false],
  ["@#####", "100000", "199999", false],
])("all numbers of a range are held against %s: %s to %s", (pattern, first, last, fits) =>
  expect(rangeFits(pattern, first, last)).toBe(fits),
);

test("a region has its own pattern from its day on, else that of the nearest above", () => {
  const patterns = [
    { regionCode: "100000", pattern: "######", validFrom: "2020-01-01" },
    { regionCode: "330100", pattern: "#####", validFrom: "2026-01-01" },
    { regionCode: "330100", pattern: "#######", validFrom: "2027-01-01" },
  ];
  expect(patternIn(patterns, "330106", "2025-12-31")).toBe("######");
  expect(patternIn(patterns, "330106", "2026-11-28")).toBe("#####");
  expect(patternIn(patterns, "330106001", "2027-01-01")).toBe("#######");
  expect(patternIn(patterns, "330206", "2027-01-01")).toBe("######");
});

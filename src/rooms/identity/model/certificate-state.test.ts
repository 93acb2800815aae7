import { expect, test } from "vitest";
import { dayInChina } from "../../../kernel/china-time.ts";
import { certificateState, worstState } from "./certificate-state.ts";

test.each([
  [null, "none"],
  ["2026-11-23", "expired"],
  ["2026-11-24", "soon"],
  ["2027-01-23", "soon"],
  ["2027-01-24", "valid"],
])("a paper good until %s is %s on 24 November 2026", (validTo, wanted) => {
  expect(certificateState(validTo, "2026-11-24")).toBe(wanted);
});

test("the worst counts", () => {
  expect(worstState(["valid", "soon", "none"])).toBe("soon");
  expect(worstState([])).toBeNull();
});

test("the day begins at midnight in China", () => {
  expect(dayInChina(Date.UTC(2026, 10, 23, 15, 59))).toBe("2026-11-23");
  expect(dayInChina(Date.UTC(2026, 10, 23, 16, 0))).toBe("2026-11-24");
});

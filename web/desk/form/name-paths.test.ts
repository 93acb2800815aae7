import { expect, test } from "vitest";
import { namePaths } from "./name-paths.ts";

test.each([
  ["body/changes/lat 超出范围，不能大于 90", "纬度 超出范围，不能大于 90"],
  ["body/changes/parameters/ratedLoad 应为数字；body/changes/lat 应为数字", "额定载重 应为数字；纬度 应为数字"],
  ["body/changes/other 应为数字", "body/changes/other 应为数字"],
])("%s", (text, words) => {
  const labels: Readonly<Record<string, string>> = { lat: "纬度", ratedLoad: "额定载重" };
  expect(namePaths(text, (name) => labels[name])).toBe(words);
});

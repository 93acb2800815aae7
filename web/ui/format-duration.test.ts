import { expect, test } from "vitest";
import { formatExactSpan } from "./format-duration.ts";

test("a span that is held against a limit is not rounded to minutes", () => {
  expect([45, 90, 120, 59.6, 3_600].map(formatExactSpan)).toEqual([
    "45 秒",
    "1 分 30 秒",
    "2 分钟",
    "1 分钟",
    "1 小时",
  ]);
});

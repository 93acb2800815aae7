import { describe, expect, test } from "vitest";
import { guessCovers } from "./file-covers.ts";

const own = ["注册代码", "地址"];
const refused = [...own, "原行号 row", "原因 reasons", "导入编号 import"];

describe("what a file is, where nobody has said it", () => {
  test.each([
    ["the first file of a source", own, 5, undefined, undefined, "whole", "first"],
    ["as many rows as last time", own, 100, 100, undefined, "whole", "near"],
    ["a fifth less", own, 80, 100, undefined, "whole", "near"],
    ["more than a fifth less", own, 79, 100, undefined, "part", "fewer"],
    ["more rows than ever", own, 900, 100, undefined, "whole", "near"],
    ["nobody knows how many rows", own, null, 100, undefined, "whole", "near"],
    ["columns of refused rows", refused, 100, 100, "x", "mends", "refused-columns"],
    ["the column of reasons taken out", [...own, "原行号 row"], 3, 100, "x", "mends", "refused-columns"],
    ["refused rows of an import that is not there", refused, 100, 100, undefined, "part", "refused-columns"],
  ] as const)("%s", (_, heads, rows, lastRows, mends, covers, why) => {
    const guess = guessCovers({ heads, rows }, { lastRows, mends });
    expect(guess).toEqual({ covers, mends: covers === "mends" ? "x" : null, why });
  });
});

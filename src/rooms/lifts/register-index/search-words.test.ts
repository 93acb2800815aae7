import { expect, test } from "vitest";
import { codeIn } from "./search-words.ts";

test.each([
  ["394535", "394535"],
  ["３９４５３５", "394535"],
  [" ３１１０－ａＢ ", "3110-aB"],
  ["梯11苏A00001(18)", "梯11苏A00001(18)"],
  ["文一路", undefined],
  ["1234", undefined],
])("%s as a code", (q, code) => {
  expect(codeIn(q)).toBe(code);
});

import { expect, test } from "vitest";
import { setLanguage } from "./language.ts";
import { textTable } from "./text-table.ts";

const say = textTable(
  { count: "{count} 台", left: "剩 {left}" },
  { count: "{count} {count|lift is|lifts are} open", left: "{left} left" },
);

test("one is one, everything else is many, in English only; what is not given stands as it is", () => {
  setLanguage("en");
  expect(say("count", { count: 1 })).toBe("1 lift is open");
  expect(say("count", { count: "1" })).toBe("1 lift is open");
  expect(say("count", { count: 0 })).toBe("0 lifts are open");
  expect(say("count", { count: "2,000" })).toBe("2,000 lifts are open");
  expect(say("count")).toBe("{count} {count|lift is|lifts are} open");
  setLanguage("zh-CN");
  expect(say("count", { count: 1 })).toBe("1 台");
  expect(say("left", { left: 3 })).toBe("剩 3");
});

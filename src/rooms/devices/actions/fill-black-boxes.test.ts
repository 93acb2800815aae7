import { expect, test } from "vitest";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { together } from "./fill-black-boxes.ts";

test("boxes that lie close together are read in one go, and no go becomes too long", () => {
  const at = [0, 30, 140, 300, 301].map((second) => ({ at: seconds(second) }));
  expect(together(at).map((group) => group.length)).toEqual([3, 2]);
  const long = Array.from({ length: 30 }, (_, n) => ({ at: minutes(n) }));
  expect(together(long).map((group) => group.length)).toEqual([11, 11, 8]);
  expect(together([])).toEqual([]);
});

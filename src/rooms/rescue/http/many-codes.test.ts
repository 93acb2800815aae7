import { expect, test } from "vitest";
import { minutes } from "../../../kernel/clock.ts";
import { createManyCodes } from "./many-codes.ts";

const now = 1_000_000_000;
const ask = (codes: ReturnType<typeof createManyCodes>, address: string, code: string, at = now) =>
  codes.of({ address, code }, at);

test("one address for one code after the other raises a doubt, another address and an old time do not", () => {
  const codes = createManyCodes();
  for (const code of ["1", "2", "3", "3", "2"]) expect(ask(codes, "a", code)).toBeUndefined();
  expect(ask(codes, "a", "4")).toContain("4 个不同的编号");
  expect(ask(codes, "b", "4")).toBeUndefined();
  expect(ask(codes, "a", "5", now + minutes(11))).toBeUndefined();
});

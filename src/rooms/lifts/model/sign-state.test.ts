import { describe, expect, test } from "vitest";
import { firstSign, type HungSign, signAfter, signTaken } from "./sign-state.ts";

test.each([
  ["no number, no sign", null, "posted", "none"],
  ["a number alone does not say that the sign hangs", "000001", null, "assigned"],
  ["the file says that it hangs", "000001", "posted", "posted"],
] as const)("a new lift: %s", (_, rescueCode, sign, expected) =>
  expect(firstSign({ rescueCode, sign })).toBe(expected),
);

describe("a lift that is known", () => {
  const signOf = (sign: HungSign | null, rescueCode: string | null, told: HungSign | null) =>
    signAfter({ rescueCode: "000001", sign }, { rescueCode, told });
  test.each([
    ["assigned", "posted", "posted"],
    ["assigned", null, "assigned"],
    ["posted", "assigned", "posted"],
    ["posted", null, "posted"],
    ["confirmed", "assigned", "confirmed"],
    ["confirmed", "posted", "confirmed"],
    ["confirmed", null, "confirmed"],
  ] as const)("the same number, %s, and the file says %s: %s", (sign, told, expected) =>
    expect(signOf(sign, "000001", told)).toBe(expected),
  );
  test("another number needs another sign, unless the file says that it hangs", () => {
    expect(signOf("confirmed", "000002", null)).toBe("assigned");
    expect(signOf("confirmed", "000002", "posted")).toBe("posted");
    expect(signOf("confirmed", null, "posted")).toBeNull();
  });
});

test("what a file says of the sign of a number that is not taken is not taken either", () => {
  const before = { rescueCode: "000001", sign: "assigned" } as const;
  const wanted = { rescueCode: "000002", sign: "posted" } as const;
  expect(signTaken(before, wanted, "000001")).toBe("assigned");
  expect(signTaken(before, wanted, "000002")).toBe("posted");
});

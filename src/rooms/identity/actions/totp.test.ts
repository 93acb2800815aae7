import { expect, test } from "vitest";
import { totpAddress, totpCodeAt, totpStepOf } from "./totp.ts";

/** The secret of RFC 6238, appendix B; its codes there have eight digits, ours are the last six of them. */
const secret = new TextEncoder().encode("12345678901234567890");

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("RFC 6238 at %i s: %s", (seconds, code) => {
  expect(totpCodeAt(secret, seconds * 1_000)).toBe(code);
  expect(totpStepOf(secret, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
});

test("one step early or late is taken, with the step it belongs to; two are not", () => {
  const at = 1_800_000_000_000;
  const step = at / 30_000;
  const code = totpCodeAt(secret, at);
  expect([-60, -30, 0, 30, 60].map((off) => totpStepOf(secret, code, at + off * 1_000))).toEqual([
    undefined,
    step,
    step,
    step,
    undefined,
  ]);
  expect(totpStepOf(secret, "12345", at)).toBeUndefined();
});

test("the address carries issuer, name and secret", () => {
  const { uri, secret: typed } = totpAddress(secret, "li.desk");
  expect(typed).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  expect(uri).toContain(`secret=${typed}`);
  expect(decodeURIComponent(uri)).toContain("升平:li.desk");
});

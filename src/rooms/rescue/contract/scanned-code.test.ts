import { expect, test } from "vitest";
import { sameCode, scannedCode } from "./scanned-code.ts";

test.each([
  ["https://lift.example/s/330106001?t=abc-DEF_1", { code: "330106001", token: "abc-DEF_1" }],
  ["http://127.0.0.1:8080/s/A%2F1?x=1&t=k#top", { code: "A/1", token: "k" }],
  [" /s/330106001 ", { code: "330106001", token: null }],
  ["https://lift.example/s/330106001?t=", { code: "330106001", token: null }],
  ["https://lift.example/pay/330106001", null],
  ["330106001", null],
  ["/s/%E0%A4%A", null],
  ["", null],
])("what a scan says: %s", (text, expected) => {
  expect(scannedCode(text)).toEqual(expected);
});

test("a code is the same however it is spaced, and nothing is no code", () => {
  expect(sameCode(" 330-106 001", "330106001")).toBe(true);
  expect(sameCode("a00001", "A00001")).toBe(true);
  expect(sameCode("330106002", "330106001")).toBe(false);
  expect(sameCode("", "")).toBe(false);
});

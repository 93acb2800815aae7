import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makerSerialCode, parseRegisterCode, regionOfRegisterCode } from "./register-code.ts";

describe("codes by which registers and devices name a lift", () => {
  test.each([
    ["30103201022005048051", "register"],
    ["31103301062019060001", "register"],
    ["311033A01201900001", "device"],
    ["31101000120199999A", "device"],
    ["91330106MA27XL0U3K-2019-00017", "maker-serial"],
  ])("%s is a %s code", (text, kind) => {
    expect(parseRegisterCode(text)).toEqual({ kind, code: text });
  });

  test.each([
    ["a boiler's registration", "21603101012006010101"],
    ["month 13", "31103301062019130001"],
    ["running number 0000", "31103301062019060000"],
    ["a digit too many", "311033010620190600010"],
    ["a rescue code", "330106123456"],
    ["no serial number", "91330106MA27XL0U3K-"],
    ["a letter that credit codes do not have", "91330106IA27XL0U3K-17"],
    ["a topic wildcard in the serial number", "91330106MA27XL0U3K-1#"],
    ["nothing", ""],
  ])("%s is none", (_, text) => {
    expect(parseRegisterCode(text)).toBeUndefined();
  });

  test("whatever is read is kept letter by letter", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const read = parseRegisterCode(text);
        return read === undefined || read.code === text;
      }),
    );
  });

  test("a registration names its region", () => {
    const code = parseRegisterCode("31103301062019060001");
    expect(code && regionOfRegisterCode(code)).toBe("330106");
    expect(makerSerialCode("91330106MA27XL0U3K", "17")?.code).toBe("91330106MA27XL0U3K-17");
  });
});

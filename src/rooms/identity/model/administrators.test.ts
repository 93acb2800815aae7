import fc from "fast-check";
import { expect, test } from "vitest";
import { type Role, roles } from "../contract.ts";
import { mayAlsoHold, mayBecomeThree, threeAdministrators } from "./administrators.ts";

const codeOf = (result: { ok: boolean; refusal?: { code: string } }): string => result.refusal?.code ?? "ok";

test.each<[string[], Role, "single" | "three", string]>([
  [[], "system-administrator", "single", "ok"],
  [["system-administrator"], "security-administrator", "single", "IDENTITY_ADMINISTRATORS_APART"],
  [["audit-administrator"], "system-administrator", "three", "IDENTITY_ADMINISTRATORS_APART"],
  [["system-administrator"], "system-administrator", "three", "ok"],
  [["administrator"], "audit-administrator", "single", "ok"],
  [["system-administrator"], "dispatcher", "three", "ok"],
  [[], "administrator", "three", "IDENTITY_MODE_THREE"],
])("who holds %j and gets %s in mode %s: %s", (held, role, mode, wanted) => {
  expect(codeOf(mayAlsoHold(held, role, mode))).toBe(wanted);
});

test("however roles are given one after another, nobody ends with two of the three", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...roles)), fc.constantFrom("single", "three"), (asked, mode) => {
      const held: string[] = [];
      for (const role of asked) if (mayAlsoHold(held, role, mode as "single").ok) held.push(role);
      expect(new Set(held.filter((role) => threeAdministrators.some((each) => each === role))).size).toBeLessThan(2);
    }),
  );
});

test("three people are needed before the switch", () => {
  const holders = threeAdministrators.map((role, no) => ({ role, personId: String(no) }));
  expect(mayBecomeThree(holders).ok).toBe(true);
  expect(mayBecomeThree(holders.slice(1))).toMatchObject({ refusal: { params: { roles: "system-administrator" } } });
});

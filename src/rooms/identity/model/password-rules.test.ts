import { expect, test } from "vitest";
import { checkNewPassword } from "./password-rules.ts";

test.each([
  ["correct horse battery", "ok"],
  ["升平平安电梯救援中心好", "ok"],
  ["QWERTYUIOP", "IDENTITY_PASSWORD_COMMON"],
  ["１２３４５６７８９０", "IDENTITY_PASSWORD_COMMON"],
  ["aaaaaaaaaaaa", "IDENTITY_PASSWORD_COMMON"],
  ["ababababab", "IDENTITY_PASSWORD_COMMON"],
  ["zhang.desk", "IDENTITY_PASSWORD_IS_LOGIN"],
  ["Zhang.Desk12345", "IDENTITY_PASSWORD_IS_LOGIN"],
  ["zhang.desk and six more words", "ok"],
])("%s: %s", (password, wanted) => {
  const checked = checkNewPassword(password, "zhang.desk");
  expect(checked.ok ? "ok" : checked.refusal.code).toBe(wanted);
});

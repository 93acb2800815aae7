import { expect, test } from "vitest";
import { ledgerBody } from "./ledger-words.ts";

test("a change of party names the unit, and shows no id", () => {
  const body = {
    role: "use-unit",
    organisationId: "0b6a6f1e-0000-4000-8000-000000000001",
    from: "2026-12-01",
    to: null,
    paper: "合同 7",
  };
  expect(ledgerBody({ body, organisationName: "乙物业" })).toBe(
    "角色 使用单位 · 单位 乙物业 · 自 2026-12-01 · 文书 合同 7",
  );
  // An organisation that is no longer here leaves no empty word.
  expect(ledgerBody({ body, organisationName: null })).toBe("角色 使用单位 · 自 2026-12-01 · 文书 合同 7");
});

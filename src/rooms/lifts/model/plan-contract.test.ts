import { expect, test } from "vitest";
import type { LiftId, OrganisationId } from "../../../kernel/ids.ts";
import { type GivenContract, noTerms, type PlannedTerms, planContract } from "./plan-contract.ts";

const held = (
  who: string,
  from: string,
  to: string | null,
  role: GivenContract["role"] = "maintenance",
): PlannedTerms => {
  const terms = { ...noTerms, to };
  return { liftId: "l" as LiftId, role, organisationId: who as OrganisationId, from, before: terms, now: terms };
};
const given = (who: string, from: string, to: string | null = null, role: GivenContract["role"] = "maintenance") => ({
  role,
  organisationId: who as OrganisationId,
  from,
  to,
  paper: undefined,
  dutyPhone: undefined,
  officer: undefined,
  officerPhone: undefined,
});
const does = (contract: GivenContract, ...parties: PlannedTerms[]): string => {
  const plan = planContract(contract, parties);
  if (!plan.ok) return plan.refusal.code;
  if (plan.value.does === "begins") return `begins, ends ${plan.value.ends.length}`;
  return plan.value.does === "changes" ? `changes to ${plan.value.terms.to}` : "nothing";
};

test("a contract states the day that a register did not, be it the same day", () => {
  const [untold] = [held("a", "2020-01-01", null)].map((party) => ({
    ...party,
    now: { ...party.now, fromStated: false },
  }));
  if (untold === undefined) throw new Error("no party");
  expect(planContract(given("a", "2020-01-01"), [untold])).toMatchObject({
    value: { does: "changes", terms: { fromStated: true, to: null } },
  });
});

test.each<[string, string]>([
  ["begins, ends 0", does(given("a", "2025-01-01"))],
  ["begins, ends 1", does(given("b", "2025-01-01"), held("a", "2020-01-01", null))],
  ["begins, ends 0", does(given("b", "2025-01-01"), held("a", "2020-01-01", "2024-12-31"))],
  ["PARTY_OVERLAPS", does(given("b", "2025-01-01"), held("a", "2026-01-01", null))],
  ["begins, ends 0", does(given("b", "2025-01-01", "2025-12-31"), held("a", "2026-01-01", null))],
  ["begins, ends 0", does(given("b", "2025-01-01", null, "owner"), held("a", "2020-01-01", null, "owner"))],
  ["nothing", does(given("a", "2025-01-01"), held("a", "2020-01-01", null))],
  ["nothing", does(given("a", "2020-01-01"), held("a", "2020-01-01", "2025-05-31"))],
  ["changes to 2026-12-31", does(given("a", "2020-01-01", "2026-12-31"), held("a", "2020-01-01", null))],
  // Ended by who follows: the same file again neither reopens it nor is refused.
  [
    "nothing",
    does(given("a", "2020-01-01", "2026-12-31"), held("a", "2020-01-01", "2025-05-31"), held("b", "2025-06-01", null)),
  ],
])("a contract %s", (wanted, found) => {
  expect(found).toBe(wanted);
});

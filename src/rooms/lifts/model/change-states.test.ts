import { expect, test } from "vitest";
import { ledgerKinds } from "../contract/ledger-kinds.ts";
import { decideOrder, decideService, type LiftStates, orderTrace, serviceTrace } from "./change-states.ts";

const today = "2026-11-27";
const running: LiftStates = { registration: "in-use", orderInForce: "none", service: "running" };
const codeOf = (result: { ok: boolean; refusal?: { code: string } }): string =>
  result.ok ? "ok" : (result.refusal?.code ?? "");

test.each([
  ["an order is given", running, "stop-use", today, "ok"],
  ["a lift is sealed at once", running, "sealed", today, "ok"],
  ["a lift under an order is sealed", { ...running, orderInForce: "stop-use" }, "sealed", today, "ok"],
  ["an order is lifted", { ...running, orderInForce: "stop-use" }, "none", today, "ok"],
  ["there is nothing to lift", running, "none", today, "LIFTS_NOTHING_CHANGED"],
  ["the same order twice", { ...running, orderInForce: "sealed" }, "sealed", today, "LIFTS_NOTHING_CHANGED"],
  ["a scrapped lift", { ...running, registration: "scrapped" }, "stop-use", today, "LIFTS_LIFT_GONE"],
  [
    "the order on a lift that was scrapped since",
    { ...running, registration: "scrapped", orderInForce: "sealed" },
    "none",
    today,
    "ok",
  ],
  ["a paper of tomorrow", running, "stop-use", "2026-11-28", "LIFTS_DAY_AHEAD"],
] as const)("order: %s", (_, states, to, on, wanted) => {
  expect(codeOf(decideOrder(states, { to, on, today }))).toBe(wanted);
});

test.each([
  ["it stands still", running, "out-of-service", "ok"],
  ["it runs already", running, "running", "LIFTS_NOTHING_CHANGED"],
  ["it goes again", { ...running, service: "maintenance" }, "running", "ok"],
  [
    "an order holds it still",
    { ...running, service: "out-of-service", orderInForce: "stop-use" },
    "running",
    "LIFTS_ORDER_STANDS",
  ],
  ["work under an order", { ...running, orderInForce: "sealed" }, "maintenance", "ok"],
  ["a cancelled lift", { ...running, registration: "cancelled" }, "out-of-service", "LIFTS_LIFT_GONE"],
] as const)("service: %s", (_, states, to, wanted) => {
  expect(codeOf(decideService(states, to))).toBe(wanted);
});

test("every state leaves an entry that has words", () => {
  for (const kind of [...Object.values(orderTrace), ...Object.values(serviceTrace)])
    expect(ledgerKinds[kind], kind).toBeDefined();
});

import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { OrderInForce, Registration, Service } from "../contract.ts";

export type LiftStates = {
  readonly registration: Registration;
  readonly orderInForce: OrderInForce;
  readonly service: Service;
};

const isGone = ({ registration }: LiftStates): boolean => registration === "scrapped" || registration === "cancelled";

/**
 * Whether an order may be given or lifted. One on a lift that is gone can still be lifted, none can be given.
 * Refused: LIFTS_NOTHING_CHANGED, LIFTS_LIFT_GONE, LIFTS_DAY_AHEAD.
 */
export function decideOrder(
  states: LiftStates,
  { to, on, today }: { readonly to: OrderInForce; readonly on: string; readonly today: string },
): Result<null> {
  if (states.orderInForce === to) return refuse("LIFTS_NOTHING_CHANGED");
  if (isGone(states) && to !== "none") return refuse("LIFTS_LIFT_GONE");
  if (on > today) return refuse("LIFTS_DAY_AHEAD");
  return ok(null);
}

/**
 * Whether the service may change. Nobody sets a lift going that an order holds still.
 * Refused: LIFTS_NOTHING_CHANGED, LIFTS_LIFT_GONE, LIFTS_ORDER_STANDS.
 */
export function decideService(states: LiftStates, to: Service): Result<null> {
  if (states.service === to) return refuse("LIFTS_NOTHING_CHANGED");
  if (isGone(states)) return refuse("LIFTS_LIFT_GONE");
  if (to === "running" && states.orderInForce !== "none") return refuse("LIFTS_ORDER_STANDS");
  return ok(null);
}

/** Ledger entries of what was set. */
export const orderTrace: Readonly<Record<OrderInForce, string>> = {
  none: "order-lifted",
  "stop-use": "stop-ordered",
  sealed: "sealed",
};
export const serviceTrace: Readonly<Record<Service, string>> = {
  running: "service-resumed",
  "out-of-service": "service-stopped",
  maintenance: "service-work-began",
};

import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { requireFresh, scopesOf } from "../../identity/index.ts";
import type { OrderInForce, Service } from "../contract.ts";
import { decideOrder, decideService, type LiftStates, orderTrace, serviceTrace } from "../model/change-states.ts";
import { isVisible, servingRoles } from "../views/visible-lifts.ts";
import { type EditAsk, lockVersion, momentOf, tellDeed } from "./open-file.ts";

type Set = Promise<Result<{ version: number; changed: string[] }>>;

/**
 * An order of the supervision is given or lifted. Grave: who asks must have proved just now that it is him.
 * Refused: IDENTITY_REAUTHENTICATE, LIFTS_LIFT_NOT_FOUND, LIFTS_VERSION_OLD, and what `decideOrder` refuses.
 */
export async function setOrder(
  platform: Pick<Platform, "database">,
  ask: EditAsk & { readonly to: OrderInForce; readonly on: string; readonly paper: string },
): Set {
  const fresh = requireFresh(ask.principal, ask.at);
  if (!fresh.ok) return fresh;
  const { to, on, paper, reason } = ask;
  return platform.database.transaction(async (tx) => {
    const seen = await isVisible(tx, ask.liftId, scopesOf(ask.principal, "lifts.order"));
    const states = await openStates(tx, ask, seen);
    if (!states.ok) return states;
    const decided = decideOrder(states.value, { to, on, today: dayInChina(ask.at) });
    if (!decided.ok) return decided;
    await sql`update lifts.lift set order_in_force = ${to}, version = version + 1 where id = ${ask.liftId}`.execute(tx);
    const body = { changes: { orderInForce: { from: states.value.orderInForce, to } }, paper, reason };
    await tellDeed(tx, ask, { kind: orderTrace[to], doneAt: momentOf(on, ask.at), body, act: "lifts.order-set" });
    return ok({ version: ask.version + 1, changed: ["orderInForce"] });
  });
}

/**
 * The lift runs, stands still or is being worked on. An organisation says it of the lifts that it uses or maintains.
 * Refused: LIFTS_LIFT_NOT_FOUND, LIFTS_VERSION_OLD, and what `decideService` refuses.
 */
export async function setService(platform: Pick<Platform, "database">, ask: EditAsk & { readonly to: Service }): Set {
  const { to, reason } = ask;
  return platform.database.transaction(async (tx) => {
    const seen = await isVisible(tx, ask.liftId, scopesOf(ask.principal, "lifts.service"), servingRoles);
    const states = await openStates(tx, ask, seen);
    if (!states.ok) return states;
    const decided = decideService(states.value, to);
    if (!decided.ok) return decided;
    await sql`update lifts.lift set service = ${to}, version = version + 1 where id = ${ask.liftId}`.execute(tx);
    const body = { changes: { service: { from: states.value.service, to } }, reason };
    await tellDeed(tx, ask, { kind: serviceTrace[to], doneAt: ask.at, body, act: "lifts.service-set" });
    return ok({ version: ask.version + 1, changed: ["service"] });
  });
}

async function openStates(tx: Tx, ask: EditAsk, seen: boolean): Promise<Result<LiftStates>> {
  if (!seen) return refuse("LIFTS_LIFT_NOT_FOUND");
  const locked = await lockVersion(tx, ask);
  if (!locked.ok) return locked;
  const { rows } = await sql<LiftStates>`
    select registration, order_in_force as "orderInForce", service from lifts.lift where id = ${ask.liftId}`.execute(
    tx,
  );
  return rows[0] === undefined ? refuse("LIFTS_LIFT_NOT_FOUND") : ok(rows[0]);
}

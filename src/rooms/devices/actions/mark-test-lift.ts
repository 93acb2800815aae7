import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { actorOf } from "../../identity/index.ts";
import { tellEnrolment } from "./enrol-device.ts";

type Marking = {
  /** The device's. */
  readonly id: string;
  readonly on: boolean;
  readonly principal: Principal;
  readonly at: Instant;
};

/**
 * Marks a lift as one for tests, or ends that; its alarms call a crew all the same. The same again changes nothing. It stands in the lift's
 * ledger, since a mark also hides. Refuses with DEVICES_NO_SUCH_DEVICE.
 */
export async function markTestLift(tx: Tx, marking: Marking): Promise<Result<{ readonly id: string }>> {
  const { id, on } = marking;
  const { rows } = await sql<{ liftId: LiftId }>`
    select lift_id as "liftId" from devices.credential where id = ${id}`.execute(tx);
  const [device] = rows;
  if (device === undefined) return refuse("DEVICES_NO_SUCH_DEVICE");
  const changed = await (on ? begin : end)(tx, device.liftId, marking);
  if (changed) await tellEnrolment(tx, marking, { ...device, kind: on ? "test-begun" : "test-ended", body: {} });
  return ok({ id });
}

type By = Pick<Marking, "principal" | "at">;
const nameOf = (principal: Principal): string => JSON.stringify(actorOf(principal));

async function begin(tx: Tx, liftId: LiftId, { principal, at }: By): Promise<boolean> {
  const made = await sql`insert into devices.test_lift (id, lift_id, from_at, from_by)
    values (${newId()}, ${liftId}, ${ts(at)}, ${nameOf(principal)}) on conflict do nothing`.execute(tx);
  return made.numAffectedRows === 1n;
}

async function end(tx: Tx, liftId: LiftId, { principal, at }: By): Promise<boolean> {
  const ended =
    await sql`update devices.test_lift set to_at = greatest(from_at, ${ts(at)}), to_by = ${nameOf(principal)}
    where lift_id = ${liftId} and to_at is null`.execute(tx);
  return ended.numAffectedRows === 1n;
}

import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import type { FitPart } from "../contract/editing.ts";
import { isVisible } from "../views/visible-lifts.ts";
import { recordTraces } from "./record-traces.ts";

type Ask = { readonly principal: Principal; readonly address: string; readonly at: Instant; readonly liftId: LiftId };

/** A main part or safety device that is in the lift from a day on; with `replaces` the one before goes on that day. Refused: LIFTS_LIFT_NOT_FOUND, LIFTS_PART_NOT_FOUND. */
export async function fitPart(
  { database }: Pick<Platform, "database">,
  ask: Ask & { readonly part: FitPart },
): Promise<Result<{ id: string }>> {
  const { liftId, part } = ask;
  return database.transaction(async (tx) => {
    if (!(await isVisible(tx, liftId, scopesOf(ask.principal, "lifts.edit")))) return refuse("LIFTS_LIFT_NOT_FOUND");
    const { kind, maker, type, serialNumber, certificateNo, fittedOn, replaces } = part;
    if (replaces !== null && !(await takeOut(tx, liftId, replaces, fittedOn))) return refuse("LIFTS_PART_NOT_FOUND");
    const id = newId<"part">();
    await sql`insert into lifts.part (id, lift_id, kind, maker, type, serial_number, certificate_no, fitted_on)
      values (${id}, ${liftId}, ${kind}, ${maker}, ${type}, ${serialNumber}, ${certificateNo}, ${fittedOn}::date)`.execute(
      tx,
    );
    await tell(tx, ask, { kind: "part-fitted", day: fittedOn, body: { partId: id, ...part } });
    return ok({ id });
  });
}

/** A part that is in the lift no more. Refused: LIFTS_LIFT_NOT_FOUND, LIFTS_PART_NOT_FOUND. */
export async function removePart(
  { database }: Pick<Platform, "database">,
  ask: Ask & { readonly partId: string; readonly on: string },
): Promise<Result<null>> {
  const { liftId, partId, on } = ask;
  return database.transaction(async (tx) => {
    if (!(await isVisible(tx, liftId, scopesOf(ask.principal, "lifts.edit")))) return refuse("LIFTS_LIFT_NOT_FOUND");
    if (!(await takeOut(tx, liftId, partId, on))) return refuse("LIFTS_PART_NOT_FOUND");
    await tell(tx, ask, { kind: "part-removed", day: on, body: { partId } });
    return ok(null);
  });
}

async function takeOut(tx: Tx, liftId: LiftId, partId: string, on: string | null): Promise<boolean> {
  const { rows } = await sql`
    update lifts.part set removed_on = coalesce(${on}::date, (now() at time zone 'Asia/Shanghai')::date)
    where id = ${partId} and lift_id = ${liftId} and removed_on is null returning id`.execute(tx);
  return rows.length > 0;
}

async function tell(
  tx: Tx,
  { principal, address, at, liftId }: Ask,
  { kind, day, body }: { kind: string; day: string | null; body: Readonly<Record<string, unknown>> },
): Promise<void> {
  const doneAt = day === null ? at : Date.parse(`${day}T00:00:00+08:00`);
  await recordTraces(tx, [{ liftId, room: "lifts", kind, doneAt, recordedAt: at, actor: actorOf(principal), body }]);
  const target = `lift/${liftId}`;
  await recordAudit(tx, { principal, act: `lifts.${kind}`, target, outcome: "done", address, at });
}

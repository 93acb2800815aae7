import { sql } from "kysely";
import { dayInChina } from "../../../kernel/china-time.ts";
import type { Instant } from "../../../kernel/clock.ts";
import { type LiftId, newId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { Platform } from "../../../platform/platform.ts";
import { actorOf, recordAudit, scopesOf } from "../../identity/index.ts";
import type { FitPart } from "../contract/editing.ts";
import { isVisible } from "../views/visible-lifts.ts";
import { momentOf } from "./open-file.ts";
import { recordTraces } from "./record-traces.ts";

type Ask = { readonly principal: Principal; readonly address: string; readonly at: Instant; readonly liftId: LiftId };

/**
 * A main part or safety device that is in the lift from a day on; with `replaces` the one before goes on that day. Refused: LIFTS_LIFT_NOT_FOUND,
 * LIFTS_PART_NOT_FOUND, LIFTS_PART_DAY_WRONG, LIFTS_DAY_AHEAD.
 */
export async function fitPart(
  { database }: Pick<Platform, "database">,
  ask: Ask & { readonly part: FitPart },
): Promise<Result<{ id: string }>> {
  const { liftId, part } = ask;
  return database.transaction(async (tx) => {
    if (!(await isVisible(tx, liftId, scopesOf(ask.principal, "lifts.edit")))) return refuse("LIFTS_LIFT_NOT_FOUND");
    const { kind, maker, type, serialNumber, certificateNo, fittedOn, replaces } = part;
    const today = dayInChina(ask.at);
    if (fittedOn !== null && fittedOn > today) return refuse("LIFTS_DAY_AHEAD");
    const taken = replaces === null ? ok(null) : await takeOut(tx, liftId, replaces, fittedOn ?? today);
    if (!taken.ok) return taken;
    const id = newId<"part">();
    await sql`insert into lifts.part (id, lift_id, kind, maker, type, serial_number, certificate_no, fitted_on)
      values (${id}, ${liftId}, ${kind}, ${maker}, ${type}, ${serialNumber}, ${certificateNo}, ${fittedOn}::date)`.execute(
      tx,
    );
    await tell(tx, ask, { kind: "part-fitted", day: fittedOn, body: { partId: id, ...part } });
    return ok({ id });
  });
}

/** A part that is in the lift no more. Refused as `fitPart`. */
export async function removePart(
  { database }: Pick<Platform, "database">,
  ask: Ask & { readonly partId: string; readonly on: string; readonly reason: string },
): Promise<Result<null>> {
  const { liftId, partId, on, reason } = ask;
  return database.transaction(async (tx) => {
    if (!(await isVisible(tx, liftId, scopesOf(ask.principal, "lifts.edit")))) return refuse("LIFTS_LIFT_NOT_FOUND");
    if (on > dayInChina(ask.at)) return refuse("LIFTS_DAY_AHEAD");
    const taken = await takeOut(tx, liftId, partId, on);
    if (!taken.ok) return taken;
    const { kind, serialNumber } = taken.value;
    await tell(tx, ask, { kind: "part-removed", day: on, body: { partId, kind, serialNumber, reason } });
    return ok(null);
  });
}

type Taken = { readonly kind: string; readonly serialNumber: string };

async function takeOut(tx: Tx, liftId: LiftId, partId: string, on: string): Promise<Result<Taken>> {
  const { rows } = await sql<Taken & { fits: boolean }>`
    select kind, serial_number as "serialNumber", coalesce(fitted_on <= ${on}::date, true) as fits from lifts.part
    where id = ${partId} and lift_id = ${liftId} and removed_on is null for update`.execute(tx);
  const [part] = rows;
  if (part === undefined) return refuse("LIFTS_PART_NOT_FOUND");
  if (!part.fits) return refuse("LIFTS_PART_DAY_WRONG");
  await sql`update lifts.part set removed_on = ${on}::date where id = ${partId}`.execute(tx);
  return ok({ kind: part.kind, serialNumber: part.serialNumber });
}

async function tell(
  tx: Tx,
  { principal, address, at, liftId }: Ask,
  { kind, day, body }: { kind: string; day: string | null; body: Readonly<Record<string, unknown>> },
): Promise<void> {
  const doneAt = day === null ? at : momentOf(day, at);
  await recordTraces(tx, [{ liftId, room: "lifts", kind, doneAt, recordedAt: at, actor: actorOf(principal), body }]);
  const target = `lift/${liftId}`;
  await recordAudit(tx, { principal, act: `lifts.${kind}`, target, outcome: "done", address, at });
}

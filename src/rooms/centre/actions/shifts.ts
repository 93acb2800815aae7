import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { json, type Tx, ts } from "../../../platform/database/database.ts";
import type { OpenThings } from "../contract/shift.ts";

type Who = { readonly personId: string; readonly now: Instant };

/** Somebody sits down at the desk. Who is on shift already stays on it. */
export async function beginShift(tx: Tx, { personId, now }: Who, seat: string): Promise<void> {
  await sql`insert into centre.shift (id, person_id, seat, began_at) values (${newId()}, ${personId}, ${seat}, ${ts(now)})
    on conflict (person_id) where ended_at is null do update set seat = excluded.seat`.execute(tx);
}

/** Leaves without a hand-over, and says why. An offer of it that nobody took is withdrawn. */
export async function leaveShift(tx: Tx, { personId, now }: Who, reason: string): Promise<Result<null>> {
  const { rows } = await sql<{ id: string }>`
    update centre.shift set ended_at = ${ts(now)}, ended_by = 'left', reason = ${reason}
    where person_id = ${personId} and ended_at is null returning id`.execute(tx);
  const [shift] = rows;
  if (shift === undefined) return refuse("CENTRE_NOT_ON_SHIFT");
  await sql`update centre.handover set withdrawn_at = ${ts(now)}
    where from_shift_id = ${shift.id} and taken_at is null and withdrawn_at is null`.execute(tx);
  return ok(null);
}

/** Offers the shift to whoever comes next, with what stands open now. An offer of it that still stands is taken back. */
export async function offerHandover(
  tx: Tx,
  { personId, now }: Who,
  offer: { readonly note: string; readonly list: OpenThings },
): Promise<Result<{ id: string }>> {
  const { rows } = await sql<{ id: string }>`
    select id from centre.shift where person_id = ${personId} and ended_at is null for update`.execute(tx);
  const [shift] = rows;
  if (shift === undefined) return refuse("CENTRE_NOT_ON_SHIFT");
  await sql`update centre.handover set withdrawn_at = ${ts(now)}
    where from_shift_id = ${shift.id} and taken_at is null and withdrawn_at is null`.execute(tx);
  const id: string = newId();
  await sql`insert into centre.handover (id, from_shift_id, from_person_id, offered_at, note, offered_list)
    values (${id}, ${shift.id}, ${personId}, ${ts(now)}, ${offer.note}, ${json(offer.list)}::jsonb)`.execute(tx);
  return ok({ id });
}

/** Once more is no error: the answer to the first time may have been lost on its way. */
export async function withdrawHandover(tx: Tx, { personId, now }: Who, id: string): Promise<Result<null>> {
  const done = await sql`update centre.handover set withdrawn_at = coalesce(withdrawn_at, ${ts(now)})
    where id = ${id} and from_person_id = ${personId} and taken_at is null`.execute(tx);
  return done.numAffectedRows === 1n ? ok(null) : refuse("CENTRE_HANDOVER_OVER");
}

/**
 * The next one takes over: what stands open is kept once more as she found it, the shift of who offered ends, hers begins. Of two who take
 * at once one does. Nobody takes over from herself. Who has it already is told so once more: the first answer may have been lost.
 */
export async function takeHandover(
  tx: Tx,
  who: Who,
  taking: { readonly id: string; readonly seat: string; readonly note: string; readonly list: OpenThings },
): Promise<Result<null>> {
  const { rows } = await sql<{ shiftId: string; from: string; to: string | null; over: boolean }>`
    select from_shift_id as "shiftId", from_person_id as "from", to_person_id as "to",
      taken_at is not null or withdrawn_at is not null as over
    from centre.handover where id = ${taking.id} for update`.execute(tx);
  const [offer] = rows;
  if (offer === undefined) return refuse("NOT_FOUND");
  if (offer.to === who.personId) return ok(null);
  if (offer.over) return refuse("CENTRE_HANDOVER_OVER");
  if (offer.from === who.personId) return refuse("CENTRE_HANDOVER_OWN");
  await sql`update centre.handover set to_person_id = ${who.personId}, taken_at = ${ts(who.now)},
    taken_list = ${json(taking.list)}::jsonb, taken_note = ${taking.note} where id = ${taking.id}`.execute(tx);
  await sql`update centre.shift set ended_at = ${ts(who.now)}, ended_by = 'handover'
    where id = ${offer.shiftId} and ended_at is null`.execute(tx);
  await beginShift(tx, who, taking.seat);
  return ok(null);
}

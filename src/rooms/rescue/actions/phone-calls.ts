import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type IncidentId, newId } from "../../../kernel/ids.ts";
import { type Tx, ts, tsOrNull } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import type { CallEvent, CallKind } from "../contract/phone-calls.ts";
import { callTopic } from "../views/topics.ts";

/**
 * Takes what the exchange tells of a call. Told twice, late or out of order it comes to the same: the earliest ring, the earliest answer
 * and the latest end count.
 */
export async function takeCallEvent(
  tx: Tx,
  { callId, event, at, caller, seat, recording, position }: CallEvent,
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into rescue.phone_call as c (id, call_key, caller, seat, rang_at, answered_at, ended_at, recording, lat, lon, metres)
    values (${newId()}, ${`exchange/${callId}`}, ${caller ?? null}, ${seat ?? ""}, ${ts(at)},
      ${tsOrNull(event === "answered" ? at : null)}, ${tsOrNull(event === "ended" ? at : null)}, ${recording ?? null},
      ${position?.lat ?? null}, ${position?.lon ?? null}, ${position?.metres === undefined ? null : Math.round(position.metres)})
    on conflict (call_key) do update set
      caller = coalesce(c.caller, excluded.caller), seat = case when excluded.seat = '' then c.seat else excluded.seat end,
      rang_at = least(c.rang_at, excluded.rang_at), answered_at = least(c.answered_at, excluded.answered_at),
      ended_at = greatest(c.ended_at, excluded.ended_at), recording = coalesce(excluded.recording, c.recording),
      lat = coalesce(excluded.lat, c.lat), lon = coalesce(excluded.lon, c.lon), metres = coalesce(excluded.metres, c.metres)
    returning id`.execute(tx);
  const id = rows[0]?.id ?? "";
  await touch(tx, callTopic, id);
  return id;
}

type Handled = { readonly by: string | null; readonly at: Instant };

/** Writes down a call that came past the exchange; the same key again changes nothing. */
export async function recordCall(
  tx: Tx,
  call: { readonly key: string; readonly caller: string | null; readonly kind: CallKind; readonly note: string },
  { by, at }: Handled,
): Promise<void> {
  const id = newId();
  const made = await sql`
    insert into rescue.phone_call (id, call_key, caller, rang_at, answered_at, ended_at, kind, note, handled_by, handled_at)
    values (${id}, ${`desk/${call.key}`}, ${call.caller}, ${ts(at)}, ${ts(at)}, ${ts(at)}, ${call.kind}, ${call.note}, ${by}, ${ts(at)})
    on conflict (call_key) do nothing`.execute(tx);
  if (made.numAffectedRows === 1n) await touch(tx, callTopic, id);
}

/** @returns whether there is such a call. */
export async function sortCall(
  tx: Tx,
  call: { readonly id: string; readonly kind: CallKind; readonly note: string },
  { by, at }: Handled,
): Promise<boolean> {
  const done = await sql`
    update rescue.phone_call set kind = ${call.kind}, note = ${call.note}, handled_by = ${by}, handled_at = ${ts(at)}
    where id = ${call.id}`.execute(tx);
  await touch(tx, callTopic, call.id);
  return done.numAffectedRows === 1n;
}

type Brought = { readonly incidentId: IncidentId; readonly alarmKey: string; readonly kind: CallKind };

/** The call by which an incident was opened, or which joined it; and the alarm that it was. */
export async function linkCall(
  tx: Tx,
  id: string,
  { incidentId, alarmKey, kind }: Brought,
  { by, at }: Handled,
): Promise<void> {
  await sql`
    update rescue.phone_call set incident_id = ${incidentId}, alarm_key = ${alarmKey}, kind = coalesce(kind, ${kind}), handled_by = ${by},
      handled_at = ${ts(at)} where id = ${id}`.execute(tx);
  await touch(tx, callTopic, id);
}

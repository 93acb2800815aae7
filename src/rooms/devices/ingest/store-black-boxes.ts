import { sql } from "kysely";
import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import { newId } from "../../../kernel/ids.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import type { Device } from "../access/device.ts";
import type { ToldBy } from "./decide-batch.ts";

/** From so long before a decision to so long after it. */
export const blackBoxMs = seconds(60);
export const boxFramesMax = 500;
/** A button that is jammed tells every minute: that is one decision. */
const sameMs = minutes(10);
/** Frames that came by then are committed by then. */
const settledMs = seconds(30);

export type Decided = {
  readonly id: string;
  readonly device: Device;
  readonly kind: string;
  readonly cause: string;
  readonly text: string | null;
  readonly at: Instant;
};

/**
 * Decisions whose black boxes are to be copied out of the raw store, at the next full hour: those of an hour together, since one look into the
 * store serves all lifts of a bucket (actions/fill-black-boxes.ts).
 */
export async function noteBlackBoxes(tx: Tx, decided: readonly Decided[]): Promise<void> {
  if (decided.length === 0) return;
  await sql`
    insert into devices.black_box (id, device_id, lift_id, kind, cause, text, confirmed_at, due_at)
    select n.* from unnest(${decided.map(({ id }) => id)}::uuid[], ${decided.map(({ device }) => device.id)}::uuid[],
      ${decided.map(({ device }) => device.liftId)}::uuid[], ${decided.map(({ kind }) => kind)}::text[],
      ${decided.map(({ cause }) => cause)}::text[], ${decided.map(({ text }) => text)}::text[],
      ${decided.map(({ at }) => ts(at))}::timestamptz[], ${decided.map(({ at }) => ts(dueAt(at)))}::timestamptz[])
      as n (id, device_id, lift_id, kind, cause, text, confirmed_at, due_at)
    where n.kind <> 'entrapment' or not exists (select 1 from devices.black_box b where b.lift_id = n.lift_id and b.kind = 'entrapment'
      and b.confirmed_at <= n.confirmed_at and b.confirmed_at > n.confirmed_at - make_interval(secs => ${sameMs / 1_000}))
    on conflict do nothing`.execute(tx);
}

const dueAt = (at: Instant): Instant => Math.ceil((at + blackBoxMs + settledMs) / minutes(60)) * minutes(60);

/** Those of entrapments; faults have theirs by their ids. */
export const entrapmentsIn = (told: readonly ToldBy[]): Decided[] =>
  told.flatMap(({ device, told: what, at }) =>
    what.kind === "confirmed"
      ? [{ id: newId(), device, kind: "entrapment", cause: what.cause, text: what.text, at }]
      : [],
  );

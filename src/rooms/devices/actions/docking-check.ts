import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { json, type Tx, ts, tsOrNull } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import type { dockingOccasions, dockingStates } from "../contract/docking.ts";
import type { DockingKind } from "../contract/docking-items.ts";
import type { DockingProgress } from "../model/docking-progress.ts";
import type { Judged } from "../model/judge-docking.ts";
import type { FrameCursor } from "../views/read-frames.ts";

export const dockingTopic = "docking";

/** What is kept with a check from one look to the next. */
export type DockingMemory = {
  readonly shown: DockingProgress;
  /** What each item was when it was last written down. */
  readonly states: Readonly<Record<string, Judged["state"]>>;
  readonly cursor: FrameCursor;
};

export type DockingRow = {
  readonly id: string;
  readonly liftId: LiftId;
  readonly deviceId: string;
  readonly kind: DockingKind;
  readonly occasion: (typeof dockingOccasions)[number];
  readonly state: (typeof dockingStates)[number];
  readonly promisedSeconds: number;
  readonly clockSeconds: number;
  readonly begunAt: Instant;
  readonly begunBy: string;
  readonly endsAt: Instant;
  readonly endedAt: Instant | null;
  readonly endedBy: string | null;
  readonly alarmTestUntil: Instant | null;
  readonly progress: DockingMemory;
};

export const dockingColumns = sql`d.id, d.lift_id as "liftId", d.device_id as "deviceId", d.kind, d.occasion, d.state,
  d.promised_seconds as "promisedSeconds", d.clock_seconds as "clockSeconds", d.begun_at as "begunAt", d.begun_by as "begunBy",
  d.ends_at as "endsAt", d.ended_at as "endedAt", d.ended_by as "endedBy", d.alarm_test_until as "alarmTestUntil", d.progress`;

/** The check, held until the transaction ends: its watcher and its people take turns. */
export async function lockDocking(tx: Tx, id: string): Promise<DockingRow | undefined> {
  const { rows } = await sql<DockingRow>`
    select ${dockingColumns} from devices.docking_check d where d.id = ${id} for update`.execute(tx);
  return rows[0];
}

/** Writes the check as it is now, with the time of the next look, and tells who watches. */
export async function storeDocking(tx: Tx, row: DockingRow, lookAt: Instant | null): Promise<void> {
  await sql`update devices.docking_check set state = ${row.state}, ended_at = ${tsOrNull(row.endedAt)}, ended_by = ${row.endedBy},
      alarm_test_until = ${tsOrNull(row.alarmTestUntil)}, look_at = ${tsOrNull(lookAt)}, progress = ${json(row.progress)}::jsonb
    where id = ${row.id}`.execute(tx);
  await touch(tx, dockingTopic, row.id);
}

export type DockingResult = {
  readonly item: string;
  readonly state: Judged["state"];
  readonly found: string;
  readonly by?: string;
};

/** Appends what has changed; nothing that was written is changed. */
export async function appendResults(
  tx: Tx,
  checkId: string,
  at: Instant,
  results: readonly DockingResult[],
): Promise<void> {
  if (results.length === 0) return;
  await sql`insert into devices.docking_result (check_id, no, item, state, found, at, by_name)
    select ${checkId}, (select coalesce(max(no), 0) from devices.docking_result where check_id = ${checkId}) + r.no,
      r.item, r.state, r.found, ${ts(at)}, r.by_name
    from unnest(${results.map((_, i) => i + 1)}::int[], ${results.map(({ item }) => item)}::text[],
      ${results.map(({ state }) => state)}::text[], ${results.map(({ found }) => found.slice(0, 500))}::text[],
      ${results.map(({ by }) => by ?? null)}::text[]) as r (no, item, state, found, by_name)`.execute(tx);
}

import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import { ringWork } from "../../../platform/work/work.ts";
import { type LiftPower, type PowerChange, powerAfter } from "../model/supply.ts";
import { stormTopic } from "../views/topics.ts";

type Change = PowerChange & { readonly liftId: LiftId };
type Row = LiftPower & { readonly liftId: LiftId };

/** Keeps what lifts say of their supply, one row a lift; storms of their counties are looked at where something changed. */
export async function takePower(tx: Tx, changes: readonly Change[], now: Instant): Promise<void> {
  // Two facts about one lift come one after the other: rows that are there are locked in the order of their ids, new ones meet at the key.
  const ids = [...new Set(changes.map(({ liftId }) => liftId))].sort();
  const { rows } = await sql<Row>`
    select lift_id as "liftId", lost, at, heard_at as "heardAt", lost_at as "lostAt", how from rescue.lift_power
    where lift_id = any(${ids}::uuid[]) order by lift_id for update`.execute(tx);
  const before = new Map<LiftId, LiftPower>(rows.map(({ liftId, ...power }) => [liftId, power]));
  const after = new Map<LiftId, LiftPower>(before);
  for (const { liftId, ...change } of changes) {
    const power = powerAfter(after.get(liftId), change, now);
    if (power !== undefined) after.set(liftId, power);
  }
  const changed = ids.flatMap((liftId) => {
    const power = after.get(liftId);
    return power === undefined || power === before.get(liftId) ? [] : [{ liftId, ...power }];
  });
  if (changed.length === 0) return;
  await keep(tx, changed);
  const turned = changed.filter(({ liftId, lost }) => lost !== before.get(liftId)?.lost).map(({ liftId }) => liftId);
  if (turned.length > 0) await lookAtStorms(tx, turned, now);
}

async function keep(tx: Tx, rows: readonly Row[]): Promise<void> {
  await sql`insert into rescue.lift_power as p (lift_id, lost, at, heard_at, lost_at, how)
    select * from unnest(${rows.map(({ liftId }) => liftId)}::uuid[], ${rows.map(({ lost }) => lost)}::boolean[],
      ${rows.map(({ at }) => ts(at))}::timestamptz[], ${rows.map(({ heardAt }) => ts(heardAt))}::timestamptz[],
      ${rows.map(({ lostAt }) => ts(lostAt))}::timestamptz[], ${rows.map(({ how }) => how)}::text[])
    on conflict (lift_id) do update set lost = excluded.lost, at = excluded.at, heard_at = excluded.heard_at,
      lost_at = excluded.lost_at, how = excluded.how
    where excluded.at >= p.at or p.heard_at > excluded.heard_at`.execute(tx);
}

/** The desk sees it at once; whether it is enough to call supply back is judged a moment later. */
async function lookAtStorms(tx: Tx, liftIds: readonly LiftId[], now: Instant): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    update rescue.storm set supply_due_at = least(supply_due_at, ${ts(now)})
    where ended_at is null and region_code in (
      select left(region_code, 6) from lifts.v_lift where id = any(${liftIds}::uuid[]))
    returning id`.execute(tx);
  for (const { id } of rows) await touch(tx, stormTopic, id);
  if (rows.length > 0) await ringWork(tx);
}

import { type RawBuilder, sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Scope } from "../../../kernel/principal.ts";
import { type Db, ts } from "../../../platform/database/database.ts";
import { inScopes } from "./incident-scope.ts";
import { isOne } from "./numbers.ts";

/**
 * What a leader looks after, as conditions on `rescue.incident i` at a moment; not of faults without people, nor of what was joined to another. The same condition opens the number to its incidents.
 * - not-taken-over: open, and neither a dispatcher nor a crew has answered for it
 * - held-by-desk: open, people still inside, and no crew holds it
 * - incomplete-record: closed, and lift, cause, number of people or (where a crew freed them) method is missing
 * - follow-up-due, follow-up-overdue: freed people who are to be called back
 */
export const workConditions = (now: Instant): Readonly<Record<string, RawBuilder<unknown>>> => ({
  "not-taken-over": sql`${isOne} and i.closed_at is null and i.answered_at is null`,
  "held-by-desk": sql`${isOne} and i.closed_at is null and i.freed_at is null and i.holder_crew_id is null`,
  "incomplete-record": sql`${isOne} and i.closed_at is not null and not i.false_alarm
    and (i.cause is null or i.freed_count is null or i.lift_id is null
      or (i.method is null and coalesce(i.freed_by, '') not in ('themselves', 'use-unit')))`,
  "follow-up-due": followUp(sql`w.due_at >= ${ts(now)}`),
  "follow-up-overdue": followUp(sql`w.due_at < ${ts(now)}`),
});

const followUp = (when: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`i.id in (select w.id from rescue.v_follow_up w where ${when})`;

/** How many of the rescues opened since `from` fall under each. */
export async function countWork(
  db: Db,
  { from, now, scopes }: { readonly from: Instant; readonly now: Instant; readonly scopes: readonly Scope[] },
): Promise<Readonly<Record<string, number>>> {
  const counted = Object.entries(workConditions(now)).map(
    ([metric, condition]) => sql`${metric}::text, count(*) filter (where ${condition})`,
  );
  const { rows } = await sql<{ counts: Record<string, number> }>`
    select jsonb_build_object(${sql.join(counted)}) as counts
    from rescue.incident i where i.opened_at >= ${ts(from)} and ${inScopes(scopes)}`.execute(db);
  return rows[0]?.counts ?? {};
}

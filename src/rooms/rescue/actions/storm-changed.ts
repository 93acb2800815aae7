import { sql } from "kysely";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { type Tx, ts } from "../../../platform/database/database.ts";
import { touch } from "../../../platform/live/live.ts";
import type { StormId } from "../model/incident-events.ts";
import { stormTopic } from "../views/topics.ts";

/** Something changed that the plan hangs on: it is made anew in two seconds, so that many changes are one plan. */
export async function stormChanged(tx: Tx, id: StormId, now: Instant): Promise<void> {
  await sql`update rescue.storm set changed_at = ${ts(now)}, changes = changes + 1, plan_due_at = least(plan_due_at, ${ts(now + seconds(2))})
    where id = ${id} and ended_at is null`.execute(tx);
  await touch(tx, stormTopic, id);
}

import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import type { Tx } from "../../database/database.ts";
import type { Actor } from "../../streams/streams.ts";
import { type NoticeId, recordNoticeFact } from "../notify.ts";

/** A phone of the one who was told has shown it. What was told to somebody else changes nothing. */
export async function recordPushShown(
  tx: Tx,
  { id, owner, at }: { readonly id: NoticeId; readonly owner: string; readonly at: Instant },
  actor: Actor,
): Promise<void> {
  const { rows } = await sql`select 1 from platform.notice
    where id = ${id} and channel = 'push' and recipient = ${owner}`.execute(tx);
  if (rows.length > 0) await recordNoticeFact(tx, id, { fact: "delivered", at, actor });
}

import { sql } from "kysely";
import { type NoticeId, recordNoticeFact } from "../../../platform/notify/notify.ts";
import type { AskOfCrew } from "../views/ask-of-crew.ts";
import type { Means } from "./command.ts";
import { crewNoticeKey } from "./effects.ts";

/** The crew's phone shows the ask: its telling counts as delivered. Saying so twice is harmless. */
export async function seenByCrew(means: Means, ask: AskOfCrew): Promise<void> {
  await means.database.transaction(async (tx) => {
    const { rows } = await sql<{
      id: NoticeId;
    }>`select id from platform.notice where notice_key = ${crewNoticeKey(ask.askId, "live")}`.execute(tx);
    const id = rows[0]?.id;
    if (id === undefined) return;
    await recordNoticeFact(tx, id, {
      fact: "delivered",
      at: means.clock.now(),
      actor: { kind: "crew", id: ask.crewId },
    });
  });
}

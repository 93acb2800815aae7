import { recordNoticeFactByKey } from "../../../platform/notify/notify.ts";
import type { Means } from "../rescue-means.ts";
import type { AskOfCrew } from "../views/ask-of-crew.ts";
import { crewNoticeKey } from "./effects.ts";

/** The crew's phone shows the ask: its telling counts as delivered. Saying so twice is harmless. */
export async function seenByCrew(means: Means, ask: AskOfCrew): Promise<void> {
  const entry = {
    fact: "delivered" as const,
    at: means.clock.now(),
    actor: { kind: "crew" as const, id: ask.crewId },
  };
  await means.database.transaction((tx) => recordNoticeFactByKey(tx, crewNoticeKey(ask.askId, "live"), entry));
}

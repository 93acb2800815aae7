import type { Instant } from "../../../kernel/clock.ts";
import { downTopic } from "../access/topics.ts";
import type { FrameVerdict } from "./decide-batch.ts";

/**
 * A receipt for every event whose id could be read, after its commit, on the connection that brought it. No row is kept for
 * it: where the connection is gone, the device repeats the event and gets the receipt then.
 */
export function sendReceipts(verdicts: readonly FrameVerdict[], at: Instant): void {
  for (const { frame, verdict, reason } of verdicts) {
    const id = eventIdOf(frame.outcome);
    const line = frame.device.lines.get(frame.connectionId);
    const spelling = frame.spelling ?? line?.spellings.values().next().value;
    if (id === undefined || line === undefined || spelling === undefined) continue;
    const receipt = { id, at, result: verdict, ...(reason === undefined ? {} : { reason }) };
    void line.connection.publish(downTopic(spelling, "receipt"), JSON.stringify(receipt), 1);
  }
}

function eventIdOf(outcome: FrameVerdict["frame"]["outcome"]): string | undefined {
  if (outcome.kind !== "reading") return outcome.eventId;
  return outcome.reading.kind === "event" ? outcome.reading.id : undefined;
}

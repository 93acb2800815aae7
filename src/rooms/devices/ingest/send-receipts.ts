import type { Instant } from "../../../kernel/clock.ts";
import { listenersOf } from "../access/fleet.ts";
import { downTopic } from "../access/topics.ts";
import type { FrameVerdict } from "./decide-batch.ts";

/**
 * A receipt for every event whose id could be read, after its commit, on every connection of the device that listens: a
 * device may publish on one and listen on another. No row is kept for it: where nobody listens, the device repeats the
 * event and gets the receipt then.
 */
export function sendReceipts(verdicts: readonly FrameVerdict[], at: Instant): void {
  for (const { frame, verdict, reason } of verdicts) {
    const id = eventIdOf(frame.outcome);
    if (id === undefined) continue;
    const receipt = JSON.stringify({ id, at, result: verdict, ...(reason === undefined ? {} : { reason }) });
    const asked = { code: frame.code ?? frame.device.lastCode, channel: "receipt" };
    for (const { connection, spelling } of listenersOf(frame.device, asked))
      void connection.publish(downTopic(spelling, "receipt"), receipt, 1);
  }
}

/** One message of the device has one id; a second word of its code has none that the device knows. */
function eventIdOf(outcome: FrameVerdict["frame"]["outcome"]): string | undefined {
  if (outcome.kind !== "reading") return outcome.eventId;
  const { reading } = outcome;
  return reading.kind === "event" || reading.kind === "note" ? reading.id : undefined;
}

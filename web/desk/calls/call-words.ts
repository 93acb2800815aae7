import type { PhoneCall } from "../../../src/rooms/rescue/contract/phone-calls.ts";
import { formatClock } from "../../ui/format-duration.ts";
import { say } from "../texts/call-texts.ts";

const lostAfterMs = 3 * 60_000;

const isLost = ({ answeredAt, endedAt, rangAt }: PhoneCall, now: number): boolean =>
  answeredAt === null && (endedAt !== null || rangAt < now - lostAfterMs);

/** Ringing, speaking, over, or lost. */
export function stateText(call: PhoneCall, now: number): string {
  const { rangAt, answeredAt, endedAt } = call;
  if (answeredAt === null) return say(isLost(call, now) ? "state.lost" : "state.ringing");
  if (endedAt === rangAt) return say("state.written");
  const seconds = Math.max(0, Math.round((answeredAt - rangAt) / 1_000));
  return endedAt === null
    ? say("state.speaking", { seconds })
    : say("state.answered", { seconds, talk: formatClock(Math.max(0, endedAt - answeredAt)) });
}

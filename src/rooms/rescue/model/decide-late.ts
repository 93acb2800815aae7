import { type Instant, minutes } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import type { LateReason } from "../contract/crew-phone.ts";
import { reestimateSeconds } from "./clocks.ts";
import { type Decision, nothing } from "./decide-alarm.ts";
import { type CrewAsk, type Incident, isRunning } from "./incident.ts";
import type { AnswerChannel } from "./incident-events.ts";

export type Lateness = {
  readonly askId: AskId;
  readonly minutes: number;
  readonly reason: LateReason;
  readonly text: string | null;
  /** The arrival that the crew saw when it said so; null: the one that is known here. */
  readonly expectedBefore: Instant | null;
  readonly by: AnswerChannel;
};

/** What a phone gives as the expected arrival is believed only so near to what is known here. */
const plausibleMs = minutes(120);

/**
 * A crew on its way says that it will be later. Told late, twice or by both phones of a crew it changes nothing more: what
 * was said last counts, not what came last, and minutes are counted from the arrival that the crew saw.
 * @param saidAt when the crew said so.
 */
export function tellLate(incident: Incident, told: Lateness, saidAt: Instant): Decision {
  const ask = incident.asks.find((each) => each.askId === told.askId);
  if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  if (!isRunning(incident) || ask.status === "arrived") return nothing;
  if (ask.status === "refused" || ask.status === "stood-down") return refuse("RESCUE_ASK_WITHDRAWN");
  if (ask.answeredAt === undefined) return refuse("RESCUE_ASK_NOT_ACCEPTED");
  if (ask.delay !== undefined && ask.delay.saidAt > saidAt) return nothing;
  const expectedAt = Math.max(expectedBefore(ask, told.expectedBefore, saidAt), saidAt) + minutes(told.minutes);
  if (ask.delay !== undefined && Math.abs(ask.delay.expectedAt - expectedAt) <= reestimateSeconds * 1_000)
    return nothing;
  const { expectedBefore: _, ...said } = told;
  return ok([{ type: "CrewDelayed", ...said, expectedAt }]);
}

function expectedBefore(ask: CrewAsk, told: Instant | null, saidAt: Instant): Instant {
  const known = ask.expectedAt ?? saidAt;
  return told !== null && Number.isSafeInteger(told) && Math.abs(told - known) <= plausibleMs ? told : known;
}

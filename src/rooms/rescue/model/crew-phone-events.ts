import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import type { LateReason } from "../contract/crew-phone.ts";
import type { AnswerChannel, DeedTime } from "./incident-events.ts";

/** What a crew tells beside the steps of a rescue. */
export type CrewPhoneEvent = DeedTime & {
  /** 「晚到 N 分钟」: later than was said, by the crew's own word. */
  readonly type: "CrewDelayed";
  readonly askId: AskId;
  readonly minutes: number;
  readonly reason: LateReason;
  readonly text: string | null;
  readonly expectedAt: Instant;
  readonly by: AnswerChannel;
};

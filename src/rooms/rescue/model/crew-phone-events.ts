import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import type { HelpKind, LateReason } from "../contract/crew-phone.ts";
import type { ArrivalProof } from "./arrival-proof.ts";
import type { AnswerChannel, DeedTime, FreedBy } from "./deed-parts.ts";

/** That a crew will be late, by its own word, and when it then expects to arrive. */
export type Delay = {
  readonly minutes: number;
  readonly reason: LateReason;
  readonly saidAt: Instant;
  readonly expectedAt: Instant;
};

/** What a crew tells beside the steps of a rescue. */
export type CrewPhoneEvent =
  | (DeedTime & {
      /** 「晚到 N 分钟」: later than was said, by the crew's own word. */
      readonly type: "CrewDelayed";
      readonly askId: AskId;
      readonly minutes: number;
      readonly reason: LateReason;
      readonly text: string | null;
      readonly expectedAt: Instant;
      readonly by: AnswerChannel;
    })
  | BesideEvent;

/** Of these nothing about who is asked or on its way changes. */
export type BesideEvent =
  /** 求助: a crew needs somebody or something. */
  | (DeedTime & {
      readonly type: "HelpAsked";
      readonly helpId: string;
      readonly askId: AskId;
      readonly what: HelpKind;
      readonly text: string | null;
    })
  | (DeedTime & { readonly type: "HelpWithdrawn"; readonly helpId: string })
  /** 解救步骤: ticked, or taken back. */
  | (DeedTime & {
      readonly type: "StepTold";
      readonly askId: AskId;
      readonly step: string;
      readonly done: boolean;
      readonly by: string | null;
      /** The same was known already. */
      readonly again?: true;
    })
  /** The picture itself lies in a table of its own, and is deleted with its time. */
  | (DeedTime & {
      readonly type: "StepPhotoTaken";
      readonly askId: AskId;
      readonly photoId: string;
      readonly step: string | null;
      readonly by: string | null;
    })
  /** 签收: name and hand lie in a table of their own. */
  | (DeedTime & {
      readonly type: "LiftHandedBack";
      readonly askId: AskId;
      readonly handBackId: string;
      readonly signed: boolean;
      readonly by: string | null;
    })
  /** The other phone of the crew told of the same: earlier, or with a better proof. `doneAt`: when by that phone. */
  | {
      readonly type: "ArrivalToldAgain";
      readonly askId: AskId;
      readonly doneAt: Instant;
      readonly proof?: ArrivalProof;
    }
  | {
      readonly type: "FreeingToldAgain";
      readonly askId: AskId;
      readonly doneAt: Instant;
      readonly count: number;
      readonly injured: number;
      readonly freedBy: FreedBy;
    }
  /** It stands before the eyes of somebody at the desk. */
  | { readonly type: "HelpSeen"; readonly helpId: string }
  | {
      readonly type: "HelpAnswered";
      readonly helpId: string;
      readonly answer: "arranged" | "refused";
      readonly note: string | null;
    };

const beside: readonly string[] = [
  "HelpAsked",
  "HelpWithdrawn",
  "HelpSeen",
  "HelpAnswered",
  "StepTold",
  "StepPhotoTaken",
  "LiftHandedBack",
  "ArrivalToldAgain",
  "FreeingToldAgain",
] satisfies BesideEvent["type"][];
export const isBeside = (event: { readonly type: string }): event is BesideEvent => beside.includes(event.type);

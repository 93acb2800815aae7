import type { Instant } from "../../../kernel/clock.ts";
import type { BesideEvent } from "./crew-phone-events.ts";

/** What a crew recorded at the lift; ids only. Rows of before have none of it. */
export type WithScene = {
  readonly steps?: Readonly<Record<string, StepState>>;
  readonly photos?: readonly Photo[];
  readonly handBack?: HandBack | null;
};
export type StepState = {
  readonly done: boolean;
  readonly at: Instant;
  readonly by: string | null;
  /** When it was said last: what another phone did before that, and tells later, changes nothing. */
  readonly saidAt: Instant;
};
export type Photo = {
  readonly photoId: string;
  readonly step: string | null;
  readonly at: Instant;
  readonly by: string | null;
};
export type HandBack = {
  readonly handBackId: string;
  readonly signed: boolean;
  readonly at: Instant;
  readonly by: string | null;
};

/** What such an event changes of it. */
export function sceneAfter(before: WithScene, event: BesideEvent, at: Instant): WithScene {
  switch (event.type) {
    case "StepTold": {
      const { step, done, by, again } = event;
      const known = before.steps?.[step];
      const told = again && known !== undefined ? { ...known, saidAt: at } : { done, at, by, saidAt: at };
      return { steps: { ...before.steps, [step]: told } };
    }
    case "StepPhotoTaken": {
      const { photoId, step, by } = event;
      return { photos: [...(before.photos ?? []), { photoId, step, at, by }] };
    }
    case "LiftHandedBack": {
      const { handBackId, signed, by } = event;
      return { handBack: { handBackId, signed, at, by } };
    }
    default:
      return {};
  }
}

import type { Instant } from "../../../kernel/clock.ts";
import type { AskId } from "../../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Decision, nothing } from "./decide-alarm.ts";
import type { Incident } from "./incident.ts";

/** Nothing here stands in the way of a rescue, and all of it may be told after its end: it is a record. */

const stepsMax = 40;
const photosMax = 16;

/** Only who had accepted was at the lift. */
function wasThere(incident: Incident, askId: AskId): Result<true> {
  const ask = incident.asks.find((each) => each.askId === askId);
  if (ask === undefined) return refuse("RESCUE_ASK_UNKNOWN");
  return ask.answeredAt === undefined || ask.status === "refused" ? refuse("RESCUE_ASK_NOT_ACCEPTED") : ok(true);
}

export type ToldStep = {
  readonly askId: AskId;
  readonly step: string;
  readonly done: boolean;
  readonly by: string | null;
};

/**
 * A step was ticked, or taken back. What was done last counts, not what was told last; the same by two phones is one deed (the
 * second is kept as `again`, so that whoever took the step back before it does not undo it by telling that later).
 */
export function tellStep(incident: Incident, told: ToldStep, doneAt: Instant): Decision {
  const there = wasThere(incident, told.askId);
  if (!there.ok) return there;
  const known = incident.steps?.[told.step];
  if (known === undefined && (!told.done || Object.keys(incident.steps ?? {}).length >= stepsMax)) return nothing;
  if (known !== undefined && known.saidAt >= doneAt) return nothing;
  return ok([{ type: "StepTold", ...told, ...(known?.done === told.done ? { again: true } : {}) }]);
}

export type ToldPhoto = {
  readonly askId: AskId;
  readonly photoId: string;
  readonly step: string | null;
  readonly by: string | null;
};

/** A photo was stored. */
export function tellPhoto(incident: Incident, photo: ToldPhoto): Decision {
  const there = wasThere(incident, photo.askId);
  if (!there.ok) return there;
  const photos = incident.photos ?? [];
  if (photos.some(({ photoId }) => photoId === photo.photoId)) return nothing;
  return photos.length >= photosMax ? refuse("RESCUE_PHOTOS_FULL") : ok([{ type: "StepPhotoTaken", ...photo }]);
}

export type ToldHandBack = {
  readonly askId: AskId;
  readonly handBackId: string;
  readonly signed: boolean;
  readonly by: string | null;
};

/** 签收: the lift was given back, once; only after the people are out. A signature replaces a mere remark, nothing replaces it. */
export function tellHandBack(incident: Incident, told: ToldHandBack): Decision {
  const there = wasThere(incident, told.askId);
  if (!there.ok) return there;
  if (incident.freed === null) return refuse("RESCUE_NOT_FREED");
  const known = incident.handBack ?? null;
  if (known !== null && (known.signed || !told.signed)) return nothing;
  return ok([{ type: "LiftHandedBack", ...told }]);
}

import type { CarPage, CarProgress } from "../../src/rooms/rescue/contract.ts";

/** What this phone told the centre beside the alarm; `sent` when the centre has it. */
export type Said = { what: "free" | "mistake"; key: string; sent: boolean };

/** What was answered here to 「还在里面吗」 of that round. */
export type Inside = { round: number; inside: boolean; key: string; sent: boolean };

/**
 * What this phone remembers of one lift, over reloads and dead batteries.
 *
 * `alarm` null: nobody pressed here. `alarm` with `progressKey` null: pressed, the centre has not heard it yet (sent again
 * and again with the same key). `progressKey` set: there is an emergency to follow, by our own alarm or (token only) by
 * somebody else's. It ends when its stage is `freed` or `closed`; a new press then makes a new alarm.
 */
export type CarMemory = {
  alarm: { key: string; pressedAt: number } | null;
  progressKey: string | null;
  progress: CarProgress | null;
  /** Server time (epoch ms) at which `progress` was last known to be true. */
  seenAt: number;
  said: Said | null;
  inside: Inside | null;
  /** Pressed again after "we are out": what the emergency says about being free is no longer ours. */
  insists: boolean;
};

export const emptyMemory: CarMemory = {
  alarm: null,
  progressKey: null,
  progress: null,
  seenAt: 0,
  said: null,
  inside: null,
  insists: false,
};

export type Failure = "no-signal" | "no-answer";

/** Everything that the screen is drawn from. */
export type CarState = {
  code: string;
  page: CarPage | null;
  memory: CarMemory;
  /** Why the last attempt to tell the centre something failed; null when it did not. */
  failure: Failure | null;
  /** The progress on screen is old. */
  lost: boolean;
  confirming: Said["what"] | "out" | null;
  /** Opened by a relative's link: it only looks; `ended` when the link shows nothing any more. Null: the page of the car itself. */
  relative: "looks" | "ended" | null;
};

const overAfterMs = 30 * 60_000;
const forgottenAfterMs = 12 * 3_600_000;

/** Whether what is remembered belongs to an emergency that is long over, so that the page starts afresh. */
export function isStale(memory: CarMemory, now: number): boolean {
  const { alarm, progress, seenAt } = memory;
  if (progress !== null && (progress.stage === "closed" || progress.stage === "freed"))
    return now - seenAt > overAfterMs;
  return now - Math.max(seenAt, alarm === null ? 0 : alarm.pressedAt) > forgottenAfterMs;
}

export const isOver = (memory: CarMemory): boolean =>
  memory.progress !== null && (memory.progress.stage === "freed" || memory.progress.stage === "closed");

/** A press of 「我被困了」 in any state: the same alarm as long as it is not over, else a new one. */
export function pressed(memory: CarMemory, key: string, now: number): CarMemory {
  const said = saidOf(memory);
  if (memory.alarm !== null && !isOver(memory) && said === null) return memory;
  if (isOver(memory)) return { ...emptyMemory, alarm: { key, pressedAt: now } };
  return { ...memory, alarm: { key, pressedAt: now }, said: null, insists: said !== null };
}

/** What counts as said about this emergency: by this phone, or by another one in the same car. */
export function saidOf(memory: CarMemory): Said["what"] | null {
  if (memory.said !== null) return memory.said.what;
  if (memory.progress === null || memory.insists) return null;
  if (memory.progress.saidFree) return "free";
  return memory.progress.saidMistake ? "mistake" : null;
}

/** What this phone has answered to the question that stands. */
export function insideOf(memory: CarMemory): Inside | null {
  const asked = memory.progress === null ? null : memory.progress.stillInside || null;
  return asked !== null && memory.inside !== null && memory.inside.round === asked.round ? memory.inside : null;
}

/** In a storm somebody asks whether we are still inside, and nobody has answered but perhaps this phone, which may change its word. */
export const isAskedInside = (memory: CarMemory): boolean =>
  memory.progress !== null &&
  !isOver(memory) &&
  saidOf(memory) === null &&
  !!memory.progress.stillInside &&
  (memory.progress.stillInside.inside === null || insideOf(memory) !== null);

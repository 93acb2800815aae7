import { type Instant, seconds } from "../../../kernel/clock.ts";
import { never } from "../../../kernel/result.ts";
import { type CarEvidence, evidenceOf, type InferenceRule } from "./car-evidence.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import type { EventReading, StateReading } from "./reading.ts";

/**
 * Is somebody trapped? States, and how each is left:
 *
 * - **idle**: nothing known. Left to *suspected* by a reading that shows the picture of an entrapment (car-evidence.ts), and
 *   to *confirmed* by a raised `entrapment` or `alarm-button`. While `spent`, the picture that the device has declared
 *   cleared still stands; it may not open anything again until the way out has been seen open once.
 * - **suspected**: the picture stands since `since`. Left to *idle* by the first reading without it or by a mute; to
 *   *confirmed* by a raised event at once, or when it still stands at `confirmAt`. A device that has gone silent is no
 *   proof (a dark carrier would otherwise trap a whole district): without contact it stays suspected until the device is
 *   heard again, except after a loss of power, which explains the silence.
 * - **confirmed**: told to rescue. Left to *clearing* by a reading that shows the way out open; to *idle* (spent) by the
 *   device's `cleared` of all that it raised, which is told as "the device says free"; after a day without a word to *idle*.
 *   A further raised event is told again after a pause, because rescue may have closed the incident meanwhile.
 * - **clearing**: the way out is open. Left to *idle* when it stayed so until `clearAt`, which is told; back to *confirmed*
 *   by any other reading or a raised event.
 *
 * Muted, or in inspection and fire service for `faultWorkMuteSeconds`, nothing is inferred; what a device or a passenger raises always counts.
 * Late and repeated readings never come here (reading-order.ts).
 */
export type Phase =
  | { readonly status: "idle"; readonly spent: boolean }
  | {
      readonly status: "suspected";
      readonly rule: InferenceRule;
      readonly since: Instant;
      readonly confirmAt: Instant;
    }
  | ({ readonly status: "confirmed" } & Confirmed)
  | ({ readonly status: "clearing"; readonly clearAt: Instant } & Confirmed);

type Confirmed = {
  readonly cause: Cause;
  readonly since: Instant;
  readonly toldAt: Instant;
  /** Raised messages of this emergency that no `cleared` has named yet; the newest few. */
  readonly standing: readonly string[];
};

export type Cause = "vendor-event" | "alarm-button" | "inference";

export type Entrapment = {
  readonly phase: Phase;
  /** When the way out was last seen open. */
  readonly freeAt: Instant | undefined;
};

/** One object each for all lifts of a city: nearly every one stands here. */
const idlePhase: Phase = { status: "idle", spent: false };
const spentPhase: Phase = { status: "idle", spent: true };

export const noEntrapment: Entrapment = { phase: idlePhase, freeAt: undefined };

export type Input =
  /** A state that is newer than all before; `context.car` is this one. */
  | { readonly kind: "reading"; readonly at: Instant }
  | {
      readonly kind: "event";
      readonly event: EventReading;
      readonly at: Instant;
      /** Its `cleared` came before it, or it is a replay of old times: it confirms nothing. */
      readonly past: boolean;
    }
  | { readonly kind: "tick" };

export type Context = {
  readonly now: Instant;
  /** The newest state in order, if any. */
  readonly car: StateReading | undefined;
  readonly connected: boolean;
  readonly muted: boolean;
  /** Since when the car says that somebody works on it (faults.ts); 0: nobody does. */
  readonly workSince: Instant;
  readonly settings: DetectionSettings;
};

export type Told =
  | {
      readonly kind: "confirmed";
      readonly cause: Cause;
      readonly eventId: string | null;
      readonly trappedSince: Instant;
      readonly text: string | null;
    }
  | {
      readonly kind: "cleared";
      readonly at: Instant;
      readonly eventId: string | null;
      readonly source: "device" | "inference";
    };

export type Step = { readonly state: Entrapment; readonly told?: Told };

/** Out-of-order allowance between a device's events and states: an open door seen later than this proves an event past. */
const reorderMs = seconds(60);
const standingMax = 20;

export function stepEntrapment(state: Entrapment, input: Input, context: Context): Step {
  switch (input.kind) {
    case "reading":
      return onReading(state, input.at, context);
    case "event":
      return onEvent(state, input, context);
    case "tick":
      return onTick(state, context);
    default:
      return never(input);
  }
}

/** When the detector must be asked again although no reading comes. */
export function wakeAtOf({ phase }: Entrapment, settings: DetectionSettings): Instant | undefined {
  switch (phase.status) {
    case "idle":
      return undefined;
    case "suspected":
      return phase.confirmAt;
    case "confirmed":
      return phase.toldAt + seconds(settings.forgetSeconds);
    case "clearing":
      return phase.clearAt;
    default:
      return never(phase);
  }
}

function onReading(before: Entrapment, at: Instant, context: Context): Step {
  const { phase } = before;
  const evidence = seen(context);
  const state: Entrapment = evidence.kind === "free" ? { ...before, freeAt: at } : before;
  switch (phase.status) {
    case "idle":
      if (evidence.kind === "free") return { state: phase.spent ? idle(state, false) : state };
      return evidence.kind === "trapped" && !phase.spent ? suspect(state, evidence, at, context) : { state };
    case "suspected":
      return evidence.kind === "trapped"
        ? keepSuspecting(state, phase, evidence, context)
        : { state: idle(state, false) };
    case "confirmed":
      if (evidence.kind !== "free") return { state };
      return {
        state: {
          ...state,
          phase: { ...phase, status: "clearing", clearAt: context.now + seconds(context.settings.clearSeconds) },
        },
      };
    case "clearing":
      if (evidence.kind !== "free") return { state: backToConfirmed(state, phase) };
      return context.now >= phase.clearAt ? cleared(state, at) : { state };
    default:
      return never(phase);
  }
}

/** What the car shows, as far as it may be used: a mute hides the picture of an entrapment, not the open door. */
function seen(context: Context): CarEvidence {
  const { car, settings, workSince, now } = context;
  const workMutes = workSince === 0 || now - workSince < seconds(settings.faults.faultWorkMuteSeconds);
  const evidence = car === undefined ? { kind: "unclear" as const } : evidenceOf(car, settings, workMutes);
  return context.muted && evidence.kind === "trapped" ? { kind: "unclear" } : evidence;
}

type Trapped = CarEvidence & { readonly kind: "trapped" };
type Suspected = Phase & { readonly status: "suspected" };

function suspect(state: Entrapment, { rule, confirmSeconds }: Trapped, at: Instant, { now }: Context): Step {
  // The wait runs on our clock: a buffer of old readings, sent all at once, must not confirm by its own times.
  const phase: Phase = { status: "suspected", rule, since: at, confirmAt: now + seconds(confirmSeconds) };
  return { state: { ...state, phase } };
}

function keepSuspecting(
  state: Entrapment,
  phase: Suspected,
  { rule, confirmSeconds }: Trapped,
  context: Context,
): Step {
  const { now } = context;
  if (now >= phase.confirmAt) return infer(state, phase, now);
  if (rule === phase.rule) return { state };
  const confirmAt = Math.min(phase.confirmAt, now + seconds(confirmSeconds));
  return { state: { ...state, phase: { ...phase, rule, confirmAt } } };
}

function infer(state: Entrapment, phase: Suspected, now: Instant): Step {
  const { since } = phase;
  return {
    state: { ...state, phase: { status: "confirmed", cause: "inference", since, toldAt: now, standing: [] } },
    told: { kind: "confirmed", cause: "inference", eventId: null, trappedSince: since, text: phase.rule },
  };
}

const idle = (state: Entrapment, spent: boolean): Entrapment => ({ ...state, phase: spent ? spentPhase : idlePhase });

function backToConfirmed(state: Entrapment, { cause, since, toldAt, standing }: Confirmed): Entrapment {
  return { ...state, phase: { status: "confirmed", cause, since, toldAt, standing } };
}

const cleared = (state: Entrapment, at: Instant): Step => ({
  state: idle(state, false),
  told: { kind: "cleared", at, eventId: null, source: "inference" },
});

function onTick(state: Entrapment, context: Context): Step {
  const { phase } = state;
  const { now, settings } = context;
  switch (phase.status) {
    case "idle":
      return { state };
    case "suspected":
      return now >= phase.confirmAt ? tickSuspected(state, phase, context) : { state };
    case "confirmed":
      return now >= phase.toldAt + seconds(settings.forgetSeconds) ? { state: idle(state, true) } : { state };
    case "clearing":
      return now >= phase.clearAt ? cleared(state, state.freeAt ?? now) : { state };
    default:
      return never(phase);
  }
}

function tickSuspected(state: Entrapment, phase: Suspected, context: Context): Step {
  if (context.muted) return { state: idle(state, false) };
  const silenceExplained = phase.rule === "power-lost" || context.car?.powerLost === true;
  return context.connected || silenceExplained ? infer(state, phase, context.now) : { state };
}

type EventInput = Input & { readonly kind: "event" };

function onEvent(state: Entrapment, input: EventInput, context: Context): Step {
  const { code, phase } = input.event;
  switch (code) {
    case "entrapment":
    case "alarm-button":
      return phase === "raised" ? onRaised(state, input, context) : onCleared(state, input);
    case "power-lost":
      return phase === "raised" ? onPowerLost(state, input, context) : { state };
    default:
      return { state };
  }
}

function onRaised(state: Entrapment, { event, at, past }: EventInput, { now, settings }: Context): Step {
  const provedPast = state.freeAt !== undefined && state.freeAt - at > reorderMs;
  if (past || provedPast) return { state };
  const before = state.phase.status === "confirmed" || state.phase.status === "clearing" ? state.phase : undefined;
  const cause = event.code === "entrapment" ? "vendor-event" : "alarm-button";
  const tells = before === undefined || now - before.toldAt >= seconds(settings.tellAgainSeconds);
  const phase: Phase = {
    status: "confirmed",
    cause: before?.cause ?? cause,
    since: Math.min(before?.since ?? at, at),
    toldAt: tells ? now : before.toldAt,
    // Nothing waits for the end of what the sender never ends.
    standing: event.neverCleared
      ? (before?.standing ?? [])
      : [...(before?.standing ?? []), event.id].slice(-standingMax),
  };
  if (!tells) return { state: { ...state, phase } };
  const trappedSince = state.phase.status === "suspected" ? Math.min(state.phase.since, at) : at;
  return {
    state: { ...state, phase },
    told: { kind: "confirmed", cause, eventId: event.id, trappedSince, text: event.text ?? null },
  };
}

function onCleared(state: Entrapment, { event, at, past }: EventInput): Step {
  const { phase } = state;
  // A suspicion rests on what the car shows and is not the device's to withdraw.
  if (past || (phase.status !== "confirmed" && phase.status !== "clearing")) return { state };
  const { clears } = event;
  const known = clears !== undefined && phase.standing.includes(clears);
  if (!known && phase.standing.length > 0 && clears !== undefined) return { state };
  if (!known && at < phase.since) return { state };
  const standing = known ? phase.standing.filter((id) => id !== clears) : [];
  if (standing.length > 0) return { state: { ...state, phase: { ...phase, standing } } };
  return { state: idle(state, true), told: { kind: "cleared", at, eventId: event.id, source: "device" } };
}

/** The device's last word before its own power goes, perhaps: the state that was to follow may never come. */
function onPowerLost(state: Entrapment, { at, past }: EventInput, context: Context): Step {
  const { car, muted, now, settings } = context;
  const onTheWay = car !== undefined && !car.isEscalator && (car.moving || !car.doorZone);
  const usable = car !== undefined && car.serviceMode !== 2 && car.passengerPresent !== false;
  const free = state.phase.status === "idle" && !state.phase.spent;
  if (past || muted || !onTheWay || !usable || !free) return { state };
  const confirmAt = now + seconds(settings.withoutSensorSeconds);
  return { state: { ...state, phase: { status: "suspected", rule: "power-lost", since: at, confirmAt } } };
}

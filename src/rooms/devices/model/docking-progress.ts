import type { Instant } from "../../../kernel/clock.ts";

/**
 * What the frames of a docking check have shown so far. It is kept as JSON with the check, so that a watcher that was killed goes on;
 * `observe` folds one stored frame into it.
 *
 * **silence**: the device was away. It begins with the first frame after a gap of more than three promised intervals (30 s at
 * least); what is measured within the gap and comes afterwards is what the device kept, and says nothing about rhythm, clock and order.
 */
export type DockingProgress = {
  readonly frames: number;
  readonly lastFrameAt: Instant | null;
  /** The last frame that could not be read, or was refused. */
  readonly unread: { readonly at: Instant; readonly reason: string } | null;
  /** Different values by item, the first few. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
  /** The last state that was measured when it came. */
  readonly live: { readonly at: Instant; readonly measuredAt: Instant; readonly seq: number | null } | null;
  /** Milliseconds between the last live states. */
  readonly gaps: readonly number[];
  /** Receipt minus the device's time, of the last live states. */
  readonly clock: readonly number[];
  readonly order: { readonly streak: number; readonly fault: string };
  readonly lastStateAt: Instant | null;
  readonly silence: Silence | null;
  readonly alarm: { readonly eventId: string; readonly at: Instant; readonly listeners: number | null } | null;
  readonly voice: { readonly heard: boolean; readonly name: string; readonly at: Instant } | null;
};

type Silence = {
  readonly from: Instant;
  /** The device's time of the last state before it. */
  readonly measuredFrom: Instant;
  readonly back: Instant;
  /** Times of measurement since, in the order in which they came. */
  readonly measured: readonly number[];
};

export const nothingShown: DockingProgress = {
  frames: 0,
  lastFrameAt: null,
  unread: null,
  seen: {},
  live: null,
  gaps: [],
  clock: [],
  order: { streak: 0, fault: "" },
  lastStateAt: null,
  silence: null,
  alarm: null,
  voice: null,
};

/** One stored frame, as far as a check looks at it. */
export type ShownFrame = {
  readonly receivedAt: Instant;
  readonly taken: "stored" | "repeated" | "refused";
  readonly reason: string;
  /** Left out of frames that hold no state. */
  readonly state?: { readonly measuredAt: Instant; readonly seq: number | null };
  /** Values by item. */
  readonly values: Readonly<Record<string, string>>;
};

const valuesMax = 8;
const lastMax = 10;
const measuredMax = 2_000;

/** How late a state may be before the promise is broken. */
export const toleranceMs = (promisedSeconds: number): number => promisedSeconds * 1_500 + 2_000;
const awayAfterMs = (promisedSeconds: number): number => Math.max(promisedSeconds * 3_000, 30_000);

export function observe(before: DockingProgress, frame: ShownFrame, promisedSeconds: number): DockingProgress {
  const counted = { ...before, frames: before.frames + 1, lastFrameAt: frame.receivedAt };
  if (frame.taken === "refused") return { ...counted, unread: { at: frame.receivedAt, reason: frame.reason } };
  const seen = withValues(counted.seen, frame.values);
  const { state, receivedAt } = frame;
  if (state === undefined || frame.taken === "repeated") return { ...counted, seen };
  return observeState({ ...counted, seen }, { ...state, receivedAt }, promisedSeconds);
}

function withValues(seen: DockingProgress["seen"], values: ShownFrame["values"]): DockingProgress["seen"] {
  const fresh = Object.entries(values).filter(([key, value]) => {
    const known = seen[key] ?? [];
    return known.length < valuesMax && !known.includes(value);
  });
  if (fresh.length === 0) return seen;
  return { ...seen, ...Object.fromEntries(fresh.map(([key, value]) => [key, [...(seen[key] ?? []), value]])) };
}

type State = { readonly measuredAt: Instant; readonly seq: number | null; readonly receivedAt: Instant };

function observeState(before: DockingProgress, state: State, promisedSeconds: number): DockingProgress {
  const silence = silenceAfter(before, state, promisedSeconds);
  const progress = { ...before, silence, lastStateAt: state.receivedAt };
  const { live } = before;
  if (silence !== null && isKept(silence, state, { promisedSeconds, live })) return progress;
  const next = { at: state.receivedAt, measuredAt: state.measuredAt, seq: state.seq };
  const clock = [...before.clock, state.receivedAt - state.measuredAt].slice(-lastMax);
  // Across a silence, rhythm and numbers begin anew.
  if (live === null || (silence !== null && live.at <= silence.from)) return { ...progress, live: next, clock };
  const fault = faultBetween(live, state);
  const order = fault === "" ? { ...before.order, streak: before.order.streak + 1 } : { streak: 0, fault };
  return { ...progress, live: next, clock, order, gaps: [...before.gaps, state.receivedAt - live.at].slice(-lastMax) };
}

function silenceAfter(before: DockingProgress, state: State, promisedSeconds: number): Silence | null {
  const { lastStateAt, live, silence } = before;
  if (lastStateAt !== null && live !== null && state.receivedAt - lastStateAt > awayAfterMs(promisedSeconds))
    return { from: lastStateAt, measuredFrom: live.measuredAt, back: state.receivedAt, measured: [state.measuredAt] };
  if (silence === null || silence.measured.length >= measuredMax) return silence;
  return { ...silence, measured: [...silence.measured, state.measuredAt] };
}

/**
 * Measured while the device was away: clearly before its return, or behind a state that came since. Spans are compared, so that a
 * wrong clock does not matter.
 */
function isKept(
  silence: Silence,
  { measuredAt }: State,
  { promisedSeconds, live }: { readonly promisedSeconds: number; readonly live: DockingProgress["live"] },
): boolean {
  const until = silence.measuredFrom + (silence.back - silence.from);
  if (measuredAt < until - toleranceMs(promisedSeconds)) return true;
  return live !== null && live.at > silence.from && measuredAt < live.measuredAt && measuredAt <= until;
}

function faultBetween(live: NonNullable<DockingProgress["live"]>, { seq, measuredAt }: State): string {
  if (seq !== null && live.seq !== null && seq !== live.seq + 1) return `seq ${live.seq} → ${seq}`;
  if (measuredAt < live.measuredAt || (seq === null && measuredAt === live.measuredAt))
    return `at ${new Date(live.measuredAt).toISOString()} → ${new Date(measuredAt).toISOString()}`;
  return "";
}

import { type Instant, seconds } from "../../../kernel/clock.ts";
import { never } from "../../../kernel/result.ts";
import type { FaultKind } from "../contract.ts";
import { disprovedBy, type Last, type Limits, shownBy } from "./fault-evidence.ts";
import { bitOf, faultKinds, isRaisedKind } from "./fault-kinds.ts";
import type { EventReading, StateReading } from "./reading.ts";

/**
 * What is out of order with the lift, beside a trapped person. A kind is not listed, or
 *
 * - **suspected**: the picture stands. Left to *confirmed* by a state that still shows it at `until` (of counted kinds: when
 *   it was counted often enough), or by the device's raised event at once; dropped by a state without the picture and by
 *   work on the lift.
 * - **confirmed**: told. Left to *clearing* by a state that disproves it; to *spent* by the device's `cleared`, which is told.
 * - **clearing**: disproved, and not shown since. Dropped, which is told, by a state that disproves it again at `until` or
 *   later; back to *confirmed* by a state that shows it, a raised event, or work on the lift.
 * - **spent**: the device has declared it over. What its car shows may not open it again until a state has disproved it once.
 *
 * Only states and events move anything: a silent device confirms and clears nothing, and a pause longer than
 * `faultSilenceSeconds` begins every wait anew. Waits run on our clock, so that a buffer sent at once proves nothing by its
 * own times. Late and repeated readings never come here (reading-order.ts). Work on the lift mutes what is inferred, for a
 * limited time; what the device itself raises counts and is marked.
 */
export type Fault = {
  readonly kind: FaultKind;
  readonly status: "suspected" | "confirmed" | "clearing" | "spent";
  /** Measured, where the clock may be believed. */
  readonly since: Instant;
  /** By our clock: when a suspicion is confirmed or its counting ends, when a clearing is over; else 0. */
  readonly until: Instant;
  readonly count: number;
  /** The device's event that stands behind it; null for an inference. */
  readonly eventId: string | null;
};
export type Faults = {
  readonly open: readonly Fault[];
  /** Since when the car says that somebody works on it; 0: nobody does. */
  readonly workSince: Instant;
};
/** Shared by nearly all lifts of a city. */
export const noFaults: Faults = { open: [], workSince: 0 };

export type FaultContext = Limits & { readonly muted: boolean };
export type Before = Last & { readonly faults: Faults };

/** Inspection, fire return, firefighter service. */
const isWork = (mode: number): boolean => mode === 2 || mode === 3 || mode === 4;

/** A state newer than all before, measured `at`. The same object comes back where nothing changes, and nothing is made. */
export function stepFaults(before: Before, car: StateReading, at: Instant, context: FaultContext): Faults {
  const { faults } = before;
  const { open } = faults;
  const workSince = isWork(car.serviceMode) ? faults.workSince || context.now : 0;
  const muted = isMuted(context, workSince);
  const shown = muted ? 0 : believed(shownBy(car, before, context), car, open);
  if (shown === 0 && open.length === 0)
    return workSince === faults.workSince ? faults : withOpen(noFaults.open, workSince);
  const disproved = disprovedBy(car, context) & ~shown;
  const silent = wasSilent(before, context);
  const opened = hasOpened(car, before.car);
  const plain = !muted && !silent && !opened && workSince === faults.workSince;
  if (plain && isUneventful(open, shown, disproved, context.now)) return faults;
  const after = stepOpen(open, { shown, disproved, muted, at, silent, opened, context });
  return after === open && workSince === faults.workSince ? faults : withOpen(after, workSince);
}

const longStop = bitOf("long-stop");
const movedOpen = bitOf("moving-door-open");
const openedMoving = bitOf("door-open-moving");

/** What is shown, in the light of what is listed already. */
function believed(shown: number, car: StateReading, open: readonly Fault[]): number {
  let after = shown;
  for (const { kind, status } of open) {
    // Nobody waits in a car whose sensor is known to be stuck.
    if (kind === "sensor-fault" && status !== "suspected" && car.direction === "none") after &= ~longStop;
    // Doors that opened on the way are still open: the same fault, not a second one.
    if (kind === "door-open-moving" && (after & movedOpen) !== 0) after = (after & ~movedOpen) | openedMoving;
  }
  return after;
}

/** Whether every fault stays as it is and no other begins; the same as `stepOpen` finds, without making anything. */
function isUneventful(open: readonly Fault[], shown: number, disproved: number, now: Instant): boolean {
  let fresh = shown;
  for (let i = 0; i < open.length; i += 1) {
    const fault = open[i];
    if (fault === undefined) return false;
    const bit = bitOf(fault.kind);
    fresh &= ~bit;
    const isShown = (shown & bit) !== 0;
    const isDisproved = (disproved & bit) !== 0;
    if (fault.status === "suspected" ? !isShown || isDisproved || now >= fault.until || isCounted(fault) : isDisproved)
      return false;
    if (fault.status === "clearing" && isShown) return false;
  }
  return fresh === 0;
}

const isCounted = ({ kind }: Fault): boolean => kind === "repeated-door-reversal";

const withOpen = (open: readonly Fault[], workSince: Instant): Faults =>
  open.length === 0 && workSince === 0 ? noFaults : { open, workSince };

const isMuted = ({ muted, now, settings }: FaultContext, workSince: Instant): boolean =>
  muted || (workSince > 0 && now - workSince < seconds(settings.faults.faultWorkMuteSeconds));

const wasSilent = ({ carReceivedAt }: Last, { now, settings }: FaultContext): boolean =>
  carReceivedAt === undefined || now - carReceivedAt > seconds(settings.faults.faultSilenceSeconds);

const hasOpened = (car: StateReading, before: StateReading | undefined): boolean =>
  car.doorZone && car.doorStatus === 4 && before?.doorStatus !== 4;

type Moment = {
  readonly shown: number;
  readonly disproved: number;
  readonly muted: boolean;
  readonly silent: boolean;
  /** The doors have just opened at a landing. */
  readonly opened: boolean;
  readonly at: Instant;
  readonly context: FaultContext;
};

function stepOpen(before: readonly Fault[], moment: Moment): readonly Fault[] {
  const open: Fault[] = [];
  let listed = 0;
  let changed = false;
  for (const fault of before) {
    const after = stepOne(fault, moment);
    changed ||= after !== fault;
    listed |= bitOf(fault.kind);
    if (after !== undefined) open.push(after);
  }
  const fresh = moment.shown & ~listed;
  if (fresh === 0) return changed ? open : before;
  for (const kind of faultKinds) if ((fresh & bitOf(kind)) !== 0) open.push(suspect(kind, moment));
  return open;
}

function suspect(kind: FaultKind, { at, context }: Moment): Fault {
  const { now } = context;
  const s = context.settings.faults;
  const fault = { kind, status: "suspected", since: at, count: 1, eventId: null } as const;
  if (kind === "escalator-reversal") return { ...fault, status: "confirmed", until: 0 };
  const wait = kind === "repeated-door-reversal" ? s.doorReversalWindowSeconds : s.confirmSeconds[kind];
  // The sensor's count is of doors that opened since.
  return { ...fault, count: kind === "sensor-fault" ? 0 : 1, until: now + seconds(wait) };
}

/** Undefined: it is not listed any more. */
function stepOne(fault: Fault, moment: Moment): Fault | undefined {
  const disproved = (moment.disproved & bitOf(fault.kind)) !== 0;
  switch (fault.status) {
    case "suspected":
      return disproved || moment.muted ? undefined : stepSuspected(fault, moment);
    case "confirmed":
      return disproved && !moment.muted ? clearing(fault, moment.context) : fault;
    case "clearing":
      return moment.muted ? again(fault) : stepClearing(fault, moment, disproved);
    case "spent":
      return disproved ? undefined : fault;
    default:
      return never(fault.status);
  }
}

const clearing = (fault: Fault, { now, settings }: FaultContext): Fault => ({
  ...fault,
  status: "clearing",
  until: now + seconds(settings.faults.clearSeconds[fault.kind]),
});

const again = (fault: Fault): Fault => ({ ...fault, status: "confirmed", until: 0 });

function stepClearing(fault: Fault, moment: Moment, disproved: boolean): Fault | undefined {
  if ((moment.shown & bitOf(fault.kind)) !== 0) return again(fault);
  if (!disproved) return moment.silent ? again(fault) : fault;
  if (moment.silent) return clearing(fault, moment.context);
  return moment.context.now >= fault.until ? undefined : fault;
}

function stepSuspected(fault: Fault, moment: Moment): Fault | undefined {
  const { silent, context } = moment;
  const { now } = context;
  const s = context.settings.faults;
  const isShown = (moment.shown & bitOf(fault.kind)) !== 0;
  if (fault.kind === "repeated-door-reversal") return stepReversals(fault, moment, isShown);
  if (!isShown) return undefined;
  if (silent) return suspect(fault.kind, moment);
  const count = fault.kind === "sensor-fault" && moment.opened ? fault.count + 1 : fault.count;
  const enough = fault.kind !== "sensor-fault" || count >= s.stuckSensorOpenings;
  if (now >= fault.until && enough) return { ...fault, status: "confirmed", until: 0, count };
  return count === fault.count ? fault : { ...fault, count };
}

/** So many within one window; a door that came to close is another beginning (evidence: the car runs). */
function stepReversals(fault: Fault, moment: Moment, isShown: boolean): Fault | undefined {
  const { now, settings } = moment.context;
  if (now > fault.until || moment.silent) return isShown ? suspect(fault.kind, moment) : undefined;
  if (!isShown) return fault;
  const count = fault.count + 1;
  return count >= settings.faults.doorReversals
    ? { ...fault, status: "confirmed", until: 0, count }
    : { ...fault, count };
}

export type FaultEvent = {
  readonly event: EventReading;
  readonly at: Instant;
  /** Its `cleared` came before it, or it is a replay of old times. */
  readonly past: boolean;
};
/** Out-of-order allowance between a device's events and states: a state so much later that disproves the event makes it past. */
const reorderMs = seconds(60);

/** The device's own word. `before.car` is the newest state. */
export function stepFaultEvent(before: Before, input: FaultEvent, context: FaultContext): Faults {
  const { faults, car } = before;
  const { event, at, past } = input;
  const kind = event.code;
  if (past || !isRaisedKind(kind)) return faults;
  const known = faults.open.find((fault) => fault.kind === kind);
  if (event.phase === "cleared") return known === undefined ? faults : clearedByDevice(faults, known, input);
  if (car !== undefined && car.at - at > reorderMs && (disprovedBy(car, context) & bitOf(kind)) !== 0) return faults;
  const isOpen = known?.status === "confirmed" || known?.status === "clearing";
  const since = known?.status === "suspected" || isOpen ? Math.min(known?.since ?? at, at) : at;
  const raised: Fault = { kind, status: "confirmed", since, until: 0, count: 1, eventId: event.id };
  return replace(faults, kind, raised);
}

function clearedByDevice(faults: Faults, known: Fault, { event, at }: FaultEvent): Faults {
  // A suspicion rests on what the car shows and is not the device's to withdraw.
  if (known.status === "suspected" || known.status === "spent") return faults;
  const { clears } = event;
  const isOther = clears !== undefined && clears !== known.eventId;
  const isOlder = clears === undefined && at < known.since;
  if (isOther || isOlder) return faults;
  return replace(faults, known.kind, { ...known, status: "spent", until: 0 });
}

const replace = ({ open, workSince }: Faults, kind: FaultKind, by: Fault): Faults => ({
  open: [...open.filter((fault) => fault.kind !== kind), by],
  workSince,
});

export type FaultTold =
  | { readonly kind: "confirmed"; readonly fault: Fault; readonly atWork: boolean }
  | { readonly kind: "cleared"; readonly fault: Fault; readonly at: Instant; readonly source: "device" | "inference" };
const nothing: readonly FaultTold[] = [];

const isTold = (fault: Fault | undefined): boolean => fault?.status === "confirmed" || fault?.status === "clearing";

/** What one step has come to. */
export function faultsTold(before: Faults, after: Faults, at: Instant, context: FaultContext): readonly FaultTold[] {
  if (before === after) return nothing;
  const told: FaultTold[] = [];
  for (const fault of before.open) {
    const now = after.open.find(({ kind }) => kind === fault.kind);
    if (!isTold(fault) || isTold(now)) continue;
    told.push({ kind: "cleared", fault, at, source: now === undefined ? "inference" : "device" });
  }
  const atWork = isMuted(context, after.workSince);
  for (const fault of after.open)
    if (isTold(fault) && !isTold(before.open.find(({ kind }) => kind === fault.kind)))
      told.push({ kind: "confirmed", fault, atWork });
  return told;
}

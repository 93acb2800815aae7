import type { Instant } from "../../../kernel/clock.ts";
import type { Device } from "../access/device.ts";
import { isHeard } from "../access/fleet.ts";
import type { DetectionSettings } from "../model/detection-settings.ts";
import {
  type DeviceContext,
  type DeviceInput,
  type DeviceState,
  type DeviceStep,
  stepDevice,
} from "../model/device-state.ts";
import type { Told } from "../model/entrapment.ts";
import type { FaultTold } from "../model/faults.ts";
import { wordsOfDoubt } from "../model/phantom.ts";
import type { PowerTold } from "../model/power.ts";
import type { EventReading, Reading, StateReading } from "../model/reading.ts";
import { clockIsRight } from "../model/reading-order.ts";
import type { Frame, Item, Outcome } from "./frame.ts";

/** What the database knew about the batch's events: stored now for the first time, under a used id, or before. */
export type EventFate = "new" | "reused-id" | "repeated";

export type FrameVerdict = {
  readonly frame: Frame;
  readonly measuredAt: Instant | undefined;
  readonly verdict: "stored" | "repeated" | "quarantined" | "refused";
  readonly reason: string | undefined;
};

export type ToldBy = {
  readonly device: Device;
  readonly told: Told;
  /** When it was told to us. */
  readonly at: Instant;
  /** When the device raised it, by a clock that is known to be right; else the same as `at`. */
  readonly raisedAt: Instant;
  readonly doubt: string | null;
};

export type FaultToldBy = {
  readonly device: Device;
  readonly told: FaultTold;
  readonly at: Instant;
  /** What decided: the newest state, and the event where there was one. */
  readonly evidence: { readonly car: StateReading | null; readonly event: EventReading | null };
};
/** An event that looks like abuse. */
export type Doubted = { readonly device: Device; readonly event: EventReading; readonly doubt: string };

export type PowerToldBy = { readonly device: Device; readonly told: PowerTold };

/** Everything that one batch comes to; nothing of it is true before the commit. */
export type BatchPlan = {
  readonly verdicts: readonly FrameVerdict[];
  readonly told: readonly ToldBy[];
  readonly faults: readonly FaultToldBy[];
  readonly doubted: readonly Doubted[];
  readonly power: readonly PowerToldBy[];
  readonly states: ReadonlyMap<Device, DeviceState>;
  /** Those of `states` whose entrapment's detector stands elsewhere than before, or has come back. */
  readonly moved: ReadonlySet<Device>;
  /** The verdicts of all that are no plain states: only they can be answered, done or quarantined. */
  readonly apart: readonly FrameVerdict[];
  /** The code under which a device spoke last, where it is another one than before. */
  readonly lastCodes: ReadonlyMap<Device, string>;
};

export type Known = {
  readonly now: Instant;
  readonly settings: DetectionSettings;
  /** Of a device, by its number, in seconds; 0: it has shown none. */
  readonly usualPauseOf: (no: number) => number;
  readonly fateOf: (event: EventReading) => EventFate;
  /** Keys (`eventKey`) of events whose `cleared` was stored before this batch. */
  readonly clearedBefore: ReadonlySet<string>;
};

export const eventKey = (deviceId: string, eventId: string): string => `${deviceId} ${eventId}`;

const raisedAt = (input: DeviceInput, state: DeviceState, now: Instant): Instant =>
  input.kind === "event" && clockIsRight(state.order, now) ? Math.min(input.event.at, now) : now;

type Consequences = {
  readonly told: ToldBy[];
  readonly faults: FaultToldBy[];
  readonly doubted: Doubted[];
  readonly power: PowerToldBy[];
};
type Taken = { readonly device: Device; readonly input: DeviceInput; readonly now: Instant };

/** What a step has come to beyond the state; nearly none has. */
function note({ told, faults, doubted, power }: Consequences, result: DeviceStep, { device, input, now }: Taken): void {
  const { state } = result;
  const event = input.kind === "event" ? input.event : null;
  const doubt = result.doubt === undefined ? null : wordsOfDoubt[result.doubt];
  if (result.told !== undefined)
    told.push({ device, told: result.told, at: now, raisedAt: raisedAt(input, state, now), doubt });
  if (doubt !== null && event !== null) doubted.push({ device, event, doubt });
  if (result.power !== undefined) power.push({ device, told: result.power });
  for (const each of result.faults)
    faults.push({ device, told: each, at: now, evidence: { car: state.car ?? null, event } });
}

type Decide = (frame: Frame, reading: Reading) => FrameVerdict;

/**
 * Runs the batch through the detectors in order of arrival, on copies of their states. Everything that asks something of each frame is
 * asked here, while the frame and its device are at hand: another walk over a whole batch costs as much as the detectors.
 */
export function decideBatch(items: readonly Item[], known: Known): BatchPlan {
  const states = new Map<Device, DeviceState>();
  const moved = new Set<Device>();
  const consequences: Consequences = { told: [], faults: [], doubted: [], power: [] };
  const step = (device: Device, input: DeviceInput, now: Instant): DeviceStep => {
    const context: DeviceContext = {
      now,
      // Who speaks is heard.
      connected: input.kind !== "tick" || isHeard(device, now, known.usualPauseOf(device.no)),
      muted: device.mutedUntil > now,
      ratedSpeed: device.ratedSpeed,
      settings: known.settings,
    };
    const before = states.get(device) ?? device.state;
    const result = stepDevice(before, input, context);
    states.set(device, result.state);
    if (result.state.entrapment.phase !== before.entrapment.phase) moved.add(device);
    if (result.told ?? result.doubt ?? result.power ?? result.faults[0])
      note(consequences, result, { device, input, now });
    return result;
  };
  const decide = readingVerdicts(known, step);
  const verdicts: FrameVerdict[] = [];
  const apart: FrameVerdict[] = [];
  const lastCodes = new Map<Device, string>();
  for (const item of items) {
    if (item.kind === "tick") {
      step(item.device, { kind: "tick" }, known.now);
      continue;
    }
    const verdict = verdictOf(item, decide);
    verdicts.push(verdict);
    if (!isPlainState(item.outcome)) apart.push(verdict);
    noteCode(lastCodes, item);
  }
  return { verdicts, apart, lastCodes, ...consequences, states, moved };
}

/** Nearly every frame comes under the code of the one before. */
function noteCode(codes: Map<Device, string>, { code, device }: Frame): void {
  if (code === undefined) return;
  if (code !== device.lastCode) codes.set(device, code);
  else if (codes.size > 0) codes.delete(device);
}

const isPlainState = (outcome: Outcome): boolean =>
  outcome.kind === "reading" && outcome.reading.kind === "state" && isWhole(outcome);

function verdictOf(frame: Frame, decide: Decide): FrameVerdict {
  const { outcome } = frame;
  if (outcome.kind !== "reading")
    return { frame, measuredAt: undefined, verdict: outcome.kind, reason: outcome.reason };
  const first = decide(frame, outcome.reading);
  return isWhole(outcome) ? first : withOthers(first, outcome, decide);
}

/** What a reading comes to by its kind; events know which of them were cleared before, the batch's own among them. */
function readingVerdicts(known: Known, step: (device: Device, input: DeviceInput, now: Instant) => DeviceStep): Decide {
  const cleared = new Set(known.clearedBefore);
  const stateVerdict = (frame: Frame, reading: StateReading): FrameVerdict => {
    const { verdict, clockOff } = step(frame.device, { kind: "state", reading }, frame.receivedAt);
    const reason = verdict === "late" ? "late" : clockOff ? "clock" : undefined;
    return { frame, measuredAt: reading.at, verdict: verdict === "repeated" ? "repeated" : "stored", reason };
  };
  const eventVerdict = (frame: Frame, event: EventReading): FrameVerdict => {
    const measuredAt = event.at;
    const fate = known.fateOf(event);
    if (fate === "repeated") return { frame, measuredAt, verdict: "repeated", reason: undefined };
    const clearedBefore = cleared.has(eventKey(frame.device.id, event.id));
    if (event.clears !== undefined) cleared.add(eventKey(frame.device.id, event.clears));
    const { verdict, clockOff, doubt } = step(frame.device, { kind: "event", event, clearedBefore }, frame.receivedAt);
    const remark = fate === "reused-id" ? "id used before" : doubt === undefined ? event.doubt : wordsOfDoubt[doubt];
    const reason = verdict === "late" ? "late" : clockOff ? "clock" : remark;
    return { frame, measuredAt, verdict: "stored", reason };
  };
  return (frame, reading) => {
    if (reading.kind === "state") return stateVerdict(frame, reading);
    if (reading.kind === "event") return eventVerdict(frame, reading);
    return {
      frame,
      measuredAt: reading.at,
      verdict: "stored",
      reason: reading.kind === "note" ? reading.text : undefined,
    };
  };
}

type Read = Outcome & { readonly kind: "reading" };

const isWhole = ({ more, unread }: Read): boolean => more === undefined && unread === undefined;

/** One verdict for a frame of several readings. Where a part of it could not be read the frame is quarantined, though its readings count. */
function withOthers(first: FrameVerdict, { more = [], unread }: Read, decide: Decide): FrameVerdict {
  const all = [first, ...more.map((reading) => decide(first.frame, reading))];
  if (unread !== undefined) return { ...first, verdict: "quarantined", reason: unread };
  const reasons = new Set(all.flatMap(({ reason }) => reason ?? []));
  return {
    ...first,
    verdict: all.every(({ verdict }) => verdict === "repeated") ? "repeated" : "stored",
    reason: reasons.size === 0 ? undefined : [...reasons].join("; "),
  };
}

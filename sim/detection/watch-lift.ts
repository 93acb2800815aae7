import type { z } from "zod";
import { eventBody, eventCodes, type FaultKind, liftStateBody } from "../../src/rooms/devices/contract.ts";
import { defaultSettings } from "../../src/rooms/devices/model/detection-settings.ts";
import {
  type DeviceInput,
  type DeviceState,
  newDevice,
  stepDevice,
} from "../../src/rooms/devices/model/device-state.ts";
import { type Told, wakeAtOf } from "../../src/rooms/devices/model/entrapment.ts";
import type { EventReading } from "../../src/rooms/devices/model/reading.ts";
import { liftState } from "../../src/rooms/devices/model/state-reading.ts";
import type { Sent, Span } from "./lift-script.ts";

/** What detection has said of one lift, and when. */
export type Said =
  | { readonly kind: "trapped"; readonly at: number; readonly detector: Detector; readonly doubted: boolean }
  | { readonly kind: "fault"; readonly at: number; readonly fault: FaultKind };
export type Detector = "vendor-event" | "alarm-button" | `inference: ${string}`;

/** Times without contact. What the device says meanwhile comes afterwards, in its order, or never. */
export type Silence = Span & { readonly kept: boolean };
/** So many frames a device keeps for afterwards, the newest. */
const keptFrames = 100;

/** Runs what a device sends through the platform's own detection, on a clock without a wall. */
export function watchLift(sent: readonly Sent[], silences: readonly Silence[], ratedSpeed: number): Said[] {
  const said: Said[] = [];
  let state: DeviceState = newDevice;
  const isAway = (at: number): Silence | undefined => silences.find(({ from, to }) => at >= from && at < to);
  const step = (input: DeviceInput, now: number): void => {
    const context = { now, connected: isAway(now) === undefined, muted: false, ratedSpeed, settings: defaultSettings };
    const result = stepDevice(state, input, context);
    state = result.state;
    if (result.told?.kind === "confirmed")
      said.push({ kind: "trapped", at: now, detector: detectorOf(result.told), doubted: result.doubt !== undefined });
    for (const told of result.faults)
      if (told.kind === "confirmed" && !told.atWork) said.push({ kind: "fault", at: now, fault: told.fault.kind });
  };
  /** As the room's wheel wakes a detector; one that waits for its device is not woken by the clock. */
  const wakeUntil = (until: number): void => {
    for (let turn = 0, from = 0; turn < wakesMax; turn += 1) {
      const at = wakeAtOf(state.entrapment, defaultSettings);
      if (at === undefined || at > until || at <= from) return;
      step({ kind: "tick" }, at);
      from = at;
    }
  };
  for (const { at, inputs } of arrivals(sent, silences)) {
    wakeUntil(at);
    // Back in contact, a suspicion is looked at again at once.
    if (inputs.length > 1 && state.entrapment.phase.status === "suspected") step({ kind: "tick" }, at);
    for (const input of inputs) step(input, at);
  }
  return said;
}
const wakesMax = 10;

const detectorOf = ({ cause, text }: Told & { readonly kind: "confirmed" }): Detector =>
  cause === "inference" ? `inference: ${text}` : cause;

type Arrival = { readonly at: number; readonly inputs: readonly DeviceInput[] };

function* arrivals(sent: readonly Sent[], silences: readonly Silence[]): Generator<Arrival> {
  const delayMs = 300;
  let kept: Sent[] = [];
  let away: Silence | undefined;
  for (const each of sent) {
    if (away !== undefined && each.at >= away.to) {
      if (away.kept && kept.length > 0) yield { at: away.to + delayMs, inputs: kept.slice(-keptFrames).map(inputOf) };
      [away, kept] = [undefined, []];
    }
    away ??= silences.find(({ from, to }) => each.at >= from && each.at < to);
    if (away !== undefined) kept.push(each);
    else yield { at: each.at + delayMs, inputs: [inputOf(each)] };
  }
}

/** A message as the interface's contract knows it, as the neutral reading that the platform makes of it. */
function inputOf({ channel, body }: Sent): DeviceInput {
  if (channel === "event") return { kind: "event", event: eventOf(eventBody.parse(body)), clearedBefore: false };
  return { kind: "state", reading: liftState(liftStateBody.parse(body)) };
}

const eventOf = ({ id, at, code, phase, clears }: z.output<typeof eventBody>): EventReading => ({
  kind: "event",
  id,
  at: Number(at),
  code: eventCodes.find((each) => each === code) ?? "other",
  sourceCode: code,
  phase,
  clears,
  text: undefined,
});

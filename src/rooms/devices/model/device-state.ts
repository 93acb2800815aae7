import type { Instant } from "../../../kernel/clock.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import { type Entrapment, noEntrapment, type Step, stepEntrapment, type Told } from "./entrapment.ts";
import type { EventReading, StateReading } from "./reading.ts";
import { noReadings, type Placed, placeEvent, placeReading, type ReadingOrder } from "./reading-order.ts";

/** All that is kept in memory of one device: enough for its twin and its detector. */
export type DeviceState = {
  readonly order: ReadingOrder;
  /** The newest state in order, and when it was received. */
  readonly car: StateReading | undefined;
  readonly carReceivedAt: Instant | undefined;
  readonly entrapment: Entrapment;
};

export const newDevice: DeviceState = {
  order: noReadings,
  car: undefined,
  carReceivedAt: undefined,
  entrapment: noEntrapment,
};

export type DeviceInput =
  | { readonly kind: "state"; readonly reading: StateReading }
  /** `clearedBefore`: a message that clears this one is stored already. */
  | { readonly kind: "event"; readonly event: EventReading; readonly clearedBefore: boolean }
  | { readonly kind: "tick" };

export type DeviceContext = {
  /** Time of receipt. */
  readonly now: Instant;
  readonly connected: boolean;
  readonly muted: boolean;
  readonly settings: DetectionSettings;
};

export type DeviceStep = {
  readonly state: DeviceState;
  readonly told: Told | undefined;
  readonly verdict: Placed["verdict"];
  readonly clockOff: boolean;
};

/** One reading, or a moment at which the detector asked to be woken. Pure: the caller stores, then takes the new state. */
export function stepDevice(state: DeviceState, input: DeviceInput, context: DeviceContext): DeviceStep {
  switch (input.kind) {
    case "state":
      return stepState(state, input.reading, context);
    case "event":
      return stepEvent(state, input.event, input.clearedBefore, context);
    case "tick": {
      const step = stepEntrapment(state.entrapment, { kind: "tick" }, { ...context, car: state.car });
      return done({ ...state, entrapment: step.state }, step, { verdict: "in-order", clockOff: false });
    }
  }
}

function stepState(state: DeviceState, reading: StateReading, context: DeviceContext): DeviceStep {
  const { at, seq } = reading;
  const sameContent = state.car !== undefined && state.car.at === at && sameCar(state.car, reading);
  const placed = placeReading(state.order, { at, seq, sameContent }, context.now);
  if (placed.verdict !== "in-order") return done(state, undefined, placed);
  const step = stepEntrapment(state.entrapment, { kind: "reading", at: placed.at }, { ...context, car: reading });
  return done({ order: placed.order, car: reading, carReceivedAt: context.now, entrapment: step.state }, step, placed);
}

function stepEvent(
  state: DeviceState,
  event: EventReading,
  clearedBefore: boolean,
  context: DeviceContext,
): DeviceStep {
  const placed = placeEvent(state.order, event.at, context.now);
  const past = clearedBefore || placed.verdict !== "in-order";
  const input = { kind: "event" as const, event, at: placed.at, past };
  const step = stepEntrapment(state.entrapment, input, { ...context, car: state.car });
  return done({ ...state, order: placed.order, entrapment: step.state }, step, placed);
}

function done(state: DeviceState, step: Step | undefined, placed: Pick<Placed, "verdict" | "clockOff">): DeviceStep {
  return { state, told: step?.told, verdict: placed.verdict, clockOff: placed.clockOff };
}

const sameCar = (a: StateReading, b: StateReading): boolean =>
  (Object.keys(a) as (keyof StateReading)[]).every((key) => a[key] === b[key]);

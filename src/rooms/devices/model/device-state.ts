import type { Instant } from "../../../kernel/clock.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import { type Context, type Entrapment, noEntrapment, type Step, stepEntrapment, type Told } from "./entrapment.ts";
import { type Faults, type FaultTold, faultsTold, noFaults, stepFaultEvent, stepFaults } from "./faults.ts";
import {
  type Doubt,
  doubtOfInference,
  doubtOfPress,
  isSensorStuck,
  noPresses,
  type Presses,
  pressesAfterEvent,
  pressesAfterState,
} from "./phantom.ts";
import { type PowerTold, powerOfEvent, powerOfState } from "./power.ts";
import type { EventReading, StateReading } from "./reading.ts";
import { noReadings, type Placed, placeEvent, placeReading, type ReadingOrder } from "./reading-order.ts";

/** All that is kept in memory of one device: enough for its twin and its detector. */
export type DeviceState = {
  readonly order: ReadingOrder;
  /** The newest state in order, and when it was received. */
  readonly car: StateReading | undefined;
  readonly carReceivedAt: Instant | undefined;
  readonly entrapment: Entrapment;
  readonly faults: Faults;
  readonly presses: Presses;
};

export const newDevice: DeviceState = {
  order: noReadings,
  car: undefined,
  carReceivedAt: undefined,
  entrapment: noEntrapment,
  faults: noFaults,
  presses: noPresses,
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
  /** The lift's, in mm/s; 0: not known. */
  readonly ratedSpeed: number;
  readonly settings: DetectionSettings;
};

export type DeviceStep = {
  readonly state: DeviceState;
  readonly told: Told | undefined;
  /** What speaks against what a button or a sensor has told; it is told all the same. */
  readonly doubt: Doubt | undefined;
  readonly faults: readonly FaultTold[];
  /** Its supply is gone, or back. */
  readonly power: PowerTold | undefined;
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
      const step = stepEntrapment(state.entrapment, { kind: "tick" }, entrapmentContext(state, context));
      const doubt = doubtOfStep(step, state);
      return { ...unmoved, state: { ...state, entrapment: step.state }, told: step.told, doubt };
    }
  }
}

const noneTold: readonly FaultTold[] = [];
const unmoved = {
  told: undefined,
  doubt: undefined,
  faults: noneTold,
  power: undefined,
  verdict: "in-order",
  clockOff: false,
} as const;

function stepState(state: DeviceState, reading: StateReading, context: DeviceContext): DeviceStep {
  const { at, seq } = reading;
  const sameContent = state.car !== undefined && state.car.at === at && sameCar(state.car, reading);
  const placed = placeReading(state.order, { at, seq, sameContent }, context.now);
  const { verdict, clockOff } = placed;
  if (verdict !== "in-order") return { ...unmoved, state, verdict, clockOff };
  const faults = stepFaults(state, reading, placed.at, context);
  const shown = entrapmentContext({ car: reading, faults }, context);
  const step = stepEntrapment(state.entrapment, { kind: "reading", at: placed.at }, shown);
  const after: DeviceState = {
    order: placed.order,
    car: reading,
    carReceivedAt: context.now,
    entrapment: step.state,
    faults,
    presses: pressesAfterState(state.presses, reading, context),
  };
  return {
    state: after,
    told: step.told,
    doubt: doubtOfStep(step, after),
    faults: faultsTold(state.faults, faults, placed.at, context),
    power: ofSupply(powerOfState(state.car, reading, placed.at), context),
    verdict,
    clockOff,
  };
}

function stepEvent(
  state: DeviceState,
  event: EventReading,
  clearedBefore: boolean,
  context: DeviceContext,
): DeviceStep {
  const { verdict, clockOff, at, order } = placeEvent(state.order, event.at, context.now);
  const past = clearedBefore || verdict !== "in-order";
  const step = stepEntrapment(state.entrapment, { kind: "event", event, at, past }, entrapmentContext(state, context));
  const faults = stepFaultEvent(state, { event, at, past }, context);
  const presses = past ? state.presses : pressesAfterEvent(state.presses, event, state, context);
  return {
    state: { ...state, order, entrapment: step.state, faults, presses },
    told: step.told,
    doubt: past ? undefined : doubtOfPress(presses, event, state, context),
    faults: faultsTold(state.faults, faults, at, context),
    power: ofSupply(powerOfEvent(event, { at, past }), context),
    verdict,
    clockOff,
  };
}

const entrapmentContext = (
  { car, faults }: Pick<DeviceState, "car" | "faults">,
  { now, connected, muted, settings }: DeviceContext,
): Context => ({ now, car: believed(car, faults), connected, muted, workSince: faults.workSince, settings });

/** A passenger sensor that is known to be stuck says nothing of who is inside: the lift is watched as one without. Buttons still count. */
const believed = (car: StateReading | undefined, faults: Faults): StateReading | undefined =>
  car?.passengerPresent === true && isSensorStuck(faults) ? { ...car, passengerPresent: undefined } : car;

/** Whoever works on the lift switches it off himself: that is no loss of supply. */
const ofSupply = (power: PowerTold | undefined, { muted }: DeviceContext): PowerTold | undefined =>
  muted && power?.lost === true ? undefined : power;

const doubtOfStep = ({ told }: Step, { faults, car }: DeviceState): Doubt | undefined =>
  told?.kind === "confirmed" && told.cause === "inference" ? doubtOfInference(faults, car) : undefined;

const sameCar = (a: StateReading, b: StateReading): boolean =>
  (Object.keys(a) as (keyof StateReading)[]).every((key) => a[key] === b[key]);

import type { FaultKind } from "../contract.ts";
import { faultKinds } from "./fault-kinds.ts";

/**
 * Times and thresholds of the fault detectors. The values in force are rows of `devices.setting`, each with source and
 * certainty; these are the ones that the migration writes, for tests and simulations.
 */
export type FaultSettings = {
  /** How long the picture must stand, by kind: rows `<kind>.confirmSeconds`. */
  readonly confirmSeconds: Readonly<Record<FaultKind, number>>;
  /** How long the opposite must stand: rows `<kind>.clearSeconds`. */
  readonly clearSeconds: Readonly<Record<FaultKind, number>>;
} & Readonly<Record<FaultNumber, number>>;

export const faultNumbers = [
  /** A pause between two states after which the second says nothing of the time between. */
  "faultSilenceSeconds",
  /** Inspection and fire service mute for so long at most. */
  "faultWorkMuteSeconds",
  "doorReversals",
  "doorReversalWindowSeconds",
  /** Doors that opened at a landing while the sensor went on seeing somebody. */
  "stuckSensorOpenings",
  "overspeedPercent",
  "escalatorOverspeedPercent",
  /** mm/s; where the rated speed is not known. */
  "overspeedUnrated",
  "escalatorOverspeedUnrated",
  /** Two states further apart may have a stop and a restart between them. */
  "escalatorReversalGapSeconds",
  "buttonPresses",
  "buttonWindowSeconds",
  /** How old a state may be that is held against a press of the button. */
  "buttonStateSeconds",
] as const;
export type FaultNumber = (typeof faultNumbers)[number];

const times = (usual: number, others: Partial<Record<FaultKind, number>>): Record<FaultKind, number> =>
  Object.fromEntries(faultKinds.map((kind) => [kind, others[kind] ?? usual])) as Record<FaultKind, number>;

export const defaultFaultSettings: FaultSettings = {
  // Kinds at 1 are confirmed by their count, by a single transition or by the device's word, and do not wait.
  confirmSeconds: times(1, {
    "stop-outside-door-zone": 30,
    "door-open-moving": 2,
    "moving-door-open": 2,
    overspeed: 2,
    "long-stop": 300,
    "sensor-fault": 7_200,
  }),
  clearSeconds: times(10, {
    "repeated-door-reversal": 5,
    "door-open-moving": 30,
    "moving-door-open": 30,
    "sensor-fault": 1,
    "escalator-reversal": 600,
    "step-missing": 600,
    "safety-circuit-open": 20,
    "door-lock-circuit-open": 20,
    "over-travel-top": 20,
    "over-travel-bottom": 20,
  }),
  faultSilenceSeconds: 300,
  faultWorkMuteSeconds: 14_400,
  doorReversals: 5,
  doorReversalWindowSeconds: 120,
  stuckSensorOpenings: 20,
  overspeedPercent: 115,
  escalatorOverspeedPercent: 120,
  overspeedUnrated: 10_000,
  escalatorOverspeedUnrated: 900,
  escalatorReversalGapSeconds: 5,
  buttonPresses: 3,
  buttonWindowSeconds: 60,
  buttonStateSeconds: 60,
};

import type { FaultKind } from "../contract.ts";

/** What is watched beside entrapment (faults.ts), each with its bit. */
const bits: Readonly<Record<FaultKind, number>> = {
  "stop-outside-door-zone": 1 << 0,
  "repeated-door-reversal": 1 << 1,
  "door-open-moving": 1 << 2,
  "moving-door-open": 1 << 3,
  overspeed: 1 << 4,
  "long-stop": 1 << 5,
  "sensor-fault": 1 << 6,
  "escalator-reversal": 1 << 7,
  // These a state cannot show: they come by the device's own event.
  "step-missing": 1 << 8,
  "safety-circuit-open": 1 << 9,
  "door-lock-circuit-open": 1 << 10,
  "over-travel-top": 1 << 11,
  "over-travel-bottom": 1 << 12,
};
export const faultKinds = Object.keys(bits) as readonly FaultKind[];
const words: ReadonlySet<string> = new Set(faultKinds);

export const bitOf = (kind: FaultKind): number => bits[kind];
export const isFaultKind = (code: string): code is FaultKind => words.has(code);

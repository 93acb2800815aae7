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
/** A device's word `sensor-fault` does not say which sensor: it stays an event. Ours is the passenger sensor. */
export const raisedKinds = faultKinds.filter((kind) => kind !== "sensor-fault");
const raised: ReadonlySet<string> = new Set(raisedKinds);

export const bitOf = (kind: FaultKind): number => bits[kind];
/** Whether a device's event of this code is the fault. */
export const isRaisedKind = (code: string): code is FaultKind => raised.has(code);

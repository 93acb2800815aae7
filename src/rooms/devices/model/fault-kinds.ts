import type { EventCode } from "../contract.ts";

/** What is watched beside entrapment, by the canonical words of events. The place in the list is the kind's bit. */
export const faultKinds = [
  "stop-outside-door-zone",
  "repeated-door-reversal",
  "door-open-moving",
  "moving-door-open",
  "overspeed",
  "long-stop",
  "sensor-fault",
  "escalator-reversal",
  // These a state cannot show: they come by the device's own event.
  "step-missing",
  "safety-circuit-open",
  "door-lock-circuit-open",
  "over-travel-top",
  "over-travel-bottom",
] as const satisfies readonly EventCode[];
export type FaultKind = (typeof faultKinds)[number];

const bits: ReadonlyMap<string, number> = new Map(faultKinds.map((kind, i) => [kind, 1 << i]));
/** The bit of a kind; 0 for a word that is none. */
export const bitOf = (kind: string): number => bits.get(kind) ?? 0;
export const isFaultKind = (code: string): code is FaultKind => bits.has(code);

import type { Instant } from "../../../kernel/clock.ts";
import type { EventReading, StateReading } from "./reading.ts";
import type { NetworkKind } from "./together.ts";

/** A lift has lost its supply, or has it again, and how that is known. `at`: when it was measured, never after its receipt. */
export type PowerTold = { readonly lost: boolean; readonly at: Instant; readonly how: "state" | "event" | "contact" };

/** Told where a state in order says otherwise than the one before; a device that never names its power says nothing by it. */
export function powerOfState(
  before: StateReading | undefined,
  after: StateReading,
  at: Instant,
): PowerTold | undefined {
  return (before?.powerLost ?? false) === after.powerLost ? undefined : { lost: after.powerLost, at, how: "state" };
}

/** The event `power-lost`, raised or cleared. Not one that is past, and not from a sender that never tells the end of it. */
export function powerOfEvent(
  event: EventReading,
  { at, past }: { readonly at: Instant; readonly past: boolean },
): PowerTold | undefined {
  if (event.code !== "power-lost" || past || event.neverCleared === true) return undefined;
  return { lost: event.phase === "raised", at, how: "event" };
}

/** Share of a network event's members that had said that they had no power: from here on it was the supply, not the network. */
const suppliesShare = 0.25;

/** Whether many that fell silent together and speak again together say that supply is back. */
export const speaksOfSupply = (event: {
  readonly kind: NetworkKind;
  readonly members: number;
  readonly powerLost: number;
}): boolean => event.kind === "supply" || (event.powerLost > 0 && event.powerLost >= suppliesShare * event.members);

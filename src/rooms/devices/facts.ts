import type { Instant } from "../../kernel/clock.ts";
import type { LiftId } from "../../kernel/ids.ts";
import { factType } from "../../platform/work/facts.ts";
import type { FaultKind } from "./contract.ts";
import type { Cause } from "./model/entrapment.ts";
import type { NetworkKind } from "./model/together.ts";

/** Somebody is trapped, says a device (its own event, the car's button) or the detector. One lift may tell several times. */
export const entrapmentConfirmed = factType<{
  readonly liftId: LiftId;
  readonly deviceId: string;
  readonly cause: Cause;
  /** The device's id of the event; null for an inference. */
  readonly eventId: string | null;
  readonly trappedSince: Instant;
  /** When the device raised it, where its clock is known to be right; else when it reached us. */
  readonly raisedAt: Instant;
  readonly confirmedAt: Instant;
  /** The device's own words, or the name of the rule that inferred it. */
  readonly text: string | null;
  /** What speaks against it, in words for the desk: a likely abuse of the button, a sensor that is stuck. It counts all the same. */
  readonly doubt: string | null;
}>("devices.entrapment-confirmed");

/** The device, or the open door that it shows, says that nobody is trapped any more. It never closes an incident. */
export const entrapmentCleared = factType<{
  readonly liftId: LiftId;
  readonly at: Instant;
  readonly eventId: string | null;
  readonly source: "device" | "inference";
}>("devices.entrapment-cleared");

/** Something is out of order with the lift: its device says so, or a detector. Once for each fault. */
export const faultConfirmed = factType<{
  readonly faultId: string;
  readonly liftId: LiftId;
  readonly deviceId: string;
  readonly fault: FaultKind;
  readonly since: Instant;
  readonly confirmedAt: Instant;
  readonly rule: "device-event" | "inference";
  /** Raised while somebody worked on the lift. */
  readonly atWork: boolean;
}>("devices.fault-confirmed");

export const faultCleared = factType<{
  readonly faultId: string;
  readonly liftId: LiftId;
  readonly fault: FaultKind;
  readonly at: Instant;
  readonly source: "device" | "inference";
}>("devices.fault-cleared");

/**
 * Lifts that lost their supply or have it again, a bounded part of a batch at a time: a city that goes dark is a few facts, not one for each
 * lift. `at` is when it was measured: a lift's later word holds, in whatever order facts arrive.
 */
export const powerChanged = factType<{
  readonly changes: readonly {
    readonly liftId: LiftId;
    readonly lost: boolean;
    readonly at: Instant;
    /** Its state, its event `power-lost`, or contact that came back together after many had fallen silent together. */
    readonly how: "state" | "event" | "contact";
  }[];
}>("devices.power-changed");

/** A message to a device came to something: `delivered` (it has it), `expired` (it was never reached), or its own `done` result. */
export const downlinkDone = factType<{
  readonly messageId: string;
  readonly liftId: LiftId;
  readonly result: string;
  readonly at: Instant;
}>("devices.downlink-done");

/** A lift's device has been silent for days (`darkSeconds`): told once per darkness. The use unit is to put it right (004 6, 8). */
export const liftDark = factType<{
  readonly liftId: LiftId;
  readonly deviceId: string;
  /** When it was last heard; when it was enrolled, where it never was. */
  readonly since: Instant;
  readonly neverHeard: boolean;
  readonly foundAt: Instant;
}>("devices.lift-dark");

/** The device of a dark lift speaks again. */
export const liftDarkEnded = factType<{
  readonly liftId: LiftId;
  readonly deviceId: string;
  readonly since: Instant;
  readonly endedAt: Instant;
}>("devices.lift-dark-ended");

/** Many devices went silent together: one event for all of them, whoever joins later. A single silent device is told by nobody. */
export const networkEventOpened = factType<{
  readonly eventId: string;
  readonly kind: NetworkKind;
  /** What they share: a region's code, a carrier's name, a gateway's id, a power supply point; empty for the platform itself. */
  readonly key: string;
  readonly name: string;
  readonly since: Instant;
  /** As far as was known at that moment; how many of them had last said that they had no power. */
  readonly members: number;
  readonly powerLost: number;
  readonly openedAt: Instant;
}>("devices.network-event-opened");

/** Nearly all of its members speak again; the others are offline by themselves. */
export const networkEventEnded = factType<{
  readonly eventId: string;
  readonly kind: NetworkKind;
  readonly key: string;
  readonly since: Instant;
  readonly members: number;
  readonly stillSilent: number;
  readonly endedAt: Instant;
}>("devices.network-event-ended");

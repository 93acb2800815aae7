import type { Instant } from "../../../kernel/clock.ts";
import type { EventCode } from "../contract.ts";

/** What a dialect makes of a frame: the same words whoever built the device. `at` is the device's own time. */
export type Reading = StateReading | EventReading | StatsReading | DoneReading | NoteReading;

export type StateReading = {
  readonly kind: "state";
  readonly at: Instant;
  readonly seq: number | undefined;
  readonly isEscalator: boolean;
  /** GB/T 24476: 0 stopped, 1 normal, 2 inspection, 3 fire return, 4 firefighter, 5 emergency power, 6 earthquake, 7 unknown. */
  readonly serviceMode: number;
  readonly moving: boolean;
  readonly direction: "none" | "up" | "down";
  readonly carPosition: string;
  /** GB/T 24476: 0 unknown, 1 closing, 2 closed, 3 opening, 4 open, 5 locked, 6 held partly open. */
  readonly doorStatus: number;
  readonly doorClosed: boolean | undefined;
  readonly doorZone: boolean;
  /** Undefined: the lift has no such sensor. */
  readonly passengerPresent: boolean | undefined;
  readonly overload: boolean | undefined;
  readonly powerLost: boolean;
  /** m/s. */
  readonly speed: number | undefined;
};

export type EventReading = {
  readonly kind: "event";
  readonly id: string;
  readonly at: Instant;
  readonly code: EventCode;
  /** The code as the device wrote it, behind the name of its list where that is not the canonical one: `rtu:7`. */
  readonly sourceCode: string;
  readonly phase: "raised" | "cleared";
  /** Id of the raised message that a `cleared` ends. */
  readonly clears: string | undefined;
  readonly text: string | undefined;
  /** What the vendor's code leaves open, in one sentence: shown with the frame and kept with the event. */
  readonly doubt?: string | undefined;
  /** The sender never tells the end of it: nothing may wait for a `cleared`. */
  readonly neverCleared?: boolean;
  /** Its device says that somebody tests the alarm; access/alarm-tests.ts decides whether that may be so. */
  readonly test?: true;
};

export type StatsReading = { readonly kind: "stats"; readonly at: Instant };

/** The device did, or could not do, what the message `id` asked. */
export type DoneReading = { readonly kind: "done"; readonly id: string; readonly at: Instant; readonly result: string };

/** Understood, and nothing of it is about the lift itself ("no fault", steps of the sender's own work): kept with the reason. */
export type NoteReading = {
  readonly kind: "note";
  readonly at: Instant;
  readonly text: string;
  /** The event's own id, where it has one: its receipt says `stored`. */
  readonly id: string | undefined;
};

import type { Instant } from "../../../kernel/clock.ts";
import type { Device } from "../access/fleet.ts";
import type { UpChannel } from "../contract.ts";
import type { Reading } from "../model/reading.ts";

/** What one publish came to before anything is stored. */
export type Outcome =
  | { readonly kind: "reading"; readonly reading: Reading }
  | { readonly kind: "quarantined"; readonly reason: string; readonly eventId?: string }
  | { readonly kind: "refused"; readonly reason: string; readonly eventId?: string };

/** One publish of a device on its way into the store. */
export type Frame = {
  readonly kind: "frame";
  readonly device: Device;
  readonly connectionId: string;
  readonly receivedAt: Instant;
  readonly topic: string;
  readonly channel: UpChannel | "none";
  /** The code under which it came, and as the device spells it; undefined when refused for its topic. */
  readonly code: string | undefined;
  readonly spelling: string | undefined;
  readonly payload: Buffer;
  readonly outcome: Outcome;
};

/** A moment at which a detector asked to be woken, or must look again because its device is back. */
export type Tick = { readonly kind: "tick"; readonly device: Device };

export type Item = Frame | Tick;

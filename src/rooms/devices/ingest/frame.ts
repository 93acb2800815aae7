import type { Instant } from "../../../kernel/clock.ts";
import type { Device } from "../access/device.ts";
import type { UpChannel } from "../contract.ts";
import type { EventReading, Reading } from "../model/reading.ts";
import type { FrameVerdictWord } from "./frame-chunk.ts";

/** What one publish came to before anything is stored. */
export type Outcome =
  | {
      readonly kind: "reading";
      readonly reading: Reading;
      /** Further readings of the frame, and what of it could not be read; both are left out in nearly every frame. */
      readonly more?: readonly Reading[];
      readonly unread?: string;
    }
  | { readonly kind: "quarantined"; readonly reason: string; readonly eventId?: string }
  | { readonly kind: "refused"; readonly reason: string; readonly eventId?: string };

/** In the place of a connection's id: it came by HTTP. */
export const pushedId = "http";

/** One publish of a device on its way into the store. */
export type Frame = {
  readonly kind: "frame";
  readonly device: Device;
  readonly connectionId: string;
  readonly receivedAt: Instant;
  /** Undefined where it follows from the spelling of the code and the channel (`topicOf`): of nearly all. */
  readonly topic: string | undefined;
  /** What it holds first; `raw` where a dialect of its own held nothing of the four, `none` where the topic was not the device's. */
  readonly channel: UpChannel | "raw" | "none";
  /** The code under which it came, and as the device spells it; undefined when refused for its topic. */
  readonly code: string | undefined;
  readonly spelling: string | undefined;
  readonly payload: Buffer;
  readonly outcome: Outcome;
  /** For whoever waits for more than the commit. */
  readonly settled: ((verdict: FrameVerdictWord, reason: string | undefined) => void) | undefined;
};

/**
 * The state of a lift in the unified interface, as bytes: its body is read with its batch. Under load frames wait longer for their turn
 * than for their commit, and what stands about in memory meanwhile is what clearing it up costs.
 */
export type UnreadState = Pick<
  Frame,
  "device" | "connectionId" | "receivedAt" | "code" | "spelling" | "payload" | "settled"
> & { readonly kind: "unread" };

export const topicOf = ({ topic, spelling, channel }: Pick<Frame, "topic" | "spelling" | "channel">): string =>
  topic ?? `sp/v1/${spelling}/${channel}`;

/** The outcome's events: nearly always none or one, so nothing is made for them. */
export function eachEvent(outcome: Outcome, visit: (event: EventReading) => void): void {
  if (outcome.kind !== "reading") return;
  if (outcome.reading.kind === "event") visit(outcome.reading);
  for (const reading of outcome.more ?? none) if (reading.kind === "event") visit(reading);
}
const none: readonly Reading[] = [];

/** A moment at which a detector asked to be woken, or must look again because its device is back. */
export type Tick = { readonly kind: "tick"; readonly device: Device };

/** What waits for its batch, and what a batch is made of. */
export type Waiting = Frame | UnreadState | Tick;
export type Item = Frame | Tick;

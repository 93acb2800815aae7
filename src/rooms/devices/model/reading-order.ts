import { type Instant, minutes } from "../../../kernel/clock.ts";

/**
 * Puts readings into the order in which they were measured. A reading is
 *
 * - **in-order**: newer than all before; only these move the twin and the detector;
 * - **late**: measured before the newest one (a buffer sent after a break in the wrong order, a replay);
 * - **repeated**: the newest one again.
 *
 * A device's clock may be wrong by years. A time more than 5 minutes ahead or 24 hours behind is marked `clockOff` and the
 * time of receipt stands in for it; such readings are ordered among themselves. When the clock was right within the last
 * ten minutes, a time more than 24 hours behind is a replay, not a wrong clock, and therefore late.
 */
export type ReadingOrder = {
  readonly newestAt: Instant | undefined;
  readonly newestSeq: number | undefined;
  readonly newestReceivedAt: Instant;
  /** Whether the newest reading's time was off. */
  readonly clockOff: boolean;
  /** When a reading with a right time was last received. */
  readonly clockRightAt: Instant | undefined;
};

export const noReadings: ReadingOrder = {
  newestAt: undefined,
  newestSeq: undefined,
  newestReceivedAt: 0,
  clockOff: false,
  clockRightAt: undefined,
};

const aheadMaxMs = minutes(5);
const behindMaxMs = minutes(24 * 60);
const clockRightMs = minutes(10);

export type Measured = {
  readonly at: Instant;
  readonly seq?: number | undefined;
  /** Whether the content equals the newest reading's: tells a repeat from a second reading within one tick of the clock. */
  readonly sameContent?: boolean;
};

export type Placed = {
  readonly verdict: "in-order" | "late" | "repeated";
  readonly clockOff: boolean;
  /** The time to reckon with: never after the receipt. */
  readonly at: Instant;
  readonly order: ReadingOrder;
};

export function placeReading(order: ReadingOrder, reading: Measured, receivedAt: Instant): Placed {
  const clockOff = isFarOff(reading.at, receivedAt);
  const at = clockOff ? receivedAt : Math.min(reading.at, receivedAt);
  const verdict = isReplay(order, reading.at, receivedAt) ? "late" : compare(order, reading, receivedAt, clockOff);
  if (verdict !== "in-order") return { verdict, clockOff, at, order };
  const next: ReadingOrder = {
    newestAt: reading.at,
    newestSeq: reading.seq,
    newestReceivedAt: receivedAt,
    clockOff,
    clockRightAt: clockSeen(order, reading.at, receivedAt),
  };
  return { verdict, clockOff, at, order: next };
}

/** Events have ids of their own and may come a little out of order; only a replay of old ones is late. */
export function placeEvent(order: ReadingOrder, at: Instant, receivedAt: Instant): Placed {
  const clockOff = isFarOff(at, receivedAt);
  return {
    verdict: isReplay(order, at, receivedAt) ? "late" : "in-order",
    clockOff,
    at: clockOff ? receivedAt : Math.min(at, receivedAt),
    order: { ...order, clockRightAt: clockSeen(order, at, receivedAt) },
  };
}

const clockRightWithinMs = 2_000;

/**
 * Whether the device's clock is known to be right: its newest reading was measured within 2 s of its receipt, in the last ten
 * minutes. Only then may a time that it names be held against a time of ours.
 */
export const clockIsRight = ({ newestAt, newestReceivedAt }: ReadingOrder, now: Instant): boolean =>
  newestAt !== undefined &&
  Math.abs(newestReceivedAt - newestAt) <= clockRightWithinMs &&
  now - newestReceivedAt <= clockRightMs;

const isFarOff = (at: Instant, receivedAt: Instant): boolean =>
  at > receivedAt + aheadMaxMs || at < receivedAt - behindMaxMs;

const isReplay = (order: ReadingOrder, at: Instant, receivedAt: Instant): boolean =>
  at < receivedAt - behindMaxMs && order.clockRightAt !== undefined && receivedAt - order.clockRightAt <= clockRightMs;

const clockSeen = (order: ReadingOrder, at: Instant, receivedAt: Instant): Instant | undefined =>
  Math.abs(at - receivedAt) <= aheadMaxMs ? receivedAt : order.clockRightAt;

function compare(order: ReadingOrder, reading: Measured, receivedAt: Instant, clockOff: boolean): Placed["verdict"] {
  const { newestAt, newestSeq } = order;
  // Where the clock was set right (or lost its time) between two readings, they cannot be compared.
  if (newestAt === undefined || order.clockOff !== clockOff || reading.at > newestAt) return "in-order";
  if (reading.at < newestAt) {
    // A clock that begins anew at every start of the device would otherwise be late for ever.
    const begunAnew = clockOff && receivedAt - order.newestReceivedAt > clockRightMs;
    return begunAnew ? "in-order" : "late";
  }
  if (reading.seq === undefined || newestSeq === undefined) return reading.sameContent ? "repeated" : "in-order";
  if (reading.seq === newestSeq) return "repeated";
  return reading.seq > newestSeq ? "in-order" : "late";
}

import type { Instant } from "../../../kernel/clock.ts";
import { ByteWriter, bucketOf } from "../ingest/frame-chunk.ts";

/**
 * What waits to be written of one bucket: trips and changes as bytes, some ten each, and hours that are over as plain numbers. Bounded: a
 * bucket with more than `bytesMax` is read again from its frames, and until then counts nothing (keep-tallies.ts).
 */
export type Pending = {
  readonly writer: ByteWriter;
  /** Times are kept as differences to it; undefined while nothing waits. */
  begunAt: Instant | undefined;
  firstAt: Instant;
  trips: number;
  changes: number;
  /** Of each hour: hour, device, then its counts (`countNames`). */
  readonly hours: number[];
};
export type TripNoted = {
  readonly no: number;
  readonly begun: Instant;
  readonly ended: Instant;
  readonly from: number;
  readonly to: number;
  readonly marks: number;
};

const bytesExpected = 1_024;
export const pendingBytesMax = 1 << 20;
export const newPending = (): Pending => ({
  writer: new ByteWriter(bytesExpected),
  begunAt: undefined,
  firstAt: Number.POSITIVE_INFINITY,
  trips: 0,
  changes: 0,
  hours: [],
});

export const itemKinds = { trip: 1, change: 2 } as const;

export function noteTrip(pending: readonly Pending[], { no, begun, ended, from, to, marks }: TripNoted): void {
  const writer = begin(pending, no, begun);
  if (writer === undefined) return;
  writer.pending.trips += 1;
  const { bytes, base } = writer;
  bytes.byte(itemKinds.trip);
  bytes.number(no);
  bytes.signed(begun - base);
  bytes.number(ended - begun);
  bytes.number(from);
  bytes.number(to);
  bytes.byte(marks);
}

/** `marks` holds what stands since then: the memory's own bits. */
export function noteChange(
  pending: readonly Pending[],
  { no, at, marks }: { readonly no: number; readonly at: Instant; readonly marks: number },
): void {
  const writer = begin(pending, no, at);
  if (writer === undefined) return;
  writer.pending.changes += 1;
  const { bytes, base } = writer;
  bytes.byte(itemKinds.change);
  bytes.number(no);
  bytes.signed(at - base);
  bytes.number(marks);
}

function begin(pending: readonly Pending[], no: number, at: Instant) {
  const own = pending[bucketOf(no)];
  if (own === undefined) return undefined;
  own.begunAt ??= at;
  own.firstAt = Math.min(own.firstAt, at);
  return { pending: own, bytes: own.writer, base: own.begunAt };
}

import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Instant } from "../../../kernel/clock.ts";
import { assert } from "../../../kernel/result.ts";
import { upChannels } from "../contract.ts";

/**
 * Frames as they are kept: many in one piece of bytes, packed. A row for each frame costs the database more than everything else that
 * happens to the frame (an index entry, a tuple, its share of the log); a piece for the devices of one bucket in one commit costs
 * nearly nothing, and packs to a sixth, since frames of one dialect are alike.
 */
export type KeptFrame = {
  /** The device's small number (`devices.credential.no`). */
  readonly device: number;
  readonly receivedAt: Instant;
  /** The device's own time; undefined when it could not be read, and left out when no calendar knows it. */
  readonly measuredAt: Instant | undefined;
  readonly channel: FrameChannel;
  readonly verdict: FrameVerdictWord;
  readonly reason: string | undefined;
  /** The topic where it does not follow from channel and code: of refused frames and of those in a dialect of their own. */
  readonly topic: string | undefined;
  /** Length as received; `payload` may have been cut. */
  readonly bytes: number;
  readonly payload: Buffer;
};
export const frameChannels = [...upChannels, "raw", "none"] as const;
export type FrameChannel = (typeof frameChannels)[number];
export const frameVerdicts = ["stored", "repeated", "quarantined", "refused"] as const;
export type FrameVerdictWord = (typeof frameVerdicts)[number];

/** Devices of one bucket share pieces: whoever looks for one device unpacks a 32nd of what came in. */
export const buckets = 32;
export const bucketOf = (device: number): number => device % buckets;

const plain = 1;
const packed = 2;
/** Below this packing does not pay. */
const packedFromBytes = 400;

/** Frames in the order in which they were received. Times are kept as differences to the first one's receipt. */
export function encodeFrames(frames: readonly KeptFrame[]): Buffer {
  const [first] = frames;
  assert(first, "a chunk has frames");
  const writer = new ByteWriter(frames.reduce((sum, { payload }) => sum + payload.length + 48, 16));
  writer.number(first.receivedAt);
  writer.number(frames.length);
  for (const frame of frames) {
    writer.number(frame.device);
    writer.signed(frame.receivedAt - first.receivedAt);
    writer.byte(frameChannels.indexOf(frame.channel) * 16 + frameVerdicts.indexOf(frame.verdict) * 4 + flagsOf(frame));
    if (isKept(frame.measuredAt)) writer.signed(frame.measuredAt - first.receivedAt);
    if (frame.reason !== undefined || frame.topic !== undefined) {
      writer.text(frame.reason ?? "");
      writer.text(frame.topic ?? "");
    }
    writer.number(frame.bytes);
    writer.bytes(frame.payload);
  }
  return pack(writer.done());
}

/** Packed where that pays; the first byte says so. */
export const pack = (body: Buffer): Buffer =>
  body.length < packedFromBytes
    ? Buffer.concat([Buffer.of(plain), body])
    : Buffer.concat([Buffer.of(packed), zstdCompressSync(body)]);
export const unpack = (bytes: Buffer): Buffer =>
  bytes[0] === packed ? zstdDecompressSync(bytes.subarray(1)) : bytes.subarray(1);

/** A device may write any number; differences of these stay exact. */
const farthestMs = 4e15;
const isKept = (at: Instant | undefined): at is Instant => at !== undefined && Math.abs(at) <= farthestMs;

const flagsOf = ({ measuredAt, reason, topic }: KeptFrame): number =>
  (isKept(measuredAt) ? 1 : 0) + (reason === undefined && topic === undefined ? 0 : 2);

/** Those of a chunk that `wanted` asks for, in the order in which they were received. @throws on bytes that are no chunk. */
export function* decodeFrames(chunk: Buffer, wanted: (device: number) => boolean = () => true): Generator<KeptFrame> {
  const reader = new ByteReader(unpack(chunk));
  const begun = reader.number();
  for (let left = reader.number(); left > 0; left -= 1) {
    const device = reader.number();
    const receivedAt = begun + reader.signed();
    const mark = reader.byte();
    const measuredAt = (mark & 1) === 1 ? begun + reader.signed() : undefined;
    const [reason, topic] = (mark & 2) === 2 ? [reader.text(), reader.text()] : ["", ""];
    const bytes = reader.number();
    const payload = reader.bytes();
    if (!wanted(device)) continue;
    yield {
      device,
      receivedAt,
      measuredAt,
      channel: frameChannels[mark >> 4] ?? "none",
      verdict: frameVerdicts[(mark >> 2) & 3] ?? "refused",
      reason: reason === "" ? undefined : reason,
      topic: topic === "" ? undefined : topic,
      bytes,
      payload,
    };
  }
}

/** Numbers as seven bits a byte, the lowest first; safe integers only. */
export class ByteWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(bytesExpected: number) {
    this.#buffer = Buffer.allocUnsafe(bytesExpected);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  number(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 127) {
      this.#buffer[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#at++] = rest;
  }

  /** Small differences of either sign stay small. */
  signed(value: number): void {
    this.number(value < 0 ? -value * 2 - 1 : value * 2);
  }

  text(value: string): void {
    this.bytes(Buffer.from(value));
  }

  bytes(value: Buffer): void {
    this.number(value.length);
    this.#reserve(value.length);
    this.#at += value.copy(this.#buffer, this.#at);
  }

  get length(): number {
    return this.#at;
  }

  done(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  byte(): number {
    const value = this.#buffer[this.#at++];
    assert(value !== undefined, "a chunk is whole");
    return value;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  text(): string {
    return this.bytes().toString("utf8");
  }

  bytes(): Buffer {
    const length = this.number();
    const end = this.#at + length;
    assert(end <= this.#buffer.length, "a chunk is whole");
    const value = this.#buffer.subarray(this.#at, end);
    this.#at = end;
    return value;
  }
}

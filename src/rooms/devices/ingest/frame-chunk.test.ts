import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeFrames, encodeFrames, frameChannels, frameVerdicts, type KeptFrame } from "./frame-chunk.ts";

const frame: fc.Arbitrary<KeptFrame> = fc.record({
  device: fc.nat({ max: 2_147_483_647 }),
  receivedAt: fc.nat({ max: 4_000_000_000_000 }),
  measuredAt: fc.option(fc.integer({ min: -4_000_000_000_000_000, max: 4_000_000_000_000_000 }), {
    nil: undefined,
  }),
  channel: fc.constantFrom(...frameChannels),
  verdict: fc.constantFrom(...frameVerdicts),
  reason: fc.option(fc.string({ minLength: 1, unit: "grapheme" }), { nil: undefined }),
  topic: fc.option(fc.string({ minLength: 1, unit: "grapheme" }), { nil: undefined }),
  bytes: fc.nat({ max: 1_000_000 }),
  payload: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
});

test("what goes in comes out, whatever it is", () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 30 }), (frames) => {
      expect([...decodeFrames(encodeFrames(frames))]).toEqual(frames);
    }),
  );
});

test("only the frames of the devices asked for are given out", () => {
  fc.assert(
    fc.property(fc.array(frame, { minLength: 1, maxLength: 30 }), (frames) => {
      const wanted = (device: number): boolean => device % 2 === 0;
      expect([...decodeFrames(encodeFrames(frames), wanted)]).toEqual(frames.filter(({ device }) => wanted(device)));
    }),
  );
});

test("frames of one dialect pack to less than a third", () => {
  const frames = Array.from({ length: 80 }, (_, i): KeptFrame => {
    const at = 1_795_000_000_000 + i * 7;
    const payload = Buffer.from(
      JSON.stringify({
        at,
        seq: i * 31,
        serviceMode: 1,
        carStatus: i % 2,
        carDirection: i % 3,
        doorZone: i % 4 === 0,
        carPosition: String((i * 5) % 28),
        doorStatus: i % 5,
        passengerPresent: i % 3 === 0,
      }),
    );
    return {
      device: i * 64,
      receivedAt: at + 40,
      measuredAt: at,
      channel: "state",
      verdict: "stored",
      reason: undefined,
      topic: undefined,
      bytes: payload.length,
      payload,
    };
  });
  const bytes = frames.reduce((sum, { payload }) => sum + payload.length, 0);
  expect(encodeFrames(frames).length).toBeLessThan(bytes / 3);
});

test.each([Buffer.alloc(0), Buffer.of(1), Buffer.of(1, 5, 9), Buffer.from("nothing of the kind")])(
  "%j is no chunk, and is said to be none",
  (bytes) => {
    expect(() => [...decodeFrames(bytes)]).toThrow();
  },
);

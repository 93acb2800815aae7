import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultSettings } from "../model/detection-settings.ts";
import { type DeviceInput, newDevice, stepDevice } from "../model/device-state.ts";
import { createTwinMemory } from "./twin-memory.ts";

const begin = Date.UTC(2026, 10, 27);
const optional = fc.constantFrom(true, false, undefined);

const states = fc.record({
  kind: fc.constant("state" as const),
  at: fc.double({ min: begin - 400_000, max: begin + 4_000_000, noNaN: true }),
  seq: fc.option(fc.nat(), { nil: undefined }),
  isEscalator: fc.boolean(),
  serviceMode: fc.integer({ min: 0, max: 7 }),
  moving: fc.boolean(),
  direction: fc.constantFrom("none" as const, "up" as const, "down" as const),
  carPosition: fc.string({ maxLength: 8 }),
  doorStatus: fc.integer({ min: 0, max: 6 }),
  doorClosed: optional,
  doorZone: fc.boolean(),
  passengerPresent: optional,
  overload: optional,
  powerLost: fc.boolean(),
  speed: fc.option(
    fc.double({ min: -30, max: 30, noNaN: true }).map((speed) => speed + 0),
    { nil: undefined },
  ),
});
const events = fc.record({
  kind: fc.constant("event" as const),
  id: fc.string({ minLength: 1, maxLength: 4 }),
  at: fc.integer({ min: begin - 400_000, max: begin + 4_000_000 }),
  code: fc.constantFrom("entrapment" as const, "alarm-button" as const, "overspeed" as const, "step-missing" as const),
  sourceCode: fc.constant("x"),
  phase: fc.constantFrom("raised" as const, "cleared" as const),
  clears: fc.option(fc.string({ minLength: 1, maxLength: 4 }), { nil: undefined }),
  text: fc.constant(undefined),
});
const inputs: fc.Arbitrary<DeviceInput> = fc.oneof(
  { weight: 6, arbitrary: states.map((reading) => ({ kind: "state" as const, reading })) },
  { weight: 2, arbitrary: events.map((event) => ({ kind: "event" as const, event, clearedBefore: false })) },
  { weight: 1, arbitrary: fc.constant({ kind: "tick" as const }) },
);

/** Whoever reads a state back, and goes on from it, is told the same as whoever never put it away. */
test("what every lift shows comes back from the arrays as it was, whatever it said", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(inputs, fc.nat({ max: 120_000 })), { maxLength: 30 }),
      fc.nat({ max: 5_000 }),
      (told, no) => {
        const memory = createTwinMemory();
        memory.write(no + 1, newDevice);
        let state = newDevice;
        let now = begin;
        for (const [input, pause] of told) {
          now += pause;
          const context = { now, connected: true, muted: false, ratedSpeed: 1_750, settings: defaultSettings };
          const direct = stepDevice(state, input, context);
          expect(stepDevice(memory.read(no), input, context)).toEqual(direct);
          state = direct.state;
          memory.write(no, state);
          expect(memory.read(no)).toEqual(state);
          expect(memory.phaseOf(no)).toBe(state.entrapment.phase);
        }
        expect(memory.read(no + 1)).toEqual(newDevice);
      },
    ),
  );
});

test("frames of a day are counted, and the next day begins at nothing", () => {
  const memory = createTwinMemory();
  memory.hear(3, { receivedAt: begin, taken: true, pushed: false });
  memory.hear(3, { receivedAt: begin + 1_000, taken: false, pushed: true });
  expect(memory.heardOf(3)).toEqual({ at: begin + 1_000, frames: 2, refused: 1 });
  memory.hear(3, { receivedAt: begin + 86_400_000, taken: true, pushed: false });
  expect(memory.heardOf(3)).toEqual({ at: begin + 86_400_000, frames: 1, refused: 0 });
  expect(memory.heardOf(4)).toEqual({ at: 0, frames: 0, refused: 0 });
  expect([memory.pushedAt(3), memory.pushedAt(4)]).toEqual([begin + 1_000, 0]);
});

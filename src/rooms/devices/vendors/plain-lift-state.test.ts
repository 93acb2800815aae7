import fc from "fast-check";
import { expect, test } from "vitest";
import { liftStateBody } from "../contract.ts";
import { isPlainLiftState } from "./plain-lift-state.ts";

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, -1, 0.5, 8, 1e300, Number.NaN, "", "1", "\0", "\uD800", "123456789", [], {}, true, undefined),
  fc.anything(),
);
const whole = (max: number) => fc.integer({ min: 0, max });
const usual = {
  at: fc.oneof(fc.double({ min: 0, max: 4e14, noNaN: true }), fc.constant("2026-11-23T08:00:00+08:00")),
  seq: fc.option(fc.nat(), { nil: undefined }),
  serviceMode: whole(8),
  carStatus: whole(1),
  carDirection: whole(2),
  doorZone: fc.boolean(),
  carPosition: fc.string({ maxLength: 9 }),
  doorStatus: whole(7),
  doorClosed: fc.option(fc.boolean(), { nil: undefined }),
  hallDoorLocked: fc.option(fc.boolean(), { nil: undefined }),
  passengerPresent: fc.option(fc.boolean(), { nil: undefined }),
  overload: fc.option(fc.boolean(), { nil: undefined }),
  speed: fc.option(fc.double({ min: -31, max: 31 }), { nil: undefined }),
  driveStatus: fc.option(whole(3), { nil: undefined }),
  powerLost: fc.option(fc.boolean(), { nil: undefined }),
};
const body = fc
  .tuple(fc.record(usual), fc.option(fc.tuple(fc.constantFrom(...Object.keys(usual)), odd)))
  .map(([state, change]) => (change === null ? state : { ...state, [change[0]]: change[1] }));

test("what is taken by hand the schema takes too; what the schema takes and the hand does not has its time as text", () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 20, arbitrary: body }, { weight: 1, arbitrary: odd }), (value) => {
      const schema = liftStateBody.safeParse(value);
      if (isPlainLiftState(value)) expect(schema.success).toBe(true);
      else if (schema.success) expect(typeof schema.data.at).toBe("string");
    }),
    { numRuns: 3_000 },
  );
});

test("a usual frame goes by hand", () => {
  const usualFrame = { at: 1_795_000_000_000, seq: 3, serviceMode: 1, carStatus: 1, carDirection: 1, doorZone: false };
  expect(isPlainLiftState({ ...usualFrame, carPosition: "04", doorStatus: 2, passengerPresent: true })).toBe(true);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { seconds } from "../../../kernel/clock.ts";
import { defaultSettings } from "./detection-settings.ts";
import { type DeviceContext, type DeviceInput, type DeviceState, newDevice, stepDevice } from "./device-state.ts";
import type { StateReading } from "./reading.ts";

const start = Date.UTC(2026, 10, 23, 8);
const year = 365 * 86_400;

const skew = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: -600, max: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom(-year, year, -3 * 86_400) },
);
const carPart = fc.record({
  serviceMode: fc.constantFrom(0, 1, 1, 1, 2, 5),
  moving: fc.boolean(),
  doorStatus: fc.constantFrom(1, 2, 4, 5),
  doorZone: fc.boolean(),
  passengerPresent: fc.constantFrom(true, true, false, undefined),
  powerLost: fc.constantFrom(false, false, false, true),
});
const what = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("state" as const), car: fc.option(carPart, { freq: 2 }), skew }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("event" as const),
      code: fc.constantFrom("entrapment" as const, "alarm-button" as const, "power-lost" as const),
      phase: fc.constantFrom("raised" as const, "cleared" as const),
      id: fc.integer({ min: 0, max: 5 }),
      skew,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("tick" as const) }) },
);
const moment = fc.record({
  pauseSeconds: fc.constantFrom(0, 1, 5, 10, 30, 60, 200),
  connected: fc.boolean(),
  muted: fc.constantFrom(false, false, false, true),
  what,
});
type Moment = typeof moment extends fc.Arbitrary<infer M> ? M : never;

const firstCar = {
  serviceMode: 1,
  moving: false,
  doorStatus: 2,
  doorZone: false,
  passengerPresent: true,
  powerLost: false,
} as const;

/** A state without a car of its own repeats the last one: pictures of an entrapment must be able to last. */
function inputOf(each: Moment, now: number, last: StateReading | undefined): DeviceInput {
  const { what } = each;
  if (what.kind === "tick") return { kind: "tick" };
  const at = now + seconds(what.skew);
  if (what.kind === "event") {
    const { code, phase, id } = what;
    const clears = phase === "cleared" ? `e${id}` : undefined;
    const event = { kind: "event" as const, id: `e${id}`, at, code, sourceCode: code, phase, clears, text: undefined };
    return { kind: "event", event, clearedBefore: false };
  }
  const reading: StateReading = {
    kind: "state",
    isEscalator: false,
    direction: "none",
    carPosition: "1",
    doorClosed: undefined,
    overload: undefined,
    speed: undefined,
    ...(last ?? firstCar),
    ...what.car,
    seq: undefined,
    at,
  };
  return { kind: "state", reading };
}

type Seen = { before: DeviceState; input: DeviceInput; context: DeviceContext; step: ReturnType<typeof stepDevice> };

function eachStep(moments: readonly Moment[], check: (seen: Seen, past: readonly Seen[]) => void): void {
  let state = newDevice;
  let now = start;
  const past: Seen[] = [];
  for (const each of moments) {
    now += seconds(each.pauseSeconds);
    const context = { now, connected: each.connected, muted: each.muted, ratedSpeed: 0, settings: defaultSettings };
    const input = inputOf(each, now, state.car);
    const seen = { before: state, input, context, step: stepDevice(state, input, context) };
    check(seen, past);
    past.push(seen);
    state = seen.step.state;
  }
}
const law = (check: (seen: Seen, past: readonly Seen[]) => void) =>
  fc.assert(
    fc.property(fc.array(moment, { minLength: 20, maxLength: 80 }), (moments) => eachStep(moments, check)),
    { numRuns: 1_000 },
  );

const isFree = (car: StateReading | undefined): boolean =>
  car !== undefined && (car.moving || (car.doorZone && car.doorStatus === 4));

test("nothing is inferred while the car moves, or stands in the door zone with its doors open", () => {
  law(({ step }, past) => {
    if (step.told?.kind !== "confirmed" || step.told.cause !== "inference") return;
    // A loss of power reported after the last state is newer evidence than that state.
    const lastPower = past.findLastIndex(({ input }) => input.kind === "event" && input.event.code === "power-lost");
    const lastState = past.findLastIndex(({ input, step: s }) => input.kind === "state" && s.verdict === "in-order");
    if (lastPower > lastState) return;
    expect(isFree(step.state.car)).toBe(false);
  });
});

test("a mute is never broken by an inference and never silences what is raised", () => {
  law(({ step, context, input, before }) => {
    if (context.muted && step.told?.kind === "confirmed") expect(step.told.cause).not.toBe("inference");
    const raised = input.kind === "event" && input.event.phase === "raised" && input.event.code !== "power-lost";
    const fresh = raised && input.event.at === context.now;
    const idle = before.entrapment.phase.status === "idle" || before.entrapment.phase.status === "suspected";
    if (fresh && idle) expect(step.told?.kind).toBe("confirmed");
  });
});

test("late and repeated states never confirm, clear or re-open: they change nothing at all", () => {
  law(({ input, step, before }) => {
    if (input.kind === "state" && step.verdict !== "in-order")
      expect(step).toMatchObject({ state: before, told: undefined });
    if (input.kind === "event" && step.verdict === "late") expect(step.told).toBeUndefined();
  });
});

test("what the device has cleared does not re-open by itself: only a raised event or a new picture after an open way out", () => {
  law(({ step }, past) => {
    if (step.told?.kind !== "confirmed" || step.told.cause !== "inference") return;
    const cleared = past.findLastIndex(
      (each) => each.step.told?.kind === "cleared" && each.step.told.source === "device",
    );
    if (cleared < 0) return;
    const since = past.slice(cleared + 1);
    const opened = since.some(
      ({ input, step: s }) => input.kind === "state" && s.verdict === "in-order" && isFree(s.state.car),
    );
    expect(opened).toBe(true);
  });
});

test("confirmed and cleared alternate, except that a raised event may be told again after a pause", () => {
  law(({ step, input, context }, past) => {
    const last = past.findLast((each) => each.step.told !== undefined);
    if (step.told?.kind === "cleared") expect(last?.step.told?.kind).toBe("confirmed");
    if (step.told?.kind !== "confirmed" || last?.step.told?.kind !== "confirmed") return;
    expect(input.kind === "event" || context.now - last.context.now > 80_000_000).toBe(true);
    expect(context.now - last.context.now).toBeGreaterThanOrEqual(seconds(defaultSettings.tellAgainSeconds));
  });
});

test("the drawn lives are worth drawing: they hold inferences, clearings and readings out of order", () => {
  const counts = { inferred: 0, clearedByDevice: 0, clearedByCar: 0, late: 0 };
  law(({ step }) => {
    if (step.told?.kind === "confirmed" && step.told.cause === "inference") counts.inferred += 1;
    if (step.told?.kind === "cleared") counts[step.told.source === "device" ? "clearedByDevice" : "clearedByCar"] += 1;
    if (step.verdict === "late") counts.late += 1;
  });
  for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(50);
});

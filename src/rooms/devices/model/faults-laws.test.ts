import fc from "fast-check";
import { expect, test } from "vitest";
import { seconds } from "../../../kernel/clock.ts";
import { defaultSettings } from "./detection-settings.ts";
import { type DeviceContext, type DeviceInput, type DeviceState, newDevice, stepDevice } from "./device-state.ts";
import { disprovedBy, shownBy } from "./fault-evidence.ts";
import { bitOf, raisedKinds } from "./fault-kinds.ts";
import type { StateReading } from "./reading.ts";

const start = Date.UTC(2026, 10, 27, 8);
const year = 365 * 86_400;
const silenceMs = seconds(defaultSettings.faults.faultSilenceSeconds);

const skew = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: -600, max: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom(-year, year, -3 * 86_400) },
);
const carPart = fc.record({
  isEscalator: fc.constantFrom(false, false, false, false, true),
  serviceMode: fc.constantFrom(1, 1, 1, 1, 0, 2),
  moving: fc.boolean(),
  direction: fc.constantFrom("none" as const, "up" as const, "down" as const),
  doorStatus: fc.constantFrom(1, 2, 3, 4),
  doorZone: fc.boolean(),
  passengerPresent: fc.constantFrom(true, false, undefined),
  speed: fc.constantFrom(undefined, 1, 12),
});
const what = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant("state" as const), car: fc.option(carPart, { freq: 2 }), skew }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("event" as const),
      code: fc.constantFrom(...raisedKinds),
      phase: fc.constantFrom("raised" as const, "raised" as const, "cleared" as const),
      id: fc.integer({ min: 0, max: 3 }),
      named: fc.boolean(),
      skew,
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "tick" as const }) },
);
const moment = fc.record({
  pauseSeconds: fc.constantFrom(0, 1, 2, 5, 10, 30, 200, 400),
  muted: fc.constantFrom(false, false, false, false, true),
  what,
});
type Moment = typeof moment extends fc.Arbitrary<infer M> ? M : never;

const firstCar: StateReading = {
  kind: "state",
  at: start,
  seq: undefined,
  isEscalator: false,
  serviceMode: 1,
  moving: false,
  direction: "none",
  carPosition: "1",
  doorStatus: 2,
  doorClosed: undefined,
  doorZone: false,
  passengerPresent: true,
  overload: undefined,
  powerLost: false,
  speed: undefined,
};

/** A state without a car of its own repeats the last one: pictures must be able to last. */
function inputOf({ what }: Moment, now: number, last: StateReading | undefined): DeviceInput {
  if (what.kind === "tick") return what;
  const at = now + seconds(what.skew);
  if (what.kind === "state")
    return { kind: "state", reading: { ...(last ?? firstCar), ...what.car, seq: undefined, at } };
  const { code, phase, id, named } = what;
  const clears = phase === "cleared" && named ? `e${id}` : undefined;
  const event = { kind: "event" as const, id: `e${id}`, at, code, sourceCode: code, phase, clears, text: undefined };
  return { kind: "event", event, clearedBefore: false };
}

type Seen = { before: DeviceState; input: DeviceInput; context: DeviceContext; step: ReturnType<typeof stepDevice> };

function law(check: (seen: Seen, past: readonly Seen[]) => void): void {
  const live = (moments: readonly Moment[]): void => {
    let state = newDevice;
    let now = start;
    const past: Seen[] = [];
    for (const each of moments) {
      now += seconds(each.pauseSeconds);
      const context = { now, connected: true, muted: each.muted, ratedSpeed: 0, settings: defaultSettings };
      const input = inputOf(each, now, state.car);
      const seen = { before: state, input, context, step: stepDevice(state, input, context) };
      check(seen, past);
      past.push(seen);
      state = seen.step.state;
    }
  };
  fc.assert(fc.property(fc.array(moment, { minLength: 20, maxLength: 80 }), live), { numRuns: 1_000 });
}

const isOpen = ({ faults }: DeviceState, kind: string): boolean =>
  faults.open.some((fault) => fault.kind === kind && (fault.status === "confirmed" || fault.status === "clearing"));

test("late and repeated readings never confirm, clear or re-open: they change nothing of the faults", () => {
  law(({ before, input, step }) => {
    if (step.verdict === "in-order" || input.kind === "tick") return;
    expect(step.state.faults).toBe(before.faults);
    expect(step.faults).toEqual([]);
  });
});

test("the same state again, a moment later, changes nothing", () => {
  law(({ before, input, context }) => {
    if (input.kind !== "state") return;
    const once = stepDevice(before, input, context).state;
    const again = stepDevice(once, input, context);
    if (again.verdict !== "in-order") expect(again.state).toBe(once);
  });
});

test("nothing is inferred while the device is silent: neither by the clock nor by the first state after a pause", () => {
  law(({ before, input, context, step }) => {
    if (input.kind === "event") return;
    const silent = context.now - (before.carReceivedAt ?? 0) > silenceMs;
    if (input.kind === "tick" || silent) expect(step.faults).toEqual([]);
  });
});

test("what the device has cleared never re-opens by itself: only by its word or by a new picture after the opposite", () => {
  law(({ input, step }, past) => {
    if (input.kind === "event") return;
    for (const told of step.faults) {
      if (told.kind === "cleared") continue;
      const { kind } = told.fault;
      const cleared = past.findLastIndex((each) =>
        each.step.faults.some((f) => f.kind === "cleared" && f.source === "device" && f.fault.kind === kind),
      );
      if (cleared < 0) continue;
      const disproved = past.slice(cleared + 1).some(({ input: i, step: s, context: c }) => {
        return i.kind === "state" && s.verdict === "in-order" && (disprovedBy(i.reading, c) & bitOf(kind)) !== 0;
      });
      expect(disproved, kind).toBe(true);
    }
  });
});

test("a state confirms only what it shows itself, and clears only what it disproves", () => {
  law(({ before, input, context, step }) => {
    if (input.kind !== "state") return;
    for (const told of step.faults) {
      const bit = bitOf(told.fault.kind);
      if (told.kind === "cleared") expect(disprovedBy(input.reading, context) & bit).toBe(bit);
      // Doors that opened on the way show as open doors on the way from then on.
      else if (told.fault.kind !== "door-open-moving") expect(shownBy(input.reading, before, context) & bit).toBe(bit);
    }
  });
});

test("confirmed and cleared alternate, kind by kind, and a kind is listed once", () => {
  const open = new Set<string>();
  law(({ before, step }, past) => {
    if (past.length === 0) open.clear();
    for (const { kind, fault } of step.faults) {
      expect(open.has(fault.kind)).toBe(kind === "cleared");
      if (kind === "cleared") open.delete(fault.kind);
      else open.add(fault.kind);
    }
    for (const kind of open) expect(isOpen(step.state, kind)).toBe(true);
    const kinds = step.state.faults.open.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    if (step.state.faults === before.faults) expect(step.faults).toEqual([]);
  });
});

test("a mute is never broken by an inference, and never swallows what the device raises", () => {
  law(({ before, input, context, step }) => {
    if (!context.muted) return;
    if (input.kind !== "event") expect(step.faults).toEqual([]);
    if (input.kind !== "event" || input.event.phase !== "raised" || input.event.at !== context.now) return;
    // A state of more than a minute later (its clock goes before) may disprove it.
    if ((before.car?.at ?? 0) <= context.now) expect(isOpen(step.state, input.event.code)).toBe(true);
  });
});

test("the button is told through any mute and with any doubt", () => {
  law(({ before, context }) => {
    const common = { sourceCode: "alarm-button", phase: "raised", clears: undefined, text: undefined } as const;
    const event = { kind: "event", id: "press", at: context.now, code: "alarm-button", ...common } as const;
    const press = stepDevice(
      { ...before, entrapment: newDevice.entrapment },
      { kind: "event", event, clearedBefore: false },
      context,
    );
    expect(press.told).toMatchObject({ kind: "confirmed", cause: "alarm-button" });
  });
});

test("the drawn lives are worth drawing: they hold faults of every kind, both ends, and readings out of order", () => {
  const counts: Record<string, number> = { late: 0, inferred: 0, "cleared by device": 0, "cleared by inference": 0 };
  for (const kind of raisedKinds) counts[kind] = 0;
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  law(({ input, step }) => {
    if (step.verdict === "late") count("late");
    for (const told of step.faults) {
      count(told.kind === "confirmed" ? told.fault.kind : `cleared by ${told.source}`);
      if (told.kind === "confirmed" && input.kind === "state") count("inferred");
    }
  });
  for (const [what, n] of Object.entries(counts)) expect(n, what).toBeGreaterThan(50);
});

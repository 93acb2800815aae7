import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../../kernel/clock.ts";
import { defaultSettings } from "./detection-settings.ts";
import { type DeviceState, type DeviceStep, newDevice, stepDevice } from "./device-state.ts";
import type { EventReading, StateReading } from "./reading.ts";

const start = Date.UTC(2026, 10, 27, 8);
type Car = Partial<Omit<StateReading, "kind" | "at">>;

const parked: StateReading = {
  kind: "state",
  at: start,
  seq: undefined,
  isEscalator: false,
  serviceMode: 1,
  moving: false,
  direction: "none",
  carPosition: "5",
  doorStatus: 2,
  doorClosed: undefined,
  doorZone: true,
  passengerPresent: false,
  overload: undefined,
  powerLost: false,
  speed: undefined,
};
const running: Car = { moving: true, direction: "up", doorZone: false };
const escalator: Car = { isEscalator: true, moving: true, direction: "up", doorZone: false, doorStatus: 0, speed: 0.5 };

/** One lift lived through by seconds; what became of its faults is kept as `second kind word`. */
function life(given: { muted?: boolean; ratedSpeed?: number } = {}) {
  let state: DeviceState = newDevice;
  const told: string[] = [];
  const atWork: boolean[] = [];
  const context = (second: number) => ({
    now: start + seconds(second),
    connected: true,
    muted: given.muted ?? false,
    ratedSpeed: given.ratedSpeed ?? 0,
    settings: defaultSettings,
  });
  const take = (second: number, step: DeviceStep) => {
    state = step.state;
    for (const each of step.faults) {
      const words = each.kind === "cleared" ? `cleared by ${each.source}` : "confirmed";
      told.push(`${second} ${each.fault.kind} ${words}`);
      if (each.kind === "confirmed") atWork.push(each.atWork);
    }
  };
  const lived = {
    told,
    atWork,
    state: (second: number, car: Car, measured = second) => {
      const reading = { ...parked, ...car, at: start + seconds(measured) };
      take(second, stepDevice(state, { kind: "state", reading }, context(second)));
      return lived;
    },
    /** The same state every second, first and last included. */
    stays: (from: number, to: number, car: Car) => {
      for (let second = from; second <= to; second += 1) lived.state(second, car);
      return lived;
    },
    event: (second: number, code: EventReading["code"], changes: Partial<EventReading> = {}, clearedBefore = false) => {
      const id = `e${second}`;
      const at = start + seconds(second);
      const common = { sourceCode: code, phase: "raised", clears: undefined, text: undefined } as const;
      const event: EventReading = { kind: "event", id, at, code, ...common, ...changes };
      take(second, stepDevice(state, { kind: "event", event, clearedBefore }, context(second)));
      return lived;
    },
    tick: (second: number) => {
      take(second, stepDevice(state, { kind: "tick" }, context(second)));
      return lived;
    },
    set: (changes: typeof given) => {
      Object.assign(given, changes);
      return lived;
    },
    faults: () => state.faults,
  };
  return lived;
}

describe("stop outside the door zone", () => {
  const between: Car = { doorZone: false };
  test("is confirmed after its time and cleared by a car that runs on", () => {
    expect(life().stays(0, 40, between).stays(41, 60, running).told).toEqual([
      "30 stop-outside-door-zone confirmed",
      "51 stop-outside-door-zone cleared by inference",
    ]);
  });
  test.each<[string, Car]>([
    ["a levelling correction", { doorZone: true }],
    ["a car that runs on", running],
  ])("%s before that is none", (_, after) => {
    expect(life().stays(0, 29, between).state(30, after).stays(31, 59, between).told).toEqual([]);
  });
  test.each<[string, Car]>([
    ["out of service", { ...between, serviceMode: 0 }],
    ["in inspection", { ...between, serviceMode: 2 }],
    ["without power", { ...between, powerLost: true }],
    ["of an escalator", { ...between, isEscalator: true }],
  ])("%s is none", (_, car) => {
    expect(life().stays(0, 60, car).told).toEqual([]);
  });
});

describe("doors that reverse", () => {
  const closing: Car = { doorStatus: 1 };
  const opening: Car = { doorStatus: 3 };
  const reverse = (lift: ReturnType<typeof life>, times: number, every = 4) => {
    for (let n = 0; n < times; n += 1) lift.state(n * every, closing).state(n * every + 2, opening);
    return lift;
  };
  test("five times within the window are a fault; a car that ran with its doors closed twice ends it", () => {
    const lift = reverse(life(), 5).state(30, running).state(45, {}).state(60, running);
    expect(lift.told).toEqual([
      "18 repeated-door-reversal confirmed",
      "60 repeated-door-reversal cleared by inference",
    ]);
  });
  test("four are none, nor five when the car left between, nor five over a long time", () => {
    expect(reverse(life(), 4).told).toEqual([]);
    const left = reverse(life(), 4).state(20, running).state(30, closing).state(32, opening);
    expect(left.told).toEqual([]);
    expect(reverse(life(), 5, 40).told).toEqual([]);
  });
  test("a door that opens from closed is no reversal", () => {
    const lift = life();
    for (let n = 0; n < 20; n += 1) lift.state(n * 3, { doorStatus: 2 }).state(n * 3 + 1, opening);
    expect(lift.told).toEqual([]);
  });
});

describe("doors and motion", () => {
  const runningOpen: Car = { ...running, doorStatus: 4 };
  test("opened on the way, and set off open, are two faults", () => {
    expect(life().stays(0, 3, running).stays(4, 7, runningOpen).told).toEqual(["6 door-open-moving confirmed"]);
    expect(life().stays(0, 3, { doorStatus: 4 }).stays(4, 7, runningOpen).told).toEqual([
      "6 moving-door-open confirmed",
    ]);
  });
  test.each<[string, Car]>([
    ["doors that open ahead of the stop within the door zone", { ...runningOpen, doorZone: true }],
    ["a contact that says closed", { ...runningOpen, doorClosed: true }],
    ["a door whose state is not known", { ...running, doorStatus: 0 }],
  ])("%s are none", (_, car) => {
    expect(life().stays(0, 20, car).told).toEqual([]);
  });
  test("one state alone is none", () => {
    expect(life().stays(0, 3, running).state(4, runningOpen).stays(5, 20, running).told).toEqual([]);
  });
  test("a standing car with its doors where they belong clears it", () => {
    const lift = life().stays(0, 3, running).stays(4, 7, runningOpen).stays(8, 60, {});
    expect(lift.told.at(-1)).toBe("38 door-open-moving cleared by inference");
  });
});

describe("overspeed", () => {
  test("is 115 % of the rated speed, either way", () => {
    expect(life({ ratedSpeed: 1_750 }).stays(0, 5, { ...running, speed: 2 }).told).toEqual([]);
    expect(life({ ratedSpeed: 1_750 }).stays(0, 5, { ...running, speed: -2.1 }).told).toEqual([
      "2 overspeed confirmed",
    ]);
  });
  test("falls back to a setting where no rated speed is known, and needs a speed", () => {
    expect(life().stays(0, 5, { ...running, speed: 8 }).told).toEqual([]);
    expect(life().stays(0, 5, { ...running, speed: 10.5 }).told).toEqual(["2 overspeed confirmed"]);
    expect(life({ ratedSpeed: 1 }).stays(0, 5, running).told).toEqual([]);
  });
  test("of an escalator is 120 % of its own", () => {
    expect(life({ ratedSpeed: 500 }).stays(0, 5, { ...escalator, speed: 0.59 }).told).toEqual([]);
    expect(life({ ratedSpeed: 500 }).stays(0, 5, { ...escalator, speed: 0.61 }).told).toEqual([
      "2 overspeed confirmed",
    ]);
  });
  test("is over when the car stands or keeps its speed", () => {
    const fast = { ...running, speed: 11 };
    expect(life().stays(0, 5, fast).stays(6, 20, {}).told.at(-1)).toBe("16 overspeed cleared by inference");
    expect(
      life()
        .stays(0, 5, fast)
        .stays(6, 20, { ...running, speed: 2 })
        .told.at(-1),
    ).toBe("16 overspeed cleared by inference");
  });
});

describe("long stop", () => {
  test.each<[string, Car]>([
    ["ordered up", { direction: "up" }],
    ["with somebody inside", { passengerPresent: true }],
  ])("%s, and standing at a landing for five minutes; it ends when the car moves", (_, car) => {
    const lift = life().stays(0, 310, car).stays(311, 330, running);
    expect(lift.told).toEqual(["300 long-stop confirmed", "321 long-stop cleared by inference"]);
  });
  test("an empty car without orders may stand for ever", () => {
    expect(life().stays(0, 2_000, {}).told).toEqual([]);
  });
});

describe("escalators", () => {
  const down: Car = { ...escalator, direction: "down" };
  test("the other way without a stop between is a reversal, at once", () => {
    expect(life().state(0, escalator).state(2, down).told).toEqual(["2 escalator-reversal confirmed"]);
  });
  test("with a stop between, or too far apart, or in inspection, it is none", () => {
    const standing: Car = { ...escalator, moving: false, direction: "none" };
    expect(life().state(0, escalator).state(2, standing).state(4, down).told).toEqual([]);
    expect(life().state(0, escalator).state(20, down).told).toEqual([]);
    expect(
      life()
        .state(0, { ...escalator, serviceMode: 2 })
        .state(2, { ...down, serviceMode: 2 }).told,
    ).toEqual([]);
  });
  test("it is over after ten minutes of running", () => {
    const lift = life().state(0, escalator).state(2, down).stays(3, 700, down);
    expect(lift.told.at(-1)).toBe("603 escalator-reversal cleared by inference");
  });
  test("a missing step comes by the device's word", () => {
    const lift = life().state(0, escalator).event(1, "step-missing");
    lift.event(9, "step-missing", { phase: "cleared", clears: "e1" });
    expect(lift.told).toEqual(["1 step-missing confirmed", "9 step-missing cleared by device"]);
  });
});

describe("by the device's word", () => {
  test.each(["safety-circuit-open", "door-lock-circuit-open", "over-travel-top", "over-travel-bottom"] as const)(
    "%s is confirmed at once, and disproved by a car that runs in normal service",
    (code) => {
      const lift = life().state(0, {}).event(1, code).stays(2, 10, {}).stays(11, 40, running);
      expect(lift.told).toEqual([`1 ${code} confirmed`, `31 ${code} cleared by inference`]);
    },
  );
  test("a car in inspection disproves nothing", () => {
    const lift = life()
      .state(0, {})
      .event(1, "safety-circuit-open")
      .stays(2, 99, { ...running, serviceMode: 2 });
    expect(lift.told).toEqual(["1 safety-circuit-open confirmed"]);
    expect(lift.atWork).toEqual([false]);
  });
  test("what is shown already is confirmed at once, since it was shown", () => {
    const lift = life().stays(0, 9, { doorZone: false }).event(10, "stop-outside-door-zone");
    expect(lift.told).toEqual(["10 stop-outside-door-zone confirmed"]);
    expect(lift.faults().open[0]).toMatchObject({ since: start, eventId: "e10" });
  });
  test("raised again is one fault", () => {
    expect(life().event(1, "overspeed").event(2, "overspeed").event(3, "overspeed").told).toHaveLength(1);
  });
  test("a cleared of another event, or from before, ends nothing", () => {
    const lift = life().event(10, "safety-circuit-open");
    lift.event(11, "safety-circuit-open", { phase: "cleared", clears: "other" });
    lift.event(12, "safety-circuit-open", { phase: "cleared", at: start });
    expect(lift.told).toHaveLength(1);
  });
  test("what the device has cleared is not opened by the picture that still stands, but by a new one", () => {
    const between: Car = { doorZone: false };
    const lift = life().stays(0, 30, between);
    lift.event(31, "stop-outside-door-zone", { phase: "cleared" }).stays(32, 200, between);
    expect(lift.told).toEqual(["30 stop-outside-door-zone confirmed", "31 stop-outside-door-zone cleared by device"]);
    lift.stays(201, 205, running).stays(206, 240, between);
    expect(lift.told.at(-1)).toBe("236 stop-outside-door-zone confirmed");
  });
  test("an event whose cleared came first, one of days ago, and one that a later state disproves, confirm nothing", () => {
    expect(life().event(1, "overspeed", {}, true).told).toEqual([]);
    expect(
      life()
        .state(0, {})
        .event(1, "overspeed", { at: start - minutes(3 * 1_440) }).told,
    ).toEqual([]);
    expect(life().stays(0, 100, running).event(101, "safety-circuit-open", { at: start }).told).toEqual([]);
  });
});

describe("work on the lift", () => {
  const between: Car = { doorZone: false };
  test("a mute hides what is shown and drops what was suspected, and ends nothing", () => {
    expect(life({ muted: true }).stays(0, 60, between).told).toEqual([]);
    expect(life().stays(0, 20, between).set({ muted: true }).stays(21, 60, between).told).toEqual([]);
    const lift = life().stays(0, 30, between).set({ muted: true }).stays(31, 90, running);
    expect(lift.told).toEqual(["30 stop-outside-door-zone confirmed"]);
  });
  test("inspection mutes for four hours and no longer", () => {
    const fast = { ...running, speed: 12, serviceMode: 2 };
    const lift = life();
    for (let second = 0; second < 14_400; second += 60) lift.state(second, fast);
    expect(lift.told).toEqual([]);
    expect(lift.stays(14_400, 14_405, fast).told).toEqual(["14402 overspeed confirmed"]);
  });
  test("what the device itself raises meanwhile counts, and is marked", () => {
    const lift = life({ muted: true }).event(1, "safety-circuit-open");
    expect(lift.told).toHaveLength(1);
    expect(lift.atWork).toEqual([true]);
  });
});

describe("silence", () => {
  const between: Car = { doorZone: false };
  test("confirms nothing, however long and often one looks; the first state after it does not either", () => {
    const lift = life().stays(0, 10, between);
    for (let second = 11; second < 4_000; second += 10) lift.tick(second);
    expect(lift.state(4_000, between).told).toEqual([]);
    expect(lift.stays(4_001, 4_030, between).told).toEqual(["4030 stop-outside-door-zone confirmed"]);
  });
  test("clears nothing", () => {
    const lift = life().stays(0, 30, between).state(31, running).tick(1_000).state(1_001, running);
    expect(lift.told).toHaveLength(1);
  });
  test("a buffer of old readings that comes all at once does not confirm by its own times", () => {
    const lift = life();
    for (let measured = -600; measured <= 0; measured += 10) lift.state(0, between, measured);
    expect(lift.told).toEqual([]);
  });
});

describe("an uneventful reading", () => {
  test.each<[string, Car]>([
    ["parked", {}],
    ["running", running],
    ["running with a passenger", { ...running, passengerPresent: true }],
    ["an escalator", escalator],
    ["in inspection", { serviceMode: 2 }],
    ["standing between floors", { doorZone: false }],
  ])("%s leaves the very same object", (_, car) => {
    const lift = life().state(0, car).state(1, car);
    const before = lift.faults();
    expect(lift.stays(2, 20, car).faults()).toBe(before);
  });
});

import { describe, expect, test } from "vitest";
import { seconds } from "../../../kernel/clock.ts";
import { defaultSettings } from "./detection-settings.ts";
import { type DeviceState, type DeviceStep, newDevice, stepDevice } from "./device-state.ts";
import type { EventReading, StateReading } from "./reading.ts";

const start = Date.UTC(2026, 10, 27, 8);
type Car = Partial<Omit<StateReading, "kind" | "at">>;

function life() {
  let state: DeviceState = newDevice;
  let presses = 0;
  const context = (second: number) => ({
    now: start + seconds(second),
    connected: true,
    muted: false,
    ratedSpeed: 0,
    settings: defaultSettings,
  });
  const take = (step: DeviceStep): DeviceStep => {
    state = step.state;
    return step;
  };
  const say = (second: number, code: EventReading["code"]): DeviceStep => {
    presses += 1;
    const event = {
      kind: "event",
      id: `p${presses}`,
      at: start + seconds(second),
      code,
      sourceCode: code,
      phase: "raised",
      clears: undefined,
      text: undefined,
    } as const;
    return take(stepDevice(state, { kind: "event", event, clearedBefore: false }, context(second)));
  };
  return {
    state: (second: number, car: Car): DeviceStep => {
      const reading: StateReading = {
        kind: "state",
        at: start + seconds(second),
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
        ...car,
      };
      return take(stepDevice(state, { kind: "state", reading }, context(second)));
    },
    tick: (second: number) => take(stepDevice(state, { kind: "tick" }, context(second))),
    press: (second: number): DeviceStep => say(second, "alarm-button"),
    say,
  };
}
const openAtLanding: Car = { doorStatus: 4 };
const running: Car = { moving: true, doorZone: false, direction: "up" };

describe("a press of the alarm button", () => {
  test("with the doors open at a landing is told all the same, with its doubt", () => {
    const lift = life();
    lift.state(0, openAtLanding);
    expect(lift.press(1)).toMatchObject({ told: { kind: "confirmed", cause: "alarm-button" }, doubt: "doors-open" });
  });
  test.each<[string, Car]>([
    ["behind closed doors", {}],
    ["with open doors between floors", { ...openAtLanding, doorZone: false }],
    ["on the way", running],
  ])("%s has none", (_, car) => {
    const lift = life();
    lift.state(0, car);
    expect(lift.press(1)).toMatchObject({ told: { kind: "confirmed" }, doubt: undefined });
  });
  test("has none where the open doors were seen too long ago, or nothing was ever seen", () => {
    const lift = life();
    lift.state(0, openAtLanding);
    expect(lift.press(61).doubt).toBeUndefined();
    expect(life().press(0)).toMatchObject({ told: { kind: "confirmed" }, doubt: undefined });
  });
});

describe("presses in a row", () => {
  test("the third within a minute has a doubt where the lift ran meanwhile, and the next that is told carries it", () => {
    const lift = life();
    lift.state(0, {});
    expect(lift.press(1).doubt).toBeUndefined();
    lift.state(5, running);
    expect(lift.press(20).doubt).toBeUndefined();
    expect(lift.press(40).doubt).toBe("many-presses");
    expect(lift.press(61)).toMatchObject({ told: { kind: "confirmed" }, doubt: "many-presses" });
  });
  test("somebody who presses again and again in a car that stands has none", () => {
    const lift = life();
    lift.state(0, {});
    for (let second = 1; second < 60; second += 2) expect(lift.press(second).doubt).toBeUndefined();
  });
  test("are forgotten when their minute is over", () => {
    const lift = life();
    lift.state(0, running);
    lift.press(1);
    lift.press(2);
    lift.state(63, running);
    expect(lift.press(64).doubt).toBeUndefined();
  });
});

describe("a passenger sensor", () => {
  const seen: Car = { passengerPresent: true };
  const stuck = () => {
    const lift = life();
    for (let second = 0; second <= 7_300; second += 10)
      lift.state(second, second % 200 === 0 ? { ...seen, doorStatus: 4 } : { ...seen, ...running });
    return lift;
  };
  test("that sees somebody through hours and twenty openings is stuck, and nothing is inferred from it any more", () => {
    const lift = stuck();
    for (let second = 7_310; second < 8_000; second += 10) {
      const step = lift.state(second, seen);
      expect([step.told, step.state.entrapment.phase.status]).toEqual([undefined, "idle"]);
      expect(step.state.faults.open[0]).toMatchObject({ kind: "sensor-fault", status: "confirmed" });
    }
  });
  test("stuck, its lift is watched as one without: by where the car stands, after that time, with the doubt said", () => {
    const lift = stuck();
    lift.state(7_310, { ...seen, doorZone: false });
    expect(lift.tick(7_340).told).toBeUndefined();
    const step = lift.tick(7_310 + 180);
    expect(step).toMatchObject({ told: { kind: "confirmed", cause: "inference" }, doubt: "stuck-sensor" });
  });
  test("stuck, the button and the controller's word count as ever", () => {
    const pressed = stuck();
    pressed.state(7_310, seen);
    expect(pressed.press(7_320)).toMatchObject({
      told: { kind: "confirmed", cause: "alarm-button" },
      doubt: undefined,
    });
    const said = stuck();
    said.state(7_310, seen);
    expect(said.say(7_320, "entrapment").told).toMatchObject({ kind: "confirmed" });
  });
  test("that lets go is believed again", () => {
    const lift = stuck();
    lift.state(7_310, {});
    lift.state(7_320, {});
    lift.state(7_330, { ...seen, doorZone: false });
    expect(lift.tick(7_361)).toMatchObject({ told: { kind: "confirmed", cause: "inference" }, doubt: undefined });
  });
  test("does not make a parked lift a long stop", () => {
    const lift = stuck();
    for (let second = 7_310; second < 9_000; second += 10) lift.state(second, seen);
    expect(lift.state(9_000, seen).state.faults.open.map(({ kind }) => kind)).toEqual(["sensor-fault"]);
  });
  test("of another kind, by the device's word, doubts nobody: its event is no fault of the passenger sensor", () => {
    const lift = life();
    lift.state(0, seen);
    expect(lift.say(1, "sensor-fault").state.faults.open.map(({ status }) => status)).toEqual([
      "suspected",
      "suspected",
    ]);
    lift.state(10, { ...seen, doorZone: false });
    expect(lift.tick(41)).toMatchObject({ told: { cause: "inference" }, doubt: undefined });
  });
  test("that lets go once is not stuck", () => {
    const lift = stuck();
    const [fault] = lift.state(7_310, {}).state.faults.open;
    expect(fault?.status).toBe("clearing");
    expect(lift.state(7_320, {}).faults).toMatchObject([{ kind: "cleared", source: "inference" }]);
  });
  test("a person trapped for a day behind closed doors is no stuck sensor", () => {
    const lift = life();
    for (let second = 0; second < 86_400; second += 60) lift.state(second, seen);
    expect(lift.state(86_400, seen).state.faults.open.map(({ kind }) => kind)).toEqual(["long-stop", "sensor-fault"]);
    expect(lift.state(86_401, seen).state.faults.open[1]).toMatchObject({ kind: "sensor-fault", status: "suspected" });
  });
});

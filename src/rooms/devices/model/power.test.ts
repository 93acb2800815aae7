import { expect, test } from "vitest";
import { seconds } from "../../../kernel/clock.ts";
import { defaultSettings } from "./detection-settings.ts";
import { type DeviceInput, type DeviceState, newDevice, stepDevice } from "./device-state.ts";
import { speaksOfSupply } from "./power.ts";
import type { EventReading } from "./reading.ts";

const start = Date.UTC(2026, 10, 28, 2);

/** One lift's words; what it told of its supply, as `second lost|back how`. */
function life(given: { readonly muted?: boolean } = {}) {
  let state: DeviceState = newDevice;
  const told: string[] = [];
  const take = (second: number, input: DeviceInput) => {
    const now = start + seconds(second);
    const context = { now, connected: true, muted: given.muted ?? false, ratedSpeed: 0, settings: defaultSettings };
    const step = stepDevice(state, input, context);
    state = step.state;
    if (step.power !== undefined) told.push(`${second} ${step.power.lost ? "lost" : "back"} ${step.power.how}`);
    return lived;
  };
  const lived = {
    told,
    state: (second: number, powerLost: boolean, measured = second) => {
      const words = { isEscalator: false, serviceMode: 1, moving: false, direction: "none", carPosition: "5" } as const;
      const rest = { doorStatus: 2, doorClosed: undefined, doorZone: true, passengerPresent: false } as const;
      const none = { seq: undefined, overload: undefined, speed: undefined };
      const reading = { kind: "state" as const, at: start + seconds(measured), powerLost, ...words, ...rest, ...none };
      return take(second, { kind: "state", reading });
    },
    event: (second: number, phase: EventReading["phase"], more: Partial<EventReading> = {}, clearedBefore = false) => {
      const at = start + seconds(second);
      const code = "power-lost" as const;
      const common = { id: `e${second}`, sourceCode: code, clears: undefined, text: undefined };
      const event: EventReading = { kind: "event", at, code, phase, ...common, ...more };
      return take(second, { kind: "event", event, clearedBefore });
    },
  };
  return lived;
}

test("a state tells the moment at which supply goes or comes, not every frame", () => {
  expect(life().state(0, false).state(1, true).state(2, true).state(3, false).state(4, false).told).toEqual([
    "1 lost state",
    "3 back state",
  ]);
});

test("a state that comes late tells nothing", () => {
  expect(life().state(0, true).state(10, true).state(11, false, 5).told).toEqual(["0 lost state"]);
});

test("the event raised and cleared tells; not one that was cleared before, a replay, or of a sender that never tells the end", () => {
  expect(life().event(0, "raised").event(9, "cleared").told).toEqual(["0 lost event", "9 back event"]);
  expect(life().event(0, "raised", {}, true).told).toEqual([]);
  expect(life().event(0, "raised", { neverCleared: true }).told).toEqual([]);
  expect(
    life()
      .state(0, false)
      .event(1, "raised", { at: start - 48 * 3_600_000 }).told,
  ).toEqual([]);
});

test("whoever works on the lift switches it off himself", () => {
  expect(life({ muted: true }).state(0, true).event(1, "raised").told).toEqual([]);
});

test("contact that comes back together says that supply is back where it was the supply that they had lost", () => {
  const gone = { kind: "district", members: 12, powerLost: 0 } as const;
  expect(speaksOfSupply(gone)).toBe(false);
  expect(speaksOfSupply({ ...gone, kind: "supply" })).toBe(true);
  expect(speaksOfSupply({ ...gone, powerLost: 3 })).toBe(true);
  expect(speaksOfSupply({ ...gone, powerLost: 2 })).toBe(false);
});

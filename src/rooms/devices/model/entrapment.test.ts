import { describe, expect, test } from "vitest";
import { type Instant, seconds } from "../../../kernel/clock.ts";
import { defaultSettings } from "./detection-settings.ts";
import { type DeviceInput, type DeviceState, newDevice, stepDevice } from "./device-state.ts";
import type { Told } from "./entrapment.ts";
import type { EventReading, StateReading } from "./reading.ts";

const start = Date.UTC(2026, 10, 23, 8);

type Car = Partial<Omit<StateReading, "kind" | "at">>;
/** A car on its way with nobody's sensor known, unless the test says otherwise. */
const car = (at: Instant, changes: Car): StateReading => ({
  kind: "state",
  at,
  seq: undefined,
  isEscalator: false,
  serviceMode: 1,
  moving: false,
  direction: "none",
  carPosition: "5",
  doorStatus: 2,
  doorClosed: true,
  doorZone: true,
  passengerPresent: undefined,
  overload: undefined,
  powerLost: false,
  speed: undefined,
  ...changes,
});
const event = (at: Instant, id: string, changes: Partial<EventReading>): EventReading => ({
  kind: "event",
  id,
  at,
  code: "entrapment",
  sourceCode: changes.code ?? "entrapment",
  phase: "raised",
  clears: undefined,
  text: undefined,
  ...changes,
});

/** One device lived through by seconds from the start; what it told is kept with the second. */
type Life = {
  readonly told: readonly (Told & { readonly second: number })[];
  readonly set: (changes: { connected?: boolean; muted?: boolean }) => void;
  readonly status: () => string;
  readonly state: (second: number, changes: Car, measuredAt?: Instant) => Life;
  readonly event: (second: number, id: string, changes?: Partial<EventReading>, measuredAt?: Instant) => Life;
  readonly clearedBefore: (second: number, id: string) => Life;
  readonly tick: (second: number) => Life;
  readonly brief: () => string[];
};

function life(options: { connected?: boolean; muted?: boolean } = {}): Life {
  let state: DeviceState = newDevice;
  const told: (Told & { second: number })[] = [];
  const put = (second: number, input: DeviceInput): Life => {
    const now = start + seconds(second);
    const context = {
      now,
      connected: options.connected ?? true,
      muted: options.muted ?? false,
      ratedSpeed: 0,
      settings: defaultSettings,
    };
    const step = stepDevice(state, input, context);
    state = step.state;
    if (step.told !== undefined) told.push({ ...step.told, second });
    return self;
  };
  const self: Life = {
    told,
    set: (changes) => void Object.assign(options, changes),
    status: () => state.entrapment.phase.status,
    state: (second: number, changes: Car, measuredAt = start + seconds(second)) =>
      put(second, { kind: "state", reading: car(measuredAt, changes) }),
    event: (second: number, id: string, changes: Partial<EventReading> = {}, measuredAt = start + seconds(second)) =>
      put(second, { kind: "event", event: event(measuredAt, id, changes), clearedBefore: false }),
    clearedBefore: (second: number, id: string) =>
      put(second, { kind: "event", event: event(start + seconds(second), id, {}), clearedBefore: true }),
    tick: (second: number) => put(second, { kind: "tick" }),
    brief: () =>
      told.map((each) => `${each.second}:${each.kind}:${each.kind === "confirmed" ? each.cause : each.source}`),
  };
  return self;
}

const trapped: Car = { passengerPresent: true };
const between: Car = { doorZone: false };
const running: Car = { moving: true, doorZone: false, direction: "up" };
const doorsOpen: Car = { doorStatus: 4, doorClosed: false };

describe("inference with a passenger sensor", () => {
  test("somebody in a closed standing car is found after two minutes, since the first such state", () => {
    const lift = life().state(0, trapped).tick(119).state(119, trapped);
    expect(lift.told).toEqual([]);
    lift.tick(120);
    expect(lift.told).toMatchObject([{ kind: "confirmed", cause: "inference", trappedSince: start, second: 120 }]);
  });
  test("outside the door zone half a minute is enough", () => {
    expect(
      life()
        .state(0, { ...between, ...trapped })
        .tick(30)
        .brief(),
    ).toEqual(["30:confirmed:inference"]);
  });
  test("a car that first stands in the zone and then is known to be outside it waits the shorter time", () => {
    expect(
      life()
        .state(0, trapped)
        .state(40, { ...trapped, ...between })
        .tick(69)
        .tick(70)
        .brief(),
    ).toEqual(["70:confirmed:inference"]);
  });
  test.each([
    ["moves", running],
    ["opens its doors", { ...trapped, ...doorsOpen }],
    ["is seen empty", { passengerPresent: false }],
    ["goes into inspection", { ...trapped, serviceMode: 2 }],
    ["goes into fire return", { ...trapped, serviceMode: 3 }],
    ["goes into firefighter service", { ...trapped, serviceMode: 4 }],
  ])("a car that %s meanwhile is not", (_what, change: Car) => {
    expect(life().state(0, trapped).state(60, change).tick(120).tick(500).told).toEqual([]);
  });
  test("nobody inside: nothing", () => {
    expect(
      life()
        .state(0, { ...between, passengerPresent: false })
        .tick(1_000).told,
    ).toEqual([]);
  });
});

describe("inference without a sensor", () => {
  test("a stop outside the door zone in normal service is one after three minutes", () => {
    expect(life().state(0, running).state(10, between).tick(189).tick(190).brief()).toEqual([
      "190:confirmed:inference",
    ]);
  });
  test("standing with closed doors at a floor is how an empty lift waits", () => {
    expect(life().state(0, {}).tick(100_000).told).toEqual([]);
  });
  test("loss of power on the way counts even when the device falls silent with it", () => {
    const lift = life().state(0, running).event(5, "p", { code: "power-lost" });
    lift.set({ connected: false });
    expect(lift.tick(185).brief()).toEqual(["185:confirmed:inference"]);
  });
  test("loss of power at a floor does not", () => {
    expect(life().state(0, {}).event(5, "p", { code: "power-lost" }).tick(1_000).told).toEqual([]);
  });
  test("emergency power that brings the car to a floor ends it", () => {
    const lift = life()
      .state(0, running)
      .event(5, "p", { code: "power-lost" })
      .state(60, { ...doorsOpen, serviceMode: 5 });
    expect(lift.tick(185).told).toEqual([]);
  });
});

describe("silence and mutes", () => {
  test("a device that is not heard proves nothing until it is heard again", () => {
    const lift = life().state(0, trapped);
    lift.set({ connected: false });
    expect(lift.tick(120).tick(600).told).toEqual([]);
    lift.set({ connected: true });
    expect(lift.tick(700).brief()).toEqual(["700:confirmed:inference"]);
  });
  test("work on the lift hides the picture, never the button", () => {
    const lift = life({ muted: true }).state(0, trapped).tick(500);
    expect(lift.told).toEqual([]);
    expect(lift.event(501, "b", { code: "alarm-button" }).brief()).toEqual(["501:confirmed:alarm-button"]);
  });
});

describe("inspection and fire service", () => {
  const hours = (n: number): number => n * 3_600;
  test.each([2, 3, 4])("mode %i mutes for four hours; one that still stands then was forgotten", (serviceMode) => {
    const lift = life();
    for (let second = 0; second < hours(4); second += 60) lift.state(second, { ...trapped, serviceMode });
    expect(lift.tick(hours(4) - 1).told).toEqual([]);
    lift.state(hours(4), { ...trapped, serviceMode }).tick(hours(4) + 119);
    expect(lift.told).toEqual([]);
    expect(lift.tick(hours(4) + 120).brief()).toEqual([`${hours(4) + 120}:confirmed:inference`]);
  });
  test("begin anew after normal service", () => {
    const lift = life()
      .state(0, { serviceMode: 2 })
      .state(hours(3), {})
      .state(hours(3.5), { ...trapped, serviceMode: 2 });
    expect(lift.state(hours(5), { ...trapped, serviceMode: 2 }).tick(hours(6)).told).toEqual([]);
  });
});

describe("events", () => {
  test("a vendor's own entrapment and the car's button confirm at once", () => {
    expect(life().event(1, "a").brief()).toEqual(["1:confirmed:vendor-event"]);
    expect(life().event(1, "a", { code: "alarm-button" }).brief()).toEqual(["1:confirmed:alarm-button"]);
  });
  test("a hundred presses within a minute are told once, a press after that again", () => {
    const lift = life();
    for (let n = 0; n < 100; n += 1) lift.event(n / 2, `b${n}`, { code: "alarm-button" });
    expect(lift.told).toHaveLength(1);
    expect(lift.event(70, "late", { code: "alarm-button" }).told).toHaveLength(2);
  });
  test("the device's cleared is told as its own word and does not re-open from the same picture", () => {
    const lift = life().state(0, trapped).event(5, "a").event(20, "c", { phase: "cleared", clears: "a" });
    expect(lift.brief()).toEqual(["5:confirmed:vendor-event", "20:cleared:device"]);
    expect(lift.state(30, trapped).tick(400).state(401, trapped).told).toHaveLength(2);
    expect(lift.state(500, doorsOpen).state(510, trapped).tick(630).told).toHaveLength(3);
  });
  test("of two raised messages both must be cleared", () => {
    const lift = life().event(1, "a").event(2, "b", { code: "alarm-button" });
    expect(lift.event(3, "c", { phase: "cleared", clears: "a" }).told).toHaveLength(1);
    expect(lift.event(4, "d", { phase: "cleared", clears: "b" }).brief().at(-1)).toBe("4:cleared:device");
  });
  test("a cleared of something else clears nothing", () => {
    expect(life().event(1, "a").event(2, "c", { phase: "cleared", clears: "x" }).told).toHaveLength(1);
  });
  test("a raised message that comes after its own cleared confirms nothing", () => {
    expect(life().clearedBefore(1, "a").told).toEqual([]);
  });
  test("an open door seen a good while later proves an event past", () => {
    expect(life().state(100, doorsOpen).event(101, "a", {}, start).told).toEqual([]);
    expect(
      life()
        .state(100, doorsOpen)
        .event(101, "a", {}, start + seconds(95)).told,
    ).toHaveLength(1);
  });
});

describe("the way out", () => {
  test("must stay open for a while before the emergency counts as over", () => {
    const lift = life().event(1, "a").state(50, doorsOpen).state(60, { passengerPresent: true }).tick(80);
    expect(lift.told).toHaveLength(1);
    expect(lift.state(90, doorsOpen).tick(110).brief().at(-1)).toBe("110:cleared:inference");
    expect(lift.status()).toBe("idle");
  });
  test("without any word of its end a confirmed state is forgotten after a day and says nothing", () => {
    const lift = life().event(0, "a").tick(86_400);
    expect(lift.status()).toBe("idle");
    expect(lift.told).toHaveLength(1);
  });
});

describe("time", () => {
  test("a clock a year off does not keep anybody inside", () => {
    const year = 365 * 86_400_000;
    for (const off of [-year, year]) {
      const lift = life();
      for (let second = 0; second <= 120; second += 10) lift.state(second, trapped, start + seconds(second) + off);
      expect(lift.told).toMatchObject([{ kind: "confirmed", cause: "inference", second: 120, trappedSince: start }]);
      expect(life().event(1, "a", {}, start + off).told).toMatchObject([{ trappedSince: start + seconds(1) }]);
    }
  });
  test("replayed old alarms of a device whose clock is right confirm nothing", () => {
    const days = 3 * 86_400_000;
    expect(
      life()
        .state(0, {})
        .event(5, "old", {}, start - days).told,
    ).toEqual([]);
  });
  test("a buffer sent at once does not confirm by its own old times", () => {
    const lift = life();
    for (let second = 0; second <= 300; second += 10) lift.state(600, trapped, start + seconds(second));
    expect(lift.state(601, running).tick(2_000).told).toEqual([]);
  });
  test("late and repeated states change nothing", () => {
    const lift = life()
      .state(100, running)
      .state(101, { ...trapped, ...between }, start)
      .tick(500);
    expect(lift.status()).toBe("idle");
  });
});

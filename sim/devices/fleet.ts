import { randomUUID } from "node:crypto";
import { isEscalatorKind } from "../../src/rooms/lifts/contract.ts";
import type { CityLift } from "../city/city.ts";
import type { Draws } from "../draws.ts";
import { type Car, escalatorFrame, floorAt, free, liftFrame, newCar, stepCar, trap } from "./car-state.ts";
import { type DeviceLink, type DeviceSecret, type EventNews, openDeviceLink } from "./device-link.ts";

/**
 * All simulated lifts of a city, each on its own MQTT connection. A lift sends `state` every ten seconds and at changes of
 * note, `stats` every hour, and an `event` when it, or somebody in it, has something to say.
 */
export type Fleet = {
  readonly connected: () => number;
  readonly frames: () => number;
  readonly lifts: readonly CityLift[];
  readonly isTrapped: (registerCode: string) => boolean;
  /** Somebody is shut in, and `how` says by what the platform may hear of it. */
  readonly trap: (registerCode: string, how: TrapKind, news?: EventNews) => string | undefined;
  /** The doors are open: harmless when nobody is trapped there. */
  readonly free: (registerCode: string) => void;
  readonly stop: () => Promise<void>;
};

/** `silent`: the device notices nothing; people call or press the button of the car's page. */
export const trapKinds = ["entrapment", "alarm-button", "picture", "silent"] as const;
export type TrapKind = (typeof trapKinds)[number];

export type FleetOptions = {
  readonly mqtt: string;
  readonly lifts: readonly CityLift[];
  readonly secrets: ReadonlyMap<string, DeviceSecret>;
  readonly draws: Draws;
  readonly connectsPerSecond: number;
  /** Mean time between two trips of one lift; Infinity lets them all stand. */
  readonly restMs: number;
  /** State frames a second beside the regular ones, for all lifts together. */
  readonly notesPerSecondMax: number;
};

const stateEveryMs = 10_000;
const statsEveryMs = 3_600_000;
const tickMs = 250;
/** A freed lift stands open for a check; longer than the platform waits before it believes that the way out stays open. */
const checkMs = 45_000;

type Device = {
  readonly lift: CityLift;
  readonly link: DeviceLink;
  readonly escalator: boolean;
  car: Car;
  lastFloor: number;
  nextStateAt: number;
  nextStatsAt: number;
  raised: string | undefined;
};
type Shared = { frames: number; seq: number; notes: number };

export function createFleet(options: FleetOptions): Fleet {
  const { lifts, draws } = options;
  const devices = new Map<string, Device>();
  // Numbers go on counting over restarts of the simulator without being kept anywhere.
  const shared: Shared = { frames: 0, seq: Math.floor(Date.now() / 10), notes: 0 };
  const connecting = connectGradually(options, devices, shared);

  const ticker = setInterval(() => {
    const now = Date.now();
    shared.notes = Math.min(options.notesPerSecondMax, shared.notes + (options.notesPerSecondMax * tickMs) / 1_000);
    for (const device of devices.values()) tick(device, now, shared, options);
  }, tickMs);
  const show = (device: Device, now: number): void => sendState(device, now, { shared, draws, qos: 1 });
  return {
    lifts,
    connected: () => [...devices.values()].filter((device) => device.link.connected()).length,
    frames: () => shared.frames,
    isTrapped: (code) => devices.get(code)?.car.state.status === "trapped",
    trap: (code, how, news) => {
      const device = devices.get(code);
      if (device === undefined || device.escalator) return undefined;
      const now = Date.now();
      device.car = trap(device.car, now, draws.chance(0.15, code, "power", device.car.trips));
      show(device, now);
      return how === "picture" || how === "silent" ? undefined : raise(device, how, now, news);
    },
    free: (code) => {
      const device = devices.get(code);
      if (device === undefined || device.car.state.status !== "trapped") return;
      const now = Date.now();
      device.car = free(device.car, now, checkMs);
      show(device, now);
      clear(device, now);
    },
    stop: async () => {
      connecting.abort();
      clearInterval(ticker);
      await Promise.all([...devices.values()].map((device) => device.link.close()));
    },
  };
}

function nextSeq(shared: Shared): number {
  shared.seq += 1;
  return shared.seq;
}

type How = { readonly shared: Shared; readonly draws: Draws; readonly qos: 0 | 1 };

function sendState(device: Device, now: number, { shared, draws, qos }: How): void {
  const { key } = device.car;
  const seq = nextSeq(shared);
  shared.frames += 1;
  const frame = device.escalator ? escalatorFrame(key, now, seq, draws) : liftFrame(device.car, now, seq);
  device.link.sendState(frame, qos);
}

function connectGradually(options: FleetOptions, devices: Map<string, Device>, shared: Shared): AbortController {
  const { lifts, secrets, connectsPerSecond } = options;
  const stopped = new AbortController();
  const waiting = lifts.values();
  const timer = setInterval(() => {
    for (let i = 0; i < Math.max(1, connectsPerSecond / 10); i += 1) {
      const lift = waiting.next().value;
      if (lift === undefined) return clearInterval(timer);
      const secret = secrets.get(lift.registerCode);
      if (secret !== undefined) devices.set(lift.registerCode, newDevice(lift, secret, options, shared));
    }
  }, 100);
  stopped.signal.addEventListener("abort", () => clearInterval(timer));
  return stopped;
}

function newDevice(lift: CityLift, secret: DeviceSecret, { draws, mqtt }: FleetOptions, shared: Shared): Device {
  const now = Date.now();
  const { registerCode: key, floors, passengerSensor, papers } = lift;
  const reconnectMs = Math.round(draws.between(1_000, 4_000, key, "reconnect"));
  const onConnected = (): void => sendState(device, Date.now(), { shared, draws, qos: 0 });
  const device: Device = {
    lift,
    link: openDeviceLink({ mqtt, secret, reconnectMs, repeatMs: 5_000, onConnected }),
    escalator: isEscalatorKind(lift.kind),
    car: newCar({ key, floors, passengerSensor, ratedSpeed: papers.ratedSpeed }, draws, now),
    lastFloor: -1,
    nextStateAt: now + draws.between(300, stateEveryMs, key, "phase"),
    nextStatsAt: now + draws.between(20_000, statsEveryMs, key, "stats-phase"),
    raised: undefined,
  };
  return device;
}

function tick(device: Device, now: number, shared: Shared, options: FleetOptions): void {
  const before = device.car;
  if (!device.escalator && options.restMs !== Number.POSITIVE_INFINITY)
    device.car = stepCar(before, now, options.draws, options.restMs);
  const due = now >= device.nextStateAt;
  if (due || isOfNote(device, before, now, shared)) {
    if (due) device.nextStateAt = Math.max(now, device.nextStateAt) + stateEveryMs;
    sendState(device, now, { shared, draws: options.draws, qos: 0 });
  }
  if (now >= device.nextStatsAt) {
    device.nextStatsAt += statsEveryMs;
    device.link.sendStats(statsOf(device, now));
  }
}

/** A change of state, or a floor passed; as many as the allowance for all lifts has room for. */
function isOfNote(device: Device, before: Car, now: number, shared: Shared): boolean {
  if (device.escalator) return false;
  const floor = floorAt(device.car.state, now);
  const changed = device.car.state !== before.state;
  const passed = floor !== device.lastFloor;
  device.lastFloor = floor;
  // Floors take only what changes of state leave over.
  const allowed = changed ? shared.notes >= 1 : passed && shared.notes >= 10;
  if (allowed) shared.notes -= 1;
  return allowed;
}

const statsOf = (device: Device, now: number) => {
  const age = device.car.trips + Math.floor(now / 60_000) - 29_000_000;
  return { at: now, runCount: age, runHours: Math.round(age / 140), doorCycles: age * 2 };
};

function raise(device: Device, code: "entrapment" | "alarm-button", now: number, news: EventNews | undefined): string {
  const id = randomUUID();
  device.raised = id;
  const snapshot = liftFrame(device.car, now, 0);
  device.link.sendEvent({ id, at: now, code, phase: "raised", snapshot }, news);
  return id;
}

function clear(device: Device, now: number): void {
  if (device.raised === undefined) return;
  device.link.sendEvent({ id: randomUUID(), at: now, code: "entrapment", phase: "cleared", clears: device.raised });
  device.raised = undefined;
}

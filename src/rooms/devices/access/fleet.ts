import { type Instant, minutes, seconds } from "../../../kernel/clock.ts";
import type { MqttConnection } from "../../../platform/mqtt/index.ts";
import type { Twin } from "../contract.ts";
import { twinOf } from "../model/twin-of.ts";
import { type Device, type Gateway, type Line, noLines } from "./device.ts";
import { createTwinMemory, type TwinMemory } from "./twin-memory.ts";

/** Who has come in: a lift's own device, or a gateway for its lifts. */
export type Login =
  | { readonly kind: "device"; readonly device: Device }
  | { readonly kind: "gateway"; readonly gateway: Gateway };

export const linesOfLogin = (login: Login): Map<string, Line> =>
  login.kind === "device" ? login.device.lines : login.gateway.lines;

export function addLine(login: Login, line: Line): void {
  if (login.kind === "device" && login.device.lines === noLines) login.device.lines = new Map();
  linesOfLogin(login).set(line.connection.connectionId, line);
}

/** All devices in memory, by each of their names. One entry per lift. */
export type Fleet = {
  readonly now: () => Instant;
  /** What each lift shows now, and when it was heard. */
  readonly twins: TwinMemory;
  /** The newest piece of frames whose effects memory has taken. */
  lastChunkId: number;
  readonly add: (device: Device) => void;
  readonly byId: (id: string) => Device | undefined;
  readonly byNo: (no: number) => Device | undefined;
  readonly byUsername: (username: string) => Device | undefined;
  /** The device whose lift has this code, as far as anybody has asked. */
  readonly byCode: (code: string) => Device | undefined;
  readonly learnCode: (code: string, device: Device) => void;
  readonly gateways: Map<string, Gateway>;
  /** May speak for every lift (access/external-broker.ts); set before devices are loaded. */
  everyLifts: Gateway | undefined;
  /** Until when a device's alarm may be a test (access/alarm-tests.ts); none for nearly all. */
  readonly alarmTests: Map<string, Instant>;
  readonly gatewayNamed: (username: string) => Gateway | undefined;
  readonly byLift: (liftId: string) => Device | undefined;
  readonly all: () => Iterable<Device>;
  /** Those whose number leaves the remainder `first`. */
  readonly everyNth: (first: number, step: number) => Iterable<Device>;
  readonly size: () => number;
  readonly twinOf: (liftId: string) => Twin | undefined;
};

export function createFleet(now: () => Instant): Fleet {
  const byId = new Map<string, Device>();
  /** Numbers are given one after the other: an array without many holes. */
  const byNo: (Device | undefined)[] = [];
  const byUsername = new Map<string, Device>();
  const byLift = new Map<string, Device>();
  const byCode = new Map<string, Device>();
  const gateways = new Map<string, Gateway>();
  return {
    now,
    twins: createTwinMemory(),
    gateways,
    everyLifts: undefined,
    alarmTests: new Map(),
    gatewayNamed: (username) => [...gateways.values()].find((gateway) => gateway.username === username),
    byCode: (code) => byCode.get(code),
    learnCode: (code, device) => byCode.set(code, device),
    lastChunkId: 0,
    add: (device) => {
      byId.set(device.id, device);
      byNo[device.no] = device;
      byUsername.set(device.username, device);
      byLift.set(device.liftId, device);
    },
    byId: (id) => byId.get(id),
    byNo: (no) => byNo[no],
    everyNth: function* (first, step) {
      for (let no = first; no < byNo.length; no += step) {
        const device = byNo[no];
        if (device !== undefined) yield device;
      }
    },
    byUsername: (username) => byUsername.get(username),
    byLift: (liftId) => byLift.get(liftId),
    all: () => byId.values(),
    size: () => byId.size,
    twinOf: (liftId) => {
      const device = byLift.get(liftId);
      return device && twinOfDevice(device, now());
    },
  };
}

export const twinOfDevice = (device: Device, now: Instant): Twin | undefined =>
  twinOf(device.liftId, device.state, isThere(device, now));

/** The devices that a login speaks for. */
export const devicesOf = (login: Login): Iterable<Device> =>
  login.kind === "device" ? [login.device] : login.gateway.devices;

export const isConnected = ({ lines, gateways }: Device): boolean =>
  lines.size > 0 || gateways.some((gateway) => gateway.lines.size > 0);

/** Enterprises' platforms push the state of a lift every few minutes (Shanghai's interface: every four). */
const pushFreshMs = minutes(5);

/** What people are shown as connected: by a connection, or by HTTP not long ago. */
export const isThere = (device: Device, now: Instant): boolean =>
  isConnected(device) || now - device.pushedAt <= pushFreshMs;

const silenceMs = seconds(90);

/**
 * What detectors believe: a device with a connection of its own is heard as long as that stands. One that comes by a gateway or by HTTP is heard
 * only within half as long again as it usually pauses, since these stay up when its own line is dead.
 */
export const isHeard = (device: Device, now: Instant, usualPauseSeconds: number): boolean =>
  device.lines.size > 0 || now - device.heardAt <= Math.max(silenceMs, seconds(1.5 * usualPauseSeconds));

/**
 * Connections on which a message for the lift is heard, each with the spelling of the code: the device's own, the newest first and under the
 * code that it asked for; then those of its gateways.
 */
export function listenersOf(
  { lines, gateways }: Device,
  { code, channel }: { readonly code: string; readonly channel: string },
): { readonly connection: MqttConnection; readonly spelling: string }[] {
  const own = [...lines.values()].reverse().flatMap(({ connection, spellings }) => {
    const spelling = spellings.get(code) ?? [...spellings.values()].at(-1);
    return spelling === undefined ? [] : [{ connection, spelling }];
  });
  const through = gateways.flatMap((gateway) =>
    [...gateway.lines.values()]
      .filter(({ channels }) => channels.has(channel) || channels.has("+"))
      .map(({ connection }) => ({ connection, spelling: encodeURIComponent(code) })),
  );
  return own.concat(through);
}

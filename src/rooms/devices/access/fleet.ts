import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { MqttConnection } from "../../../platform/mqtt/index.ts";
import type { ScopeTarget } from "../../identity/index.ts";
import type { Twin } from "../contract.ts";
import type { DeviceState } from "../model/device-state.ts";
import { twinOf } from "../model/twin-of.ts";
import type { Dialect } from "../vendors/dialect.ts";
import type { KeptSecret } from "./secrets.ts";

/** One live connection, with the codes under which it listens; the spelling is the device's own. */
export type Line = {
  readonly connection: MqttConnection;
  readonly spellings: Map<string, string>;
  /** Down channels that a gateway listens to for all its lifts; `+` for every one. */
  readonly channels: Set<string>;
  /** Codes that turned out to be another lift's, or no lift's. Bounded; a full one refuses without looking. */
  readonly foreign: Map<string, "other" | "unknown">;
};

/** When it was last heard, and how often on that Chinese calendar day. */
export type Heard = { at: Instant; frames: number; refused: number };
export const neverHeard = (): Heard => ({ at: 0, frames: 0, refused: 0 });
const dayMs = 86_400_000;
export const chinaDay = (at: Instant): number => Math.floor((at + 8 * 3_600_000) / dayMs);

/** Counts a frame that is stored. */
export function hear(heard: Heard, frame: { readonly receivedAt: Instant; readonly taken: boolean }): void {
  if (chinaDay(heard.at) !== chinaDay(frame.receivedAt)) Object.assign(heard, { frames: 0, refused: 0 });
  heard.at = frame.receivedAt;
  heard.frames += 1;
  if (!frame.taken) heard.refused += 1;
}

/** A gateway, or an enterprise's platform: one login for many lifts. */
export type Gateway = {
  readonly id: string;
  name: string;
  readonly username: string;
  secret: KeptSecret;
  revoked: boolean;
  readonly lines: Map<string, Line>;
  /** Those for which it may speak. */
  readonly devices: Set<Device>;
  /** Frames for lifts that were not granted to it: acknowledged, kept nowhere, counted here. */
  readonly refusals: { count: number; last: { at: Instant; topic: string; reason: string } | undefined };
};

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

/** A device as this process knows it. `state` changes only after the commit that stored what changed it. */
export type Device = {
  readonly id: string;
  /** Its small number, by which frames are kept. */
  readonly no: number;
  readonly liftId: LiftId;
  readonly username: string;
  secret: KeptSecret;
  dialect: Dialect;
  revoked: boolean;
  /** Those that may speak for it. */
  gateways: readonly Gateway[];
  lastCode: string;
  /** What its lift offers to a viewer's scope; read anew every ten minutes or so. */
  scope: ScopeTarget;
  state: DeviceState;
  readonly heard: Heard;
  mutedUntil: number;
  /** The lift's, in mm/s; 0: not known. */
  ratedSpeed: number;
  /** `noLines` until it has come in by itself: most lifts speak through a gateway. */
  lines: Map<string, Line>;
};
export const noLines: Map<string, Line> = new Map();

/** All devices in memory, by each of their names. One entry per lift. */
export type Fleet = {
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

export function createFleet(): Fleet {
  const byId = new Map<string, Device>();
  /** Numbers are given one after the other: an array without many holes. */
  const byNo: (Device | undefined)[] = [];
  const byUsername = new Map<string, Device>();
  const byLift = new Map<string, Device>();
  const byCode = new Map<string, Device>();
  const gateways = new Map<string, Gateway>();
  return {
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
      return device && twinOfDevice(device);
    },
  };
}

export const twinOfDevice = (device: Device): Twin | undefined =>
  twinOf(device.liftId, device.state, isConnected(device));

/** The devices that a login speaks for. */
export const devicesOf = (login: Login): Iterable<Device> =>
  login.kind === "device" ? [login.device] : login.gateway.devices;

export const isConnected = ({ lines, gateways }: Device): boolean =>
  lines.size > 0 || gateways.some((gateway) => gateway.lines.size > 0);

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

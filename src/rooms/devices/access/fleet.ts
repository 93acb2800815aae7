import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { MqttConnection } from "../../../platform/mqtt/index.ts";
import type { ScopeTarget } from "../../identity/index.ts";
import type { Twin } from "../contract.ts";
import type { DeviceState } from "../model/device-state.ts";
import { twinOf } from "../model/twin-of.ts";
import type { Dialect } from "../vendors/dialect.ts";
import type { SecretHash } from "./secrets.ts";

/** One live connection of a device, with the codes under which it listens; the spelling is the device's own. */
export type Line = {
  readonly connection: MqttConnection;
  readonly spellings: Map<string, string>;
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

/** A device as this process knows it. `state` changes only after the commit that stored what changed it. */
export type Device = {
  readonly id: string;
  /** Its small number, by which frames are kept. */
  readonly no: number;
  readonly liftId: LiftId;
  readonly username: string;
  secret: SecretHash;
  dialect: Dialect;
  /** Codes of its own lift that it may speak under. */
  readonly codes: Set<string>;
  lastCode: string;
  /** What its lift offers to a viewer's scope; read anew every few minutes. */
  scope: ScopeTarget;
  state: DeviceState;
  readonly heard: Heard;
  mutedUntil: number;
  readonly lines: Map<string, Line>;
};

/** All devices in memory, by each of their names. One entry per lift. */
export type Fleet = {
  /** The newest piece of frames whose effects memory has taken. */
  lastChunkId: number;
  readonly add: (device: Device) => void;
  readonly byId: (id: string) => Device | undefined;
  readonly byNo: (no: number) => Device | undefined;
  readonly byUsername: (username: string) => Device | undefined;
  readonly byLift: (liftId: string) => Device | undefined;
  readonly all: () => Iterable<Device>;
  readonly twinOf: (liftId: string) => Twin | undefined;
};

export function createFleet(): Fleet {
  const byId = new Map<string, Device>();
  const byNo = new Map<number, Device>();
  const byUsername = new Map<string, Device>();
  const byLift = new Map<string, Device>();
  return {
    lastChunkId: 0,
    add: (device) => {
      byId.set(device.id, device);
      byNo.set(device.no, device);
      byUsername.set(device.username, device);
      byLift.set(device.liftId, device);
    },
    byId: (id) => byId.get(id),
    byNo: (no) => byNo.get(no),
    byUsername: (username) => byUsername.get(username),
    byLift: (liftId) => byLift.get(liftId),
    all: () => byId.values(),
    twinOf: (liftId) => {
      const device = byLift.get(liftId);
      return device && twinOfDevice(device);
    },
  };
}

export const twinOfDevice = (device: Device): Twin | undefined =>
  twinOf(device.liftId, device.state, isConnected(device));

export const isConnected = (device: Device): boolean => device.lines.size > 0;

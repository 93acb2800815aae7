import type { Instant } from "../../../kernel/clock.ts";
import type { LiftId } from "../../../kernel/ids.ts";
import type { MqttConnection } from "../../../platform/mqtt/index.ts";
import type { ScopeTarget } from "../../identity/index.ts";
import type { DeviceState } from "../model/device-state.ts";
import type { Phase } from "../model/entrapment.ts";
import type { Dialect } from "../vendors/dialect.ts";
import type { Heard } from "./heard.ts";
import type { KeptSecret } from "./secrets.ts";
import type { HeardFrame, TwinMemory } from "./twin-memory.ts";

/** One live connection, with the codes under which it listens; the spelling is the device's own. */
export type Line = {
  readonly connection: MqttConnection;
  readonly spellings: Map<string, string>;
  /** Down channels that a gateway listens to for all its lifts; `+` for every one. */
  readonly channels: Set<string>;
  /** Codes that turned out to be another lift's, or no lift's. Bounded; a full one refuses without looking. */
  readonly foreign: Map<string, "other" | "unknown">;
};

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

export const noLines: Map<string, Line> = new Map();
export const noGateways: readonly Gateway[] = [];
const noScope: ScopeTarget = {};

export type Known = {
  readonly id: string;
  /** Its small number, by which frames and the twin's memory are kept. */
  readonly no: number;
  readonly liftId: LiftId;
  readonly username: string;
  readonly secret: KeptSecret;
  readonly dialect: Dialect;
  readonly lastCode: string;
};

/** A device as this process knows it. What its lift shows lies in the twin's memory; `state` changes only after the commit that stored what changed it. */
export class Device {
  readonly #twins: TwinMemory;
  readonly id: string;
  readonly no: number;
  readonly liftId: LiftId;
  readonly username: string;
  secret: KeptSecret;
  dialect: Dialect;
  revoked = false;
  /** Those that may speak for it. */
  gateways = noGateways;
  lastCode: string;
  /** What its lift offers to a viewer's scope; read anew every ten minutes or so. */
  scope = noScope;
  mutedUntil: Instant = 0;
  /** The lift's, in mm/s; 0: not known. */
  ratedSpeed = 0;
  /** `noLines` until it has come in by itself: most lifts speak through a gateway. */
  lines = noLines;

  constructor(twins: TwinMemory, known: Known) {
    this.#twins = twins;
    this.id = known.id;
    this.no = known.no;
    this.liftId = known.liftId;
    this.username = known.username;
    this.secret = known.secret;
    this.dialect = known.dialect;
    this.lastCode = known.lastCode;
  }

  /** Made anew at each look. */
  get state(): DeviceState {
    return this.#twins.read(this.no);
  }

  set state(state: DeviceState) {
    this.#twins.write(this.no, state);
  }

  /** Where its entrapment's detector stands: the same object as long as it stands there. */
  get phase(): Phase {
    return this.#twins.phaseOf(this.no);
  }

  get heard(): Heard {
    return this.#twins.heardOf(this.no);
  }

  set heard(heard: Heard) {
    this.#twins.setHeard(this.no, heard);
  }

  get heardAt(): Instant {
    return this.#twins.heardAt(this.no);
  }

  /** Counts a frame that is stored. */
  hear(frame: HeardFrame): void {
    this.#twins.hear(this.no, frame);
  }

  get pushedAt(): Instant {
    return this.#twins.pushedAt(this.no);
  }
}

import type { Clock, Instant } from "../../kernel/clock.ts";
import type { Log } from "../log.ts";

export type MqttClientInfo = { readonly connectionId: string; readonly clientId: string; readonly username: string };

/** One live connection of a client. `connectionId` is new at every connect, `clientId` is what the client calls itself. */
export type MqttConnection = MqttClientInfo & {
  /**
   * Sends one message to this client. "acknowledged": QoS 1, the client's PUBACK came; QoS 0, or a client that
   * subscribed with QoS 0, the operating system took the bytes. "gone": it was not, or not surely, delivered, because
   * no filter of the client matches the topic, the connection ended first, no PUBACK came within
   * `limits.downlinkTimeoutMs`, or too much waits for this client already. A message that was gone may still have arrived.
   */
  readonly publish: (topic: string, payload: string | Buffer, qos: 0 | 1) => Promise<"acknowledged" | "gone">;
  readonly close: () => void;
};

/** `payload` is a view on a larger buffer of the socket: copy it if it is kept for long. */
export type InboundMessage<P> = {
  readonly principal: P;
  readonly connectionId: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly receivedAt: Instant;
};

/** Called once, without an error when it is done. */
export type Settle = (error?: unknown) => void;

export type RejectionKind = "authentication" | "subscribe" | "oversize" | "protocol" | "too-many-connections" | "rate";
export type Rejection = {
  readonly kind: RejectionKind;
  readonly remote: string;
  readonly clientId?: string;
  readonly detail: string;
};

/** Where a login comes from. */
export type Whence = {
  readonly remote: string;
  /**
   * The common name of the client's certificate, which an authority of ours has signed; null where that certificate names nobody.
   * Undefined on a door that asks for none: there the password counts.
   */
  readonly certified?: string | null;
};

/** What the user of the broker decides. */
export type BrokerRules<P> = {
  /** Undefined refuses the login; a rejection says "server unavailable", so that the client tries again later. */
  readonly authenticate: (username: string, password: string, from: Whence) => Promise<P | undefined>;
  /** Instead of `limits.publishesPerSecondMax`, for whoever has come in. */
  readonly publishesPerSecondMax?: (principal: P) => number;
  readonly maySubscribe: (principal: P, filter: string) => boolean;
  /**
   * Called for every publish, in order of arrival per connection, without waiting for the earlier ones. The
   * acknowledgement (QoS 1 and 2) goes out when `settle` is called without an error. With one, storing failed: the
   * connection is closed without acknowledgement, so that the client sends again. Messages come at least once, those
   * of QoS 2 too. A callback instead of a promise: of some ten thousand messages a second promises are the larger half.
   */
  readonly onPublish: (message: InboundMessage<P>, settle: Settle) => void;
  readonly onConnected?: (principal: P, connection: MqttConnection) => void;
  /** `filters` are those just granted. Downlinks can be delivered from here on. */
  readonly onSubscribed?: (principal: P, connection: MqttConnection, filters: readonly string[]) => void;
  readonly onDisconnected?: (principal: P, connection: MqttConnection) => void;
  /** At most ten a second of each kind; the next one says in `detail` how many were left out. */
  readonly onRejected?: (rejection: Rejection) => void;
};

export type BrokerLimits = {
  /** Largest packet body in bytes (topic and payload together). */
  readonly payloadBytesMax: number;
  readonly connectionsMax: number;
  /** Per connection. Beyond it the broker reads on more slowly; nothing is dropped. */
  readonly publishesPerSecondMax: number;
  /** Publishes of one connection that may wait for their commit before the broker stops reading from it. */
  readonly inFlightMax: number;
  /** The same in bytes, of one connection and of all together. */
  readonly inFlightBytesMax: number;
  readonly inFlightBytesMaxTotal: number;
  readonly subscriptionsPerConnectionMax: number;
  /** From the connection to CONNECT, and again from CONNECT to the end of authentication. */
  readonly connectTimeoutMs: number;
  /** A client that has let bytes lie unread for so long is closed. */
  readonly drainTimeoutMs: number;
  readonly downlinkTimeoutMs: number;
};

export const defaultLimits: BrokerLimits = {
  payloadBytesMax: 256 * 1024,
  connectionsMax: 100_000,
  publishesPerSecondMax: 50_000,
  inFlightMax: 2_000,
  inFlightBytesMax: 1024 * 1024,
  inFlightBytesMaxTotal: 256 * 1024 * 1024,
  subscriptionsPerConnectionMax: 1_000,
  connectTimeoutMs: 10_000,
  drainTimeoutMs: 60_000,
  downlinkTimeoutMs: 60_000,
};

/** PEM texts. */
export type TlsDoor = {
  readonly host: string;
  readonly port: number;
  readonly pair: { readonly cert: string; readonly key: string };
  /** Hands on each new pair; the broker takes it up without a restart. @returns what ends the watch. */
  readonly watch?: (take: (pair: TlsDoor["pair"]) => void) => () => void;
  /** With it a client needs a certificate of this authority, and its name in it is its login. */
  readonly clientCa?: string;
};

export type BrokerOptions<P> = {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly limits?: Partial<BrokerLimits>;
  /** A second door, for mqtts. */
  readonly tls?: TlsDoor;
  /** Bytes read from a socket at a time. A larger one lets a gateway's single connection go faster. */
  readonly highWaterMark?: number;
  readonly rules: BrokerRules<P>;
  readonly log: Log;
};

export type Broker<P> = {
  readonly port: number;
  /** Of the second door. */
  readonly tlsPort: number | undefined;
  /** Clients logged in now. */
  readonly connections: () => number;
  readonly closeWhere: (test: (principal: P) => boolean) => void;
  /** Stops listening and closes every connection; what is not acknowledged then, clients send again. */
  readonly stop: () => Promise<void>;
};

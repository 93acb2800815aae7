import type { Client } from "aedes";
import { certifiedName } from "./certified-name.ts";
import type { Connection, ConnectionHost } from "./connection.ts";
import { rejections } from "./rejections.ts";
import { type BrokerOptions, defaultLimits, type MqttConnection, type Rejection } from "./types.ts";

/** What the parts of a broker share. */
export type BrokerContext<P> = ConnectionHost<P> & {
  readonly options: BrokerOptions<P>;
  readonly connections: Map<Client, Connection<P>>;
  /** The ready connection of every client id: a second login takes over. */
  readonly byClientId: Map<string, Connection<P>>;
  readonly reject: (rejection: Rejection) => void;
  /** A warning that every connection may raise at once, when the database is away: one line a second. */
  readonly warn: (fields: Record<string, unknown>, message: string) => void;
  /** Runs a rule that must not fail. If it does, that is a bug of ours: it is logged and the connection closed. */
  readonly tell: (connection: Connection<P>, rule: (principal: P, handle: MqttConnection) => void) => void;
};

export function createContext<P>(options: BrokerOptions<P>): BrokerContext<P> {
  const { rules, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const reject = rejections(rules.onRejected, () => performance.now());
  const byClientId = new Map<string, Connection<P>>();
  const tell: BrokerContext<P>["tell"] = (connection, rule) => {
    if (connection.principal === undefined) return;
    try {
      rule(connection.principal.value, connection.handle());
    } catch (error) {
      log.error({ err: error, clientId: connection.clientId }, "mqtt: a rule of the broker failed");
      connection.close();
    }
  };
  const warn = oncePerSecond(log.warn.bind(log));
  return {
    options,
    limits,
    budget: { used: 0, max: limits.inFlightBytesMaxTotal },
    connections: new Map(),
    byClientId,
    reject,
    warn,
    tell,
    now: () => options.clock.now(),
    certified: (socket) => certifiedName(socket, options.tls?.clientCa !== undefined),
    onPublish: (message, settle) => rules.onPublish(message, settle),
    onStoreFailed: (connection, error) => {
      warn({ err: error, clientId: connection.clientId }, "mqtt: not stored, connection closed unacknowledged");
      connection.close();
    },
    onWillLost: ({ clientId }, err) => warn({ err, clientId }, "mqtt: a will could not be stored"),
    onThrottled: ({ remote, clientId }) =>
      reject({ kind: "rate", remote, clientId, detail: `over ${limits.publishesPerSecondMax}/s, read more slowly` }),
    onEnded: (connection) => {
      if (byClientId.get(sessionKey(connection)) === connection) byClientId.delete(sessionKey(connection));
      tell(connection, (principal, handle) => rules.onDisconnected?.(principal, handle));
    },
  };
}

function oncePerSecond(write: BrokerContext<unknown>["warn"]): BrokerContext<unknown>["warn"] {
  let writtenAtMs = -Infinity;
  let suppressed = 0;
  return (fields, message) => {
    if (performance.now() - writtenAtMs < 1_000) {
      suppressed += 1;
      return;
    }
    writtenAtMs = performance.now();
    write({ ...fields, suppressed }, message);
    suppressed = 0;
  };
}

/** A client id is the client's own claim: it takes over a connection of the same login only, never somebody else's. */
export const sessionKey = (login: { readonly username: string; readonly clientId: string }): string =>
  JSON.stringify([login.username, login.clientId]);

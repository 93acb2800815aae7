import type { Socket } from "node:net";
import { Aedes, type Client, type PublishPacket } from "aedes";
import { Connection } from "./connection.ts";
import { type BrokerContext, createContext, sessionKey } from "./context.ts";
import { openListeners } from "./listeners.ts";
import { login } from "./login.ts";
import { noPersistence } from "./no-persistence.ts";
import { limitPacketSize, oversizeMessage } from "./packet-limit.ts";
import { grantSubscriptions } from "./subscriptions.ts";
import type { Broker, BrokerOptions } from "./types.ts";

const sweepMs = 1_000;
const connectPacketBytesMax = 64 * 1024;

/** An Aedes that forwards nothing: neither what clients publish nor its own news about who connects and subscribes. */
class SilentAedes extends Aedes {
  override publish(_packet: PublishPacket, ...rest: unknown[]): void {
    const done = rest.at(-1);
    if (typeof done === "function") done();
  }
}

/**
 * An MQTT 3.1.1 broker in this process, in which a message is acknowledged after it is stored and only the platform
 * sends messages down. Sessions are always clean (CONNACK says so), `retain` is accepted and ignored; a will is taken like any message.
 * Throws when the address cannot be listened on.
 */
export async function startBroker<P>(options: BrokerOptions<P>): Promise<Broker<P>> {
  const context = createContext(options);
  const aedes = await createAedes(context);
  const sweep = startSweep(context);
  const opened = openListeners(context, (socket) => accept(context, aedes, socket));
  const listeners = await opened.catch((error: unknown) => {
    clearInterval(sweep);
    aedes.close();
    throw error;
  });
  return {
    port: listeners.port,
    tlsPort: listeners.tlsPort,
    connections: () => context.byClientId.size,
    closeWhere: (test) => {
      for (const connection of [...context.connections.values()]) {
        if (connection.principal !== undefined && test(connection.principal.value)) connection.closeForGood();
      }
    },
    stop: async () => {
      clearInterval(sweep);
      const closed = listeners.close();
      for (const connection of [...context.connections.values()]) connection.closeForGood();
      await closed;
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
}

async function createAedes<P>(context: BrokerContext<P>): Promise<Aedes> {
  const { limits, connections } = context;
  const aedes = new SilentAedes({
    persistence: noPersistence(),
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    // Nothing is forwarded, so nobody listens to heartbeats; a day is the longest that fits Aedes' timers.
    heartbeatInterval: 86_400_000,
    // Packets that come together with CONNECT, before the login is decided; one read of the socket bounds them too.
    queueLimit: 1_000,
    maxInflightInbound: 100,
    ...login(context),
    authorizeSubscribe: grantSubscriptions(context),
    // Aedes closes the connection on an error here, and the client would send the same message for ever.
    authorizePublish: (client, packet, done) => {
      if (client !== null) connections.get(client)?.receive(packet, () => done(null));
    },
    authorizeForward: () => null,
  });
  aedes.on("clientReady", (client) => ready(context, client));
  aedes.on("ack", (packet, client) => connections.get(client)?.downlink.acknowledged(packet?.messageId ?? 0));
  aedes.on("subscribe", (subscriptions, client) => {
    const connection = connections.get(client);
    const filters = subscriptions.filter(({ qos }) => Number(qos) < 128).map(({ topic }) => topic);
    if (connection === undefined || filters.length === 0) return;
    connection.whenReady(() =>
      context.tell(connection, (principal, handle) => context.options.rules.onSubscribed?.(principal, handle, filters)),
    );
  });
  aedes.on("unsubscribe", (filters, client) => {
    for (const filter of filters) connections.get(client)?.downlink.unsubscribed(filter);
  });
  aedes.on("clientError", (client, error) => failed(context, client, error));
  aedes.on("connectionError", (client, error) => failed(context, client, error));
  // Not in the type of `on`: Aedes emits it for errors of its store, and unheard it would end the process.
  (aedes as NodeJS.EventEmitter).on("error", (err) => context.options.log.error({ err }, "mqtt: broker error"));
  await aedes.listen();
  return aedes;
}

function accept<P>(context: BrokerContext<P>, aedes: Aedes, socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  const client = aedes.handle(socket);
  const connection = new Connection(client, socket, context);
  const { payloadBytesMax } = context.limits;
  const loginBytesMax = Math.min(payloadBytesMax, connectPacketBytesMax);
  limitPacketSize(client, () => (connection.status === "opening" ? loginBytesMax : payloadBytesMax));
  context.connections.set(client, connection);
  socket.once("close", () => context.connections.delete(client));
}

function ready<P>(context: BrokerContext<P>, client: Client): void {
  const connection = context.connections.get(client);
  if (connection === undefined || connection.status !== "opening") return;
  connection.status = "ready";
  const key = sessionKey(connection);
  context.byClientId.get(key)?.close();
  context.byClientId.set(key, connection);
  context.tell(connection, (principal, handle) => context.options.rules.onConnected?.(principal, handle));
}

/** Aedes has already destroyed the socket. Only what the client did wrong is reported, not that a line broke. */
function failed<P>(context: BrokerContext<P>, client: Client, error: Error & { code?: string; errorCode?: number }) {
  const connection = context.connections.get(client);
  if (connection === undefined || connection.status === "ended") return;
  const { remote, clientId } = connection;
  const brokenLine = error.code !== undefined || /^(connection closed|drain timeout|Premature)/.test(error.message);
  const reportedAtLogin = error.errorCode !== undefined;
  if (!brokenLine && !reportedAtLogin) {
    const kind = error.message.startsWith(oversizeMessage) ? "oversize" : "protocol";
    context.reject({ kind, remote, clientId, detail: error.message });
  }
  connection.close();
}

function startSweep<P>(context: BrokerContext<P>): NodeJS.Timeout {
  let sweptAtMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    // After a pause of the whole process every client looks silent, although its bytes lie ready to be read.
    const pausedMs = Math.max(0, nowMs - sweptAtMs - 3 * sweepMs);
    sweptAtMs = nowMs;
    for (const connection of [...context.connections.values()]) {
      const detail = connection.check(nowMs, pausedMs);
      if (detail === undefined) continue;
      context.options.log.debug({ clientId: connection.clientId, remote: connection.remote, detail }, "mqtt: closed");
      connection.close();
    }
  }, sweepMs);
  return timer.unref();
}

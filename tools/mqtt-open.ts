import { systemClock } from "../src/kernel/clock.ts";
import { createLog } from "../src/platform/log.ts";
import { type Broker, type MqttConnection, startBroker } from "../src/platform/mqtt/index.ts";

/**
 * The embedded broker alone, on loopback, without the platform's rules: anybody comes in, and what one publishes others receive whose
 * filters match. For public interoperability suites; what of the standard it leaves out stands in docs/device-interface.md.
 */
export async function startOpenBroker(port: number): Promise<Broker<string>> {
  const here = new Map<string, MqttConnection>();
  return await startBroker<string>({
    host: "127.0.0.1",
    port,
    clock: systemClock,
    log: createLog("warn"),
    rules: {
      authenticate: async (username) => username,
      maySubscribe: () => true,
      onConnected: (_who, connection) => void here.set(connection.connectionId, connection),
      onDisconnected: (_who, { connectionId }) => void here.delete(connectionId),
      onPublish: ({ topic, payload, qos }, settle) => {
        // The connection knows its filters; where none matches, nothing is sent. A payload is a view on the socket's bytes.
        const body = Buffer.from(payload);
        for (const connection of here.values()) void connection.publish(topic, body, qos === 0 ? 0 : 1);
        settle();
      },
    },
  });
}

/** Runs until the process is asked to end. */
export async function runOpenBroker(port: number, say: (line: string) => void): Promise<void> {
  const broker = await startOpenBroker(port);
  say(`mqtt://127.0.0.1:${broker.port} (Ctrl-C ends it)`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await broker.stop();
}

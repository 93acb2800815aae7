import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import mqttPacket, { type Packet } from "mqtt-packet";
import { systemClock } from "../../kernel/clock.ts";
import type { Log } from "../log.ts";
import { startBroker } from "./broker.ts";
import type { Broker, BrokerOptions, BrokerRules, InboundMessage, MqttConnection, Rejection } from "./types.ts";

export type Who = { readonly name: string };

/** A broker for tests: the secret is "secret", everything may be subscribed except "forbidden/#", and all is written down. */
type TestRules = Omit<Partial<BrokerRules<Who>>, "onPublish"> & {
  readonly onPublish?: (message: InboundMessage<Who>) => Promise<unknown>;
};

export async function testBroker({ onPublish, ...rules }: TestRules = {}, options: Partial<BrokerOptions<Who>> = {}) {
  const messages: InboundMessage<Who>[] = [];
  const rejected: Rejection[] = [];
  const logged: string[] = [];
  const connected: MqttConnection[] = [];
  const disconnected: string[] = [];
  const subscribed: string[][] = [];
  const write = (fields: Record<string, unknown>, message: string) =>
    void logged.push(`${message} ${String(fields.err)}`);
  const log: Log = { info: write, warn: write, error: write, debug: () => {} };
  const broker = await startBroker<Who>({
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    log,
    ...options,
    rules: {
      authenticate: async (name, secret) => (secret === "secret" ? { name } : undefined),
      maySubscribe: (_who, filter) => !filter.startsWith("forbidden/"),
      onPublish: (message, settle) => {
        const stored = onPublish === undefined ? Promise.resolve(messages.push(message)) : onPublish(message);
        stored.then(() => settle(), settle);
      },
      onConnected: (_who, connection) => void connected.push(connection),
      onSubscribed: (_who, _connection, filters) => void subscribed.push([...filters]),
      onDisconnected: (_who, connection) => void disconnected.push(connection.connectionId),
      onRejected: (rejection) => void rejected.push(rejection),
      ...rules,
    },
  });
  return { broker, messages, rejected, logged, connected, disconnected, subscribed };
}

export function connect(broker: Broker<Who>, options: IClientOptions = {}): Promise<MqttClient> {
  return mqtt.connectAsync({
    host: "127.0.0.1",
    port: broker.port,
    username: "device",
    password: "secret",
    reconnectPeriod: 0,
    connectTimeout: 3_000,
    ...options,
  });
}

/** A socket that speaks MQTT only as the test says. */
export async function rawClient(broker: Broker<Who>) {
  const socket = net.connect(broker.port, "127.0.0.1");
  const received: Packet[] = [];
  const parser = mqttPacket.parser();
  parser.on("packet", (packet) => received.push(packet));
  parser.on("error", () => {});
  socket.on("data", (chunk) => parser.parse(chunk));
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const send = (...packets: Packet[]) => socket.write(Buffer.concat(packets.map((p) => mqttPacket.generate(p))));
  return { socket, received, closed, send };
}

export const connectPacket = (clientId: string, extra: object = {}): Packet => ({
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: 4,
  clean: true,
  clientId,
  keepalive: 60,
  username: "device",
  password: Buffer.from("secret"),
  ...extra,
});

export const publishPacket = (messageId: number, topic = "up", payload = String(messageId)): Packet => ({
  cmd: "publish",
  qos: 1,
  dup: false,
  retain: false,
  topic,
  payload,
  messageId,
});

/** Waits until the condition holds; throws after five seconds. */
export async function until(condition: () => boolean, what = "condition"): Promise<void> {
  const end = performance.now() + 5_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await sleep(5);
  }
}

import { afterEach, describe, expect, test } from "vitest";
import { connect, connectPacket, rawClient, testBroker, until } from "./testing.ts";
import { topicMatches } from "./topic-filter.ts";
import type { MqttConnection } from "./types.ts";

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(...args: Parameters<typeof testBroker>) {
  const started = await testBroker(...args);
  stops.push(() => started.broker.stop());
  const link = (): MqttConnection => {
    const connection = started.connected.at(-1);
    if (connection === undefined) throw new Error("nobody is connected");
    return connection;
  };
  return { ...started, link };
}

/** A client that acknowledges only what the test tells it to. */
async function silentClient(broker: Parameters<typeof rawClient>[0], qos: 0 | 1 = 1) {
  const raw = await rawClient(broker);
  raw.send(connectPacket("silent"), { cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "down/+", qos }] });
  await until(() => raw.received.length === 2);
  stops.push(async () => raw.socket.destroy());
  const published = () => raw.received.filter((packet) => packet.cmd === "publish");
  return { ...raw, published };
}

test.each([
  ["a/b", "a/b", true],
  ["a/+", "a/b", true],
  ["a/+", "a/b/c", false],
  ["a/+", "a", false],
  ["a/#", "a", true],
  ["a/#", "a/b/c", true],
  ["#", "$SYS/x", false],
  ["+/x", "$SYS/x", false],
  ["$SYS/#", "$SYS/x", true],
  ["+/+", "/b", true],
  ["+", "/b", false],
])("filter %s, topic %s: %s", (filter, topic, expected) => expect(topicMatches(filter, topic)).toBe(expected));

describe("downlink", () => {
  test("a real client receives it and its PUBACK makes it acknowledged", async () => {
    const { broker, link } = await start();
    const device = await connect(broker);
    stops.push(() => device.endAsync(true));
    await device.subscribeAsync("down/+", { qos: 1 });
    const heard: string[] = [];
    device.on("message", (topic, payload) => heard.push(`${topic} ${payload}`));
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => link().publish("down/a", String(index), 1)),
    );
    expect(new Set(outcomes)).toEqual(new Set(["acknowledged"]));
    expect(heard).toEqual(Array.from({ length: 1_000 }, (_, index) => `down/a ${index}`));
    expect(await link().publish("down/a", "plain", 0)).toBe("acknowledged");
  });

  test("without a matching filter it is gone, also after UNSUBSCRIBE", async () => {
    const { broker, link } = await start();
    const device = await connect(broker);
    stops.push(() => device.endAsync(true));
    await until(() => broker.connections() === 1);
    expect(await link().publish("down/a", "x", 1)).toBe("gone");
    await device.subscribeAsync("down/+", { qos: 1 });
    expect(await link().publish("other/a", "x", 1)).toBe("gone");
    expect(await link().publish("down/a", "x", 1)).toBe("acknowledged");
    await device.unsubscribeAsync("down/+");
    expect(await link().publish("down/a", "x", 1)).toBe("gone");
  });

  test("it is gone when the connection ends before PUBACK, and at once when it has ended", async () => {
    const { broker, link } = await start();
    const silent = await silentClient(broker);
    const pending = Array.from({ length: 300 }, () => link().publish("down/a", "x", 1));
    await until(() => silent.published().length === 256, "a full window");
    silent.send({ cmd: "puback", messageId: silent.published()[0]?.messageId ?? 0 });
    expect(await pending[0]).toBe("acknowledged");
    silent.socket.destroy();
    expect(new Set(await Promise.all(pending.slice(1)))).toEqual(new Set(["gone"]));
    expect(await link().publish("down/a", "x", 1)).toBe("gone");
  });

  test("it is gone when no PUBACK comes in time, and a foreign PUBACK changes nothing", async () => {
    const { broker, link } = await start({}, { limits: { downlinkTimeoutMs: 300 } });
    const silent = await silentClient(broker);
    const pending = link().publish("down/a", "x", 1);
    silent.send({ cmd: "puback", messageId: 4_711 });
    expect(await pending).toBe("gone");
    expect(broker.connections()).toBe(1);
  });

  test("a filter of QoS 0 gets QoS 0", async () => {
    const { broker, link } = await start();
    const silent = await silentClient(broker, 0);
    expect(await link().publish("down/a", "x", 1)).toBe("acknowledged");
    await until(() => silent.published().length === 1);
    expect(silent.published()[0]).toMatchObject({ qos: 0 });
  });

  test("a client that does not read is closed, is not fed beyond a bound, and disturbs nobody", async () => {
    const { broker, connected, messages } = await start({}, { limits: { drainTimeoutMs: 1_500 } });
    const silent = await silentClient(broker);
    const unread = connected.at(-1);
    silent.socket.pause();
    const body = Buffer.alloc(200_000);
    const outcomes = Array.from({ length: 100 }, () => unread?.publish("down/a", body, 1));
    const device = await connect(broker, { clientId: "good" });
    stops.push(() => device.endAsync(true));
    await device.publishAsync("up", "x", { qos: 1 });
    expect(messages).toHaveLength(1);
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(["gone"]));
    await until(() => broker.connections() === 1, "the unread client closed");
  }, 15_000);
});

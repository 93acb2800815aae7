import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { connect, connectPacket, publishPacket, rawClient, testBroker, until } from "./testing.ts";

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(...args: Parameters<typeof testBroker>) {
  const started = await testBroker(...args);
  stops.push(() => started.broker.stop());
  const client = async (options: Parameters<typeof connect>[1] = {}) => {
    const connected = await connect(started.broker, options);
    connected.on("error", () => {});
    stops.push(() => connected.endAsync(true));
    return connected;
  };
  return { ...started, client };
}

describe("publish", () => {
  test.each([0, 1, 2] as const)("QoS %i reaches onPublish with principal, topic and body", async (qos) => {
    const { client, messages } = await start();
    await (await client()).publishAsync("up/state", "升平", { qos });
    await until(() => messages.length === 1);
    expect(messages[0]).toMatchObject({ principal: { name: "device" }, topic: "up/state", qos });
    expect(messages[0]?.payload.toString()).toBe("升平");
  });

  test.each([1, 2] as const)("QoS %i is acknowledged only when onPublish resolves", async (qos) => {
    const commits: (() => void)[] = [];
    const { client } = await start({ onPublish: () => new Promise<void>((resolve) => commits.push(resolve)) });
    let acknowledged = false;
    const published = (await client()).publishAsync("up", "x", { qos }).then(() => {
      acknowledged = true;
    });
    await until(() => commits.length === 1);
    await sleep(100);
    expect(acknowledged).toBe(false);
    commits[0]?.();
    await published;
  });

  test("a message that waits holds up neither later messages nor pings, and each is acknowledged by itself", async () => {
    const commits = new Map<string, () => void>();
    const { broker } = await start({
      onPublish: ({ payload }) => new Promise<void>((resolve) => commits.set(payload.toString(), resolve)),
    });
    const raw = await rawClient(broker);
    raw.send(connectPacket("a"));
    await until(() => raw.received.length === 1);
    raw.send(publishPacket(1), publishPacket(2), publishPacket(3));
    await until(() => commits.size === 3);
    commits.get("2")?.();
    raw.send({ cmd: "pingreq" });
    await until(() => raw.received.length === 3);
    raw.send(publishPacket(4));
    await until(() => commits.size === 4);
    expect(raw.received.slice(1).map(({ cmd, messageId }) => [cmd, messageId])).toEqual(
      expect.arrayContaining([
        ["puback", 2],
        ["pingresp", undefined],
      ]),
    );
  });

  test("the order of one connection is kept, also for what was sent before CONNACK", async () => {
    const { broker, messages } = await start({
      authenticate: async (name) => {
        await sleep(50);
        return { name };
      },
    });
    const raw = await rawClient(broker);
    const all = Array.from({ length: 2_000 }, (_, index) => publishPacket(index + 1));
    raw.send(connectPacket("a"), ...all.slice(0, 100));
    for (let from = 100; from < all.length; from += 19) {
      raw.send(...all.slice(from, from + 19));
      await sleep(1);
    }
    await until(() => messages.length === all.length);
    expect(messages.map(({ payload }) => Number(payload))).toEqual(all.map(({ messageId }) => messageId));
    await until(() => raw.received.length === all.length + 1);
  });

  test("when storing fails the connection closes unacknowledged and the client sends again", async () => {
    let failures = 0;
    const stored: string[] = [];
    const { client, logged } = await start({
      onPublish: async ({ payload }) => {
        if (failures++ === 0) throw new Error("disk full");
        stored.push(payload.toString());
      },
    });
    await (await client({ reconnectPeriod: 20, clean: false, clientId: "again" })).publishAsync("up", "x", { qos: 1 });
    expect(stored).toEqual(["x"]);
    expect(logged).toHaveLength(1);
  });

  test("commits that end after the client has gone are silent", async () => {
    const commits: (() => void)[] = [];
    const { broker, logged, rejected } = await start({
      onPublish: () => new Promise<void>((resolve) => commits.push(resolve)),
    });
    const raw = await rawClient(broker);
    raw.send(connectPacket("a"));
    await until(() => raw.received.length === 1);
    raw.send(...Array.from({ length: 500 }, (_, index) => publishPacket(index + 1)));
    await until(() => commits.length === 500);
    raw.socket.destroy();
    await until(() => broker.connections() === 0);
    for (const commit of commits) commit();
    await sleep(50);
    expect([logged, rejected]).toEqual([[], []]);
  });

  test("nothing published is forwarded or retained, whatever a client has subscribed", async () => {
    const { client, messages } = await start();
    const heard: string[] = [];
    const spy = await client({ clientId: "spy" });
    spy.on("message", (topic) => heard.push(topic));
    await spy.subscribeAsync(["#", "$SYS/#", "up"], { qos: 1 });
    const device = await client({
      clientId: "device",
      will: { topic: "up", payload: Buffer.from("will"), qos: 1, retain: true },
    });
    for (const qos of [0, 1, 2] as const) await device.publishAsync("up", "x", { qos, retain: true });
    device.stream.destroy();
    await spy.unsubscribeAsync("up");
    await spy.subscribeAsync("up", { qos: 1 });
    await sleep(100);
    expect(heard).toEqual([]);
    expect(messages.map(({ payload }) => payload.toString())).toEqual(["x", "x", "x", "will"]);
  });

  test("a will is taken once when the connection breaks, is taken over or falls silent, after all that came before it", async () => {
    const { broker, client, messages, disconnected } = await start();
    const will = (text: string) => ({ topic: "up", payload: Buffer.from(text), qos: 1 as const, retain: false });
    const texts = () => messages.map(({ payload }) => payload.toString());
    const broken = await client({ clientId: "a", will: will("a broke") });
    await broken.publishAsync("up", "before", { qos: 1 });
    broken.stream.destroy();
    await until(() => messages.length === 2);
    expect(messages[1]).toMatchObject({ principal: { name: "device" }, topic: "up", qos: 1 });
    await client({ clientId: "b", will: will("b gave way") });
    await client({ clientId: "b" });
    const silent = await rawClient(broker);
    silent.send(connectPacket("c", { keepalive: 1, will: will("c fell silent") }));
    await silent.closed;
    await until(() => messages.length === 4);
    expect(texts()).toEqual(["before", "a broke", "b gave way", "c fell silent"]);
    expect(disconnected).toHaveLength(3);
  }, 10_000);

  test("no will is taken after DISCONNECT, of a login that was refused, nor where the connection was ended for good", async () => {
    const { broker, client, connected, messages } = await start();
    const will = { topic: "up", payload: Buffer.from("will"), qos: 1 as const, retain: false };
    await (await client({ clientId: "polite", will })).endAsync();
    await expect(connect(broker, { password: "wrong", will })).rejects.toThrow();
    await client({ clientId: "ended", username: "ended", will });
    broker.closeWhere(({ name }) => name === "ended");
    await client({ clientId: "pruned", will });
    connected.at(-1)?.close();
    await client({ clientId: "stopped", will });
    await until(() => broker.connections() === 1);
    await broker.stop();
    await sleep(100);
    expect(messages).toEqual([]);
  });

  test("a will that cannot be stored is logged, and closes nobody", async () => {
    const { client, logged } = await start({
      onPublish: async () => {
        throw new Error("database away");
      },
    });
    const will = { topic: "up", payload: Buffer.from("will"), qos: 1 as const, retain: false };
    const other = await client({ clientId: "other" });
    (await client({ clientId: "gone", will })).stream.destroy();
    await until(() => logged.length === 1);
    expect(logged[0]).toContain("will could not be stored");
    expect(other.connected).toBe(true);
  });

  test("above its rate a connection is read more slowly and loses nothing", async () => {
    const { client, messages, rejected } = await start({}, { limits: { publishesPerSecondMax: 100 } });
    const device = await client();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 150 }, () => device.publishAsync("up", Buffer.alloc(2_000), { qos: 1 })));
    expect(messages).toHaveLength(150);
    expect(performance.now() - startedAt).toBeGreaterThan(100);
    expect(rejected).toMatchObject([{ kind: "rate" }]);
  });

  test("what waits for its commit is bounded per connection", async () => {
    const commits: (() => void)[] = [];
    const { broker } = await start(
      { onPublish: () => new Promise<void>((resolve) => commits.push(resolve)) },
      { limits: { inFlightMax: 50 } },
    );
    const raw = await rawClient(broker);
    raw.send(connectPacket("a"));
    await until(() => raw.received.length === 1);
    const total = 5_000;
    for (let id = 1; id <= total; id++) raw.send(publishPacket(id, "up", "x".repeat(200)));
    await sleep(300);
    expect(commits.length).toBeLessThan(1_500);
    for (let done = 0; done < total; done++) {
      await until(() => commits.length > done);
      commits[done]?.();
    }
    await until(() => raw.received.length === total + 1);
  });
});

describe("login and sessions", () => {
  test("a wrong secret is refused with code 4, an unavailable store with code 3", async () => {
    const { broker, rejected } = await start({
      authenticate: async (name) => {
        if (name === "store") throw new Error("database away");
        return undefined;
      },
    });
    await expect(connect(broker)).rejects.toMatchObject({ code: 4 });
    await expect(connect(broker, { username: "store" })).rejects.toMatchObject({ code: 3 });
    expect(rejected.map(({ kind }) => kind)).toEqual(["authentication", "authentication"]);
  });

  test("MQTT 5 is refused in its own words, MQTT 3.1 and 3.1.1 come in", async () => {
    const { broker, client, rejected } = await start();
    await expect(connect(broker, { protocolVersion: 5 })).rejects.toMatchObject({ code: 0x84 });
    expect(rejected).toMatchObject([{ kind: "protocol" }]);
    await client({ protocolVersion: 3, protocolId: "MQIsdp", clientId: "old" });
    await client({ protocolVersion: 4 });
    await until(() => broker.connections() === 2);
  });

  test("the same client id takes over its own login's connection again and again, and nobody else's", async () => {
    const { broker, client, connected, disconnected } = await start();
    await client({ username: "other", clientId: "same" });
    for (let round = 0; round < 50; round++) {
      const raw = await rawClient(broker);
      raw.send(connectPacket("same"), { cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "down", qos: 1 }] });
      if (round % 2 === 0) await until(() => raw.received.length > 0);
      stops.push(async () => raw.socket.destroy());
    }
    const last = await client({ clientId: "same", clean: false });
    await until(() => broker.connections() === 2);
    await until(() => connected.length - disconnected.length === 2);
    expect(last.connected).toBe(true);
    expect(disconnected).not.toContain(connected[0]?.connectionId);
    expect(new Set(disconnected).size).toBe(disconnected.length);
  });

  test("onConnected comes before onSubscribed, however early a client subscribes", async () => {
    for (let round = 0; round < 20; round++) {
      const told: string[] = [];
      const { broker } = await start({
        onConnected: () => void told.push("connected"),
        onSubscribed: () => void told.push("subscribed"),
      });
      const raw = await rawClient(broker);
      raw.socket.once("data", () =>
        raw.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "down", qos: 1 }] }),
      );
      raw.send(connectPacket("a"));
      await until(() => told.length === 2);
      expect(told).toEqual(["connected", "subscribed"]);
      raw.socket.destroy();
    }
  });

  test("a refused filter gets 0x80, the others are granted, and the connection stays", async () => {
    const { client, rejected, subscribed } = await start();
    const device = await client();
    const granted = await device
      .subscribeAsync({ "forbidden/#": { qos: 1 }, "down/+": { qos: 1 } })
      .catch((error) => error);
    expect(JSON.stringify(granted)).toContain("128");
    expect(subscribed).toEqual([["down/+"]]);
    expect(rejected).toMatchObject([{ kind: "subscribe", detail: "forbidden/#" }]);
    await device.publishAsync("up", "still here", { qos: 1 });
  });

  test("closeWhere closes by principal, stop closes all", async () => {
    const { broker, client, disconnected } = await start();
    await client({ username: "a" });
    await client({ username: "b" });
    await until(() => broker.connections() === 2);
    broker.closeWhere(({ name }) => name === "a");
    expect([broker.connections(), disconnected.length]).toEqual([1, 1]);
    await broker.stop();
    expect([broker.connections(), disconnected.length]).toEqual([0, 2]);
  });

  test("a port in use is an error", async () => {
    const { broker } = await start();
    await expect(testBroker({}, { port: broker.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

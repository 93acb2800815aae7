import { randomBytes } from "node:crypto";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, connectPacket, publishPacket, rawClient, testBroker, until } from "./testing.ts";

const stops: (() => Promise<unknown>)[] = [];
const bugs: unknown[] = [];
const remember = (error: unknown) => void bugs.push(error);
beforeEach(() => void process.on("unhandledRejection", remember));
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  process.off("unhandledRejection", remember);
  expect(bugs).toEqual([]);
});

async function start(...args: Parameters<typeof testBroker>) {
  const started = await testBroker(...args);
  stops.push(() => started.broker.stop());
  return started;
}

/** PUBLISH that announces a body of so many bytes. */
function publishHeader(length: number): Buffer {
  const bytes = [0x32];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
  return Buffer.from([...bytes, 0, 2, 0x75, 0x70, 0, 1]);
}

describe("size", () => {
  test.each([300 * 1024, 10e6, 200e6])("a packet of %i bytes is refused before it is in memory", async (length) => {
    const { broker, rejected, messages } = await start();
    const good = await connect(broker, { clientId: "good" });
    stops.push(() => good.endAsync(true));
    const raw = await rawClient(broker);
    raw.send(connectPacket("fat"));
    await until(() => raw.received.length === 1);
    const before = process.memoryUsage().arrayBuffers;
    raw.socket.write(publishHeader(length));
    const chunk = Buffer.alloc(64 * 1024);
    let most = 0;
    for (let sent = 0; sent < length && !raw.socket.destroyed; sent += chunk.length) {
      if (!raw.socket.write(chunk)) await Promise.race([raw.closed, new Promise((go) => raw.socket.once("drain", go))]);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    await raw.closed;
    expect(most).toBeLessThan(8e6);
    expect(rejected).toMatchObject([{ kind: "oversize", clientId: "fat" }]);
    await good.publishAsync("up", "undisturbed", { qos: 1 });
    expect(messages).toHaveLength(1);
    expect(broker.connections()).toBe(1);
  });

  test("the limit itself is still accepted", async () => {
    const { broker, messages } = await start({}, { limits: { payloadBytesMax: 1_000 } });
    const good = await connect(broker);
    stops.push(() => good.endAsync(true));
    await good.publishAsync("up", Buffer.alloc(1_000 - 6), { qos: 1 });
    expect(messages).toHaveLength(1);
    good.on("error", () => {});
    good.publish("up", Buffer.alloc(1_000 - 5), { qos: 1 });
    await until(() => broker.connections() === 0);
  });

  test("before the login it is smaller", async () => {
    const { broker, rejected } = await start();
    const raw = await rawClient(broker);
    raw.send(connectPacket("a", { will: { topic: "w", payload: Buffer.alloc(65_000), qos: 0, retain: false } }));
    await until(() => raw.received.length + rejected.length > 0);
    raw.socket.write(Buffer.from([0x10, 0xff, 0xff, 0x7f]));
    const second = await rawClient(broker);
    second.socket.write(Buffer.from([0x10, 0xff, 0xff, 0x7f]));
    await second.closed;
    expect(rejected.at(-1)).toMatchObject({ kind: "oversize" });
  });
});

describe("nonsense", () => {
  test.each([
    ["no CONNECT first", Buffer.from([0xc0, 0x00])],
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
    ["endless length", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ["noise", Buffer.concat([Buffer.from([0xf1]), randomBytes(5_000)])],
  ])("%s closes only that connection", async (_name, bytes) => {
    const { broker, rejected } = await start();
    const raw = await rawClient(broker);
    raw.socket.write(bytes);
    await raw.closed;
    expect(["protocol", "oversize"]).toContain(rejected[0]?.kind);
    const good = await connect(broker);
    await good.endAsync();
  });

  test("reports of a flood are few and say how many were left out", async () => {
    const { broker, rejected } = await start();
    const flood = async () => {
      const raw = await rawClient(broker);
      raw.socket.write(Buffer.from([0xc0, 0x00]));
      await raw.closed;
    };
    for (let round = 0; round < 40; round++) await flood();
    expect(rejected.length).toBeLessThanOrEqual(20);
    await sleep(1_050);
    await flood();
    expect(rejected.at(-1)?.detail).toMatch(/and \d+ more/);
  });

  test("names of object members are no trap", async () => {
    const { broker, messages } = await start();
    for (const name of ["__proto__", "constructor", "toString"]) {
      const client = await connect(broker, { clientId: name, username: name });
      stops.push(() => client.endAsync(true));
      await client.subscribeAsync(name, { qos: 1 });
      await client.publishAsync(name, name, { qos: 2 });
    }
    expect(messages).toHaveLength(3);
  });
});

describe("time", () => {
  test("who never sends CONNECT is closed", async () => {
    const { broker, rejected } = await start({}, { limits: { connectTimeoutMs: 200 } });
    const raw = await rawClient(broker);
    await raw.closed;
    expect(rejected).toMatchObject([{ kind: "protocol" }]);
  });

  test("a login that is never decided is closed", async () => {
    const { broker } = await start(
      { authenticate: () => new Promise(() => {}) },
      { limits: { connectTimeoutMs: 200 } },
    );
    const raw = await rawClient(broker);
    raw.send(connectPacket("a"));
    await raw.closed;
  });

  test("silence beyond 1.5 times keep-alive closes; pings, and a commit slower than that, keep alive", async () => {
    const { broker } = await start({ onPublish: () => sleep(3_500) });
    const silent = await rawClient(broker);
    silent.send(connectPacket("silent", { keepalive: 1 }));
    const pinging = await connect(broker, { clientId: "pinging", keepalive: 1 });
    const waiting = await rawClient(broker);
    waiting.send(connectPacket("waiting", { keepalive: 1 }));
    await until(() => waiting.received.length === 1 && broker.connections() === 3);
    waiting.send(...Array.from({ length: 20 }, (_, index) => publishPacket(index + 1)));
    await Promise.all(Array.from({ length: 20 }, () => pinging.publishAsync("up", "x", { qos: 1 })));
    await silent.closed;
    await until(() => waiting.received.length === 21);
    expect(pinging.connected).toBe(true);
    expect(broker.connections()).toBe(2);
    waiting.socket.destroy();
    await pinging.endAsync(true);
  }, 10_000);
});

describe("limits", () => {
  test("connections beyond the limit are refused, and come in when there is room", async () => {
    const { broker, rejected } = await start({}, { limits: { connectionsMax: 2 } });
    const first = await connect(broker, { clientId: "1" });
    const second = await connect(broker, { clientId: "2" });
    stops.push(
      () => first.endAsync(true),
      () => second.endAsync(true),
    );
    const refused = net.connect(broker.port, "127.0.0.1").on("error", () => {});
    await new Promise((resolve) => refused.once("close", resolve));
    expect(rejected).toMatchObject([{ kind: "too-many-connections" }]);
    await first.endAsync(true);
    await until(() => broker.connections() === 1);
    const third = await connect(broker, { clientId: "3" });
    stops.push(() => third.endAsync(true));
  });

  test("filters of one connection are counted, also within one packet", async () => {
    const { broker, subscribed } = await start({}, { limits: { subscriptionsPerConnectionMax: 10 } });
    const raw = await rawClient(broker);
    const subscriptions = Array.from({ length: 25 }, (_, index) => ({ topic: `down/${index}`, qos: 1 as const }));
    raw.send(connectPacket("a"), { cmd: "subscribe", messageId: 1, subscriptions });
    await until(() => subscribed.length === 1);
    expect(subscribed[0]).toHaveLength(10);
    raw.socket.destroy();
  });

  test("a rule that throws is logged and closes that connection, no more", async () => {
    const { broker, logged } = await start({
      onConnected: () => {
        throw new Error("bug");
      },
    });
    const raw = await rawClient(broker);
    raw.send(connectPacket("a"));
    await raw.closed;
    expect(logged).toHaveLength(1);
  });
});

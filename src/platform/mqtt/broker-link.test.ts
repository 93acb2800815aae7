import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import { openBrokerLink } from "./broker-link.ts";
import { readLinkAddress } from "./link-address.ts";
import type { LinkMessage } from "./link-connection.ts";
import { testBroker, until } from "./testing.ts";
import type { MqttConnection, Settle } from "./types.ts";

/** Against our own broker, which speaks 3.1.1; a real Mosquitto and MQTT 5 are in tests/stories/external-broker.test.ts. */
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start() {
  const { broker, connected, messages } = await testBroker();
  stops.push(() => broker.stop());
  const taken: { message: LinkMessage; settle: Settle }[] = [];
  const ready: MqttConnection[] = [];
  const warned: string[] = [];
  const warn = (_fields: object, text: string) => void warned.push(text);
  const link = openBrokerLink({
    address: readLinkAddress(`mqtt://device:secret@127.0.0.1:${broker.port}?version=3.1.1&client=platform`),
    filters: ["up/+"],
    clock: systemClock,
    log: { info: () => {}, warn, error: warn, debug: () => {} },
    onMessage: (message, settle) => void taken.push({ message, settle }),
    onConnected: (connection) => void ready.push(connection),
    onDisconnected: () => {},
  });
  stops.push(() => link.stop());
  await until(link.connected, "the link");
  return { broker, link, taken, ready, warned, messages, far: () => connected.at(-1) as MqttConnection };
}

test("a message is acknowledged when it is settled, and in the order of its coming", async () => {
  const { taken, far } = await start();
  const acknowledged: string[] = [];
  const sent = ["1", "2", "3"].map(async (text) => {
    await far().publish("up/a", text, 1);
    acknowledged.push(text);
  });
  await until(() => taken.length === 3);
  expect(taken.map(({ message }) => message.payload.toString())).toEqual(["1", "2", "3"]);
  taken[2]?.settle();
  taken[1]?.settle();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(acknowledged).toEqual([]);
  taken[0]?.settle();
  await Promise.all(sent);
  expect(acknowledged).toEqual(["1", "2", "3"]);
});

test("what could not be stored is not acknowledged, and the link comes back by itself", async () => {
  const { link, taken, warned, ready, far } = await start();
  const outcome = far().publish("up/a", "x", 1);
  await until(() => taken.length === 1);
  taken[0]?.settle(new Error("disk full"));
  expect(await outcome).toBe("gone");
  await until(() => ready.length === 2 && link.connected(), "again");
  expect(warned).toHaveLength(1);
  const again = far().publish("up/a", "x", 1);
  await until(() => taken.length === 2);
  taken[1]?.settle();
  expect(await again).toBe("acknowledged");
});

test("what it publishes is delivered when the broker has it; stopping waits for what is under way", async () => {
  const { link, taken, ready, messages, far } = await start();
  expect(await ready[0]?.publish("down/a", "words", 1)).toBe("acknowledged");
  expect(messages.map(({ topic, payload }) => [topic, payload.toString()])).toEqual([["down/a", "words"]]);
  const outcome = far().publish("up/a", "last", 1);
  await until(() => taken.length === 1);
  const stopped = link.stop();
  setTimeout(() => taken[0]?.settle(), 50);
  await stopped;
  expect(await outcome).toBe("acknowledged");
  expect(await ready[0]?.publish("down/a", "late", 1)).toBe("gone");
});

test("a refused log-in and filters that are not granted are tried again, and said", async () => {
  const { broker } = await testBroker();
  stops.push(() => broker.stop());
  for (const [secret, filter] of [
    ["wrong", "up"],
    ["secret", "forbidden/#"],
  ] as const) {
    const reasons: unknown[] = [];
    const warn = (fields: Record<string, unknown>) => void reasons.push(fields.reason);
    const link = openBrokerLink({
      address: readLinkAddress(`mqtt://device:${secret}@127.0.0.1:${broker.port}?version=3.1.1`),
      filters: [filter],
      clock: systemClock,
      log: { info: () => {}, warn, error: () => {}, debug: () => {} },
      onMessage: () => {},
      onConnected: () => {},
      onDisconnected: () => {},
    });
    await until(() => reasons.length > 1, "two tries");
    expect(link.connected()).toBe(false);
    expect(String(reasons[0])).toMatch(/refused the log-in \(4\)|does not grant forbidden/);
    await link.stop();
  }
});

test.each([
  ["mqtt://h", { host: "h", port: 1883, secure: false, username: "", clientId: "shengping", version: 5 }],
  [
    "mqtts://a%40b:p%3Aq@[::1]:9?version=3.1.1&client=c",
    { host: "::1", port: 9, secure: true, username: "a@b", password: "p:q", clientId: "c", version: 4 },
  ],
])("address %s", (text, expected) => {
  expect(readLinkAddress(text)).toMatchObject(expected);
});

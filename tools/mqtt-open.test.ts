import mqtt from "mqtt";
import { expect, test } from "vitest";
import { startOpenBroker } from "./mqtt-open.ts";

test.each([0, 1, 2] as const)(
  "anybody comes in, and what one publishes with QoS %i the others receive whose filters match",
  async (qos) => {
    const broker = await startOpenBroker(0);
    const join = (clientId: string) =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, { clientId, reconnectPeriod: 0 });
    const [one, other] = [await join("one"), await join("other")];
    const heard: string[] = [];
    other.on("message", (topic, payload) => heard.push(`${topic} ${payload}`));
    await other.subscribeAsync(["a/+", "b/#"], { qos });
    for (const topic of ["a/1", "a/1/2", "b/1/2", "c"]) await one.publishAsync(topic, topic, { qos });
    await expect.poll(() => heard).toEqual(["a/1 a/1", "b/1/2 b/1/2"]);
    await Promise.all([one.endAsync(), other.endAsync()]);
    await broker.stop();
  },
);

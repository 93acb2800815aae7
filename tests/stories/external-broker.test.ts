import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mosquitto, nats, type OuterBroker } from "../../sim/outer-broker.ts";
import { deviceList, enrolReply } from "../../src/rooms/devices/contract.ts";
import { eventually, type House, startHouse } from "../support/house.ts";

/** Devices of an external broker, a real one: what it has acknowledged is stored once the platform is there. */
describe.each([mosquitto, nats].map((kind) => ({ ...kind, title: `${kind.name}${kind.missing}` })))(
  "external broker $title",
  ({ missing, version, keepsWhatItAcknowledges, start }) => {
    if (missing !== "") {
      test.skip(missing, () => undefined);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "sp-broker-"));
    let broker: OuterBroker;
    let house: House;
    let device: MqttClient;
    let code: string;
    const received: { channel: string; body: Record<string, unknown> }[] = [];

    beforeAll(async () => {
      broker = await start(folder);
      house = await startHouse({ lifts: 20, settings: { SP_BROKER_URL: broker.url } });
      code = house.lift(0).registerCode;
      await house.admin.post("/api/v1/devices/enrol", { registerCode: code }, enrolReply);
      device = await mqtt.connectAsync(broker.url, {
        protocolVersion: version,
        reconnectPeriod: 100,
        clientId: "lift",
      });
      device.on("message", (topic, payload) => {
        received.push({ channel: topic.split("/").at(-1) ?? "", body: JSON.parse(payload.toString()) });
      });
      await device.subscribeAsync(
        ["receipt", "comfort", "call"].map((channel) => `sp/v1/${code}/${channel}`),
        { qos: 1 },
      );
      await isJoined();
    });
    afterAll(async () => {
      await device?.endAsync(true);
      await house?.stop();
      await broker?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const isJoined = () =>
      eventually(
        async () =>
          /^sp_external_broker_connected 1$/m.test(await (await fetch(`${house.running.http}/metrics`)).text()),
        "the platform is at the broker",
        15_000,
      );
    const say = (channel: string, body: object) =>
      device.publishAsync(`sp/v1/${code}/${channel}`, JSON.stringify(body), { qos: 1 });
    const event = (id: string, what = "door-fault") => ({ id, at: house.clock.now(), code: what, phase: "raised" });
    const stored = async (like: string): Promise<{ events: number; ids: number }> => {
      const { rows } = await sql<{ events: number; ids: number }>`
      select count(*)::int as events, count(distinct event_id)::int as ids from devices.event where event_id like ${like}`.execute(
        house.running.platform.database.db,
      );
      return rows[0] ?? { events: 0, ids: 0 };
    };
    const receiptOf = (id: string) =>
      received.find(({ channel, body }) => channel === "receipt" && body.id === id)?.body;

    test("an alarm comes in by it, is told as committed by its receipt, and words for the car go back", async () => {
      await say("event", event("a1", "entrapment"));
      const receipt = await eventually(() => receiptOf("a1"), "the receipt");
      expect(receipt).toMatchObject({ result: "stored" });
      expect(await stored("a1")).toEqual({ events: 1, ids: 1 });
      await house.settle();
      expect(await house.incidents()).toHaveLength(1);
      await eventually(() => received.some(({ channel }) => channel === "comfort"), "words for the car");
      const { devices } = await house.admin.get("/api/v1/devices", deviceList);
      expect(devices).toMatchObject([{ connected: true, framesToday: 1, refusedToday: 0 }]);
      await say("event", event("bad", "no-such-code"));
      expect(await eventually(() => receiptOf("bad"), "the receipt")).toMatchObject({ result: "quarantined" });
    });

    test("a frame at a topic that is no lift's is counted, and those behind it come through", async () => {
      await device.publishAsync("sp/v1/31000000000000000000/state", "{}", { qos: 1 });
      await say("event", event("after"));
      await eventually(() => receiptOf("after"), "the receipt");
      const metrics = await (await fetch(`${house.running.http}/metrics`)).text();
      expect(metrics).toMatch(/^sp_external_broker_refused [1-9]/m);
    });

    test("what the broker acknowledged while the platform was away is stored when it is back", async () => {
      await house.restart(async () => {
        for (let i = 0; i < 300; i += 1) await say("event", event(`away-${i}`));
      });
      await eventually(async () => (await stored("away-%")).ids === 300, "all of them", 20_000);
      expect(await stored("away-%")).toEqual({ events: 300, ids: 300 });
    }, 60_000);

    test("restarts of the platform amid a load lose nothing and store nothing twice", async () => {
      let going = true;
      let sent = 0;
      const load = (async () => {
        while (going) {
          const ids = Array.from({ length: 50 }, () => `load-${sent++}`);
          await Promise.all(ids.map((id) => say("event", event(id))));
        }
      })();
      for (let i = 0; i < 3; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        await house.restart();
        await isJoined();
      }
      going = false;
      await load;
      await eventually(async () => (await stored("load-%")).ids === sent, `all ${sent}`, 60_000);
      expect(await stored("load-%")).toEqual({ events: sent, ids: sent });
      expect(sent).toBeGreaterThan(500);
    }, 150_000);

    test("the broker restarts in order: the platform finds its way back by itself, and what was acknowledged is there", async () => {
      await Promise.all(Array.from({ length: 200 }, (_, i) => say("event", event(`before-${i}`))));
      await broker.restart();
      await isJoined();
      await eventually(() => device.connected, "the device is back");
      await say("event", event("before-last"));
      await eventually(async () => (await stored("before-%")).ids === 201, "all of them", 20_000);
    }, 60_000);

    test.skipIf(!keepsWhatItAcknowledges)(
      "the broker is killed with -9 while the platform is away: what it acknowledged is there",
      async () => {
        await house.restart(async () => {
          await Promise.all(Array.from({ length: 200 }, (_, i) => say("event", event(`killed-${i}`))));
          await broker.killAndStart();
        });
        await isJoined();
        await eventually(async () => (await stored("killed-%")).ids === 200, "all of them", 30_000);
        expect(await stored("killed-%")).toEqual({ events: 200, ids: 200 });
      },
      90_000,
    );
  },
);

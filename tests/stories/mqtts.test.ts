import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect as connectTls, setDefaultCACertificates } from "node:tls";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/platform/config/config.ts";
import { deviceList, enrolReply, gatewaySecret, grantReply, revokedReply } from "../../src/rooms/devices/contract.ts";
import { hasOpenssl, type PairFiles, selfSigned, signedBy } from "../support/certificates.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";

/** Devices come in by TLS, with a password or with a certificate, over real sockets. */
const folder = mkdtempSync(join(tmpdir(), "sp-mqtts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const clients: MqttClient[] = [];
afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
});

const inForce = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
const put = (pair: PairFiles): void => {
  copyFileSync(pair.cert, inForce.cert);
  copyFileSync(pair.key, inForce.key);
};
const connect = async (house: House, options: IClientOptions): Promise<MqttClient> => {
  const base = {
    protocolVersion: 4,
    reconnectPeriod: 0,
    connectTimeout: 5_000,
    ca: readFileSync(inForce.cert),
  } as const;
  const client = await mqtt.connectAsync(must(house.running.mqtts, "TLS door"), { ...base, ...options });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
};
/** Resolves when the connection ends before anybody is let in. */
const turnedAway = (url: string, options: IClientOptions = {}): Promise<void> =>
  new Promise((fulfil, reject) => {
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      reconnectPeriod: 0,
      ca: readFileSync(inForce.cert),
      ...options,
    });
    client.on("error", () => undefined);
    client.once("connect", () => reject(new Error("was let in")));
    client.once("close", () => fulfil());
    clients.push(client);
  });
const shown = ({ cert, key }: PairFiles): IClientOptions => ({ cert: readFileSync(cert), key: readFileSync(key) });
const stats = (house: House) => JSON.stringify({ at: house.clock.now() });

describe.skipIf(!hasOpenssl)(`mqtts${hasOpenssl ? "" : " (SKIPPED: no openssl here to make certificates)"}`, () => {
  const first = selfSigned(folder, "first");
  const second = selfSigned(folder, "second");
  // For the test's own requests over HTTPS.
  setDefaultCACertificates([first, second].map(({ cert }) => readFileSync(cert, "utf8")));

  test("settings that would leave a door other than it was meant are one sentence", () => {
    expect(() => readConfig({ SP_MQTTS_PORT: "0" })).toThrow(/SP_TLS_CERT/);
    expect(() => readConfig({ SP_MQTT_CLIENT_CA: "ca.pem" })).toThrow(/SP_MQTTS_PORT/);
    expect(readConfig({}).mqtts).toBeUndefined();
  });

  describe("with passwords", () => {
    let house: House;
    beforeAll(async () => {
      put(first);
      const tls = { SP_TLS_CERT: inForce.cert, SP_TLS_KEY: inForce.key };
      house = await startHouse({ lifts: 20, realTime: true, settings: { ...tls, SP_MQTTS_PORT: "0" } });
    });
    afterAll(() => house?.stop());

    test("a device logs in and its frame is committed before PUBACK; the plain door stays", async () => {
      const registerCode = house.lift(0).registerCode;
      const { username, password } = await house.admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
      const client = await connect(house, { username, password });
      await client.publishAsync(`sp/v1/${registerCode}/stats`, stats(house), { qos: 1 });
      const { devices } = await house.admin.get("/api/v1/devices", deviceList);
      expect(devices).toMatchObject([{ framesToday: 1, connected: true }]);
      await expect(connect(house, { username, password: "wrong" })).rejects.toMatchObject({ code: 4 });
      const plain = await mqtt.connectAsync(house.running.mqtt, { username, password, reconnectPeriod: 0 });
      clients.push(plain);
    });

    test("old TLS, and plain MQTT at the TLS door, get nowhere and hurt nobody", async () => {
      const url = must(house.running.mqtts, "door");
      const old = {
        port: Number(new URL(url).port),
        rejectUnauthorized: false,
        minVersion: "TLSv1",
        maxVersion: "TLSv1.1",
      };
      await new Promise((resolve) => connectTls(old as ConnectionOptions).once("error", resolve));
      await turnedAway(url.replace("mqtts:", "mqtt:"));
      const registerCode = house.lift(1).registerCode;
      const secret = await house.admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
      await connect(house, { username: secret.username, password: secret.password });
    });

    test("a new certificate is shown without a restart, and who is connected stays", async () => {
      const registerCode = house.lift(2).registerCode;
      const { username, password } = await house.admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
      const before = await connect(house, { username, password, clientId: "before" });
      put(second);
      await eventually(
        () => connect(house, { username, password, clientId: "after" }).catch(() => undefined),
        "the second certificate",
        15_000,
      );
      expect(before.connected).toBe(true);
    }, 30_000);
  });

  describe("with client certificates", () => {
    const authority = selfSigned(folder, "authority");
    const stranger = selfSigned(folder, "stranger");
    let house: House;
    beforeAll(async () => {
      put(first);
      const tls = { SP_TLS_CERT: inForce.cert, SP_TLS_KEY: inForce.key, SP_MQTT_CLIENT_CA: authority.cert };
      house = await startHouse({ lifts: 20, realTime: true, settings: { ...tls, SP_MQTTS_PORT: "0" } });
    });
    afterAll(() => house?.stop());

    test("the certificate names the device, by its login or a code of its lift, and no password is needed", async () => {
      const registerCode = house.lift(0).registerCode;
      const { username } = await house.admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
      for (const name of [username, registerCode]) {
        const client = await connect(house, shown(signedBy(authority, folder, name)));
        await client.publishAsync(`sp/v1/${registerCode}/stats`, stats(house), { qos: 1 });
      }
      const { devices } = await house.admin.get("/api/v1/devices", deviceList);
      expect(devices).toMatchObject([{ framesToday: 2, refusedToday: 0 }]);
      // Its own topics only, as ever; and nobody takes another name beside the certificate.
      const other = house.lift(1).registerCode;
      const own = await connect(house, shown(signedBy(authority, folder, username)));
      await own.publishAsync(`sp/v1/${other}/stats`, stats(house), { qos: 1 });
      const after = await house.admin.get("/api/v1/devices", deviceList);
      expect(after.devices).toMatchObject([{ refusedToday: 1 }]);
      const mixed = { ...shown(signedBy(authority, folder, username)), username: "dev-other" };
      await expect(connect(house, mixed)).rejects.toMatchObject({ code: 4 });
    });

    test("none, a stranger's, and one for nobody that we know are turned away", async () => {
      const registerCode = house.lift(2).registerCode;
      const { username, password } = await house.admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
      const url = must(house.running.mqtts, "door");
      await turnedAway(url, { username, password });
      await turnedAway(url, shown(signedBy(stranger, folder, username)));
      await expect(connect(house, shown(signedBy(authority, folder, "dev-nobody")))).rejects.toMatchObject({ code: 4 });
    });

    test("a gateway by its certificate speaks for its lifts; revoked, it is out at once and does not come in again", async () => {
      const gateway = await house.admin.post("/api/v1/device-gateways", { name: "网关" }, gatewaySecret);
      const registerCode = house.lift(3).registerCode;
      const path = `/api/v1/device-gateways/${gateway.id}`;
      await house.admin.post(`${path}/lifts`, { codes: [registerCode] }, grantReply);
      const pair = signedBy(authority, folder, gateway.username);
      const client = await connect(house, shown(pair));
      await client.publishAsync(`sp/v1/${registerCode}/stats`, stats(house), { qos: 1 });
      const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
      await house.admin.post(`${path}/revoke`, {}, revokedReply);
      await closed;
      await expect(connect(house, shown(pair))).rejects.toMatchObject({ code: 4 });
    });
  });
});

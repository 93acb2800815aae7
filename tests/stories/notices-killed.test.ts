import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bearer, createApi } from "../../sim/api.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { adminToken, type PlatformChild, startPlatform } from "../../sim/platform-child.ts";
import { populate } from "../../sim/populate.ts";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { noticeList, openReply } from "../../src/rooms/rescue/contract.ts";
import { aliyunKey, type GatewayServer, openGateway } from "../support/gateway-server.ts";
import { eventually, keyFor, must } from "../support/house.ts";

/** A platform of its own, as a process that is killed while its gateway holds a message. */
const folder = mkdtempSync(join(tmpdir(), "sp-notices-"));
const dataDir = join(folder, "data");
const logFile = join(folder, "platform.log");
let platform: PlatformChild;
let gateway: GatewayServer;

const start = async () => {
  platform = await startPlatform({
    dataDir,
    logFile,
    readyLimitMs: 90_000,
    env: {
      SP_HTTP_PORT: "0",
      SP_MQTT_PORT: "0",
      DATABASE_URL: "",
      SP_PAPER_AT: "off",
      SP_LOG_LEVEL: "debug",
      SP_SMS_GATEWAY: "aliyun",
      SP_SMS_URL: gateway.url,
      SP_SMS_KEY_ID: aliyunKey.id,
      SP_SMS_SECRET: aliyunKey.secret,
      SP_SMS_SIGN_NAME: "升平",
      SP_SMS_TEMPLATES: "SMS_1",
    },
  });
};
const api = () => createApi(platform.http, bearer(adminToken(dataDir)));

beforeAll(async () => {
  gateway = await openGateway();
  await start();
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  await gateway?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("killed between sending and noting, it sends once more with the same id, says so, and no number is in the log", {
  timeout: 180_000,
}, async () => {
  await populate(api(), generateCity({ seed: 7, lifts: 12, liftsPerCrew: 6 }), () => undefined);
  const { lifts } = await api().get("/api/v1/lifts?limit=20", liftList);
  const lift = must(
    lifts.find(({ kind }) => kind === "3110"),
    "lift",
  );
  gateway.manner = "hang";
  const call = { rescueCode: null, place: null, callerPhone: null, persons: 1, injured: null, vulnerable: false };
  await api().post("/api/v1/incidents", { ...call, note: null, key: keyFor("killed", 1), liftId: lift.id }, openReply);
  await eventually(() => gateway.taken.length > 0, "a message at the gateway");
  await platform.kill();
  const before = gateway.taken.length;
  gateway.manner = { status: 200, body: { Code: "OK", BizId: "1^0" } };
  await start();
  const told = await eventually(
    async () =>
      (await api().get("/api/v1/outbox", noticeList)).notices.find(({ facts }) =>
        facts.some(({ fact }) => fact === "sent"),
      ),
    "the message taken",
    40_000,
  );
  expect(told.facts).toMatchObject([{ fact: "sent", detail: "maybe twice" }]);
  const ids = gateway.taken.map(({ query }) => query.OutId);
  expect(ids.filter((id) => id === told.id)).toHaveLength(2);
  expect(before).toBe(1);
  expect(gateway.taken.every(({ signedRight }) => signedRight)).toBe(true);
  const log = readFileSync(logFile, "utf8");
  expect(log).toContain("a telling was not taken by its gateway");
  expect(log).toContain(`***${told.recipient.slice(-2)}`);
  expect(log).not.toContain(told.recipient);
  expect(log).not.toContain(aliyunKey.secret);
});

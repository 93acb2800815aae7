import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/kernel/clock.ts";
import { ownFrames } from "../../src/rooms/devices/contract/own-frames.ts";
import {
  deviceList,
  gatewayList,
  gatewaySecret,
  grantReply,
  type IngestReply,
  ingestReply,
  revokedReply,
  twinReply,
} from "../../src/rooms/devices/contract.ts";
import { eventually, type House, must, startHouse } from "../support/house.ts";
import { jsonOf, sp } from "../support/sp.ts";

let house: House;
let gateway: { id: string; username: string; password: string };
const clients: MqttClient[] = [];

beforeAll(async () => {
  house = await startHouse();
  gateway = await house.admin.post("/api/v1/device-gateways", { name: "试验网关" }, gatewaySecret);
});
afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await house.stop();
});

const code = (n: number): string => must(house.lift(n).registerCode, "a lift with a code");
const grant = (codes: readonly string[]) =>
  house.admin.post(`/api/v1/device-gateways/${gateway.id}/lifts`, { codes }, grantReply);
const state = (at: number, carPosition = "3") => ({
  at,
  serviceMode: 1,
  carStatus: 0,
  carDirection: 0,
  doorZone: true,
  carPosition,
  doorStatus: 2,
});
const alarm = (id: string) => ({ id, at: house.clock.now(), code: "entrapment", phase: "raised" });

async function connect(login: { username: string; password: string } = gateway): Promise<MqttClient> {
  const client = await mqtt.connectAsync(house.running.mqtt, { ...login, protocolVersion: 4, reconnectPeriod: 0 });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
}
const basic = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
const push = async (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${house.running.http}/ingest/v1/${path}`, {
    method: "POST",
    headers: { authorization: basic(gateway), "content-type": "application/x-ndjson", ...headers },
    body,
  });
const taken = async (reply: Response): Promise<IngestReply> => {
  expect(reply.status).toBe(200);
  return ingestReply.parse(await reply.json());
};
const beijing = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
const ndjson = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
const framesOf = async (registerCode: string): Promise<number> => {
  const { devices } = await house.admin.get(`/api/v1/devices?q=${registerCode}`, deviceList);
  return devices[0]?.framesToday ?? 0;
};

describe("a gateway", () => {
  test("speaks for the lifts granted to it, hears their receipts, and for no other lift", async () => {
    expect(await grant([code(0), code(1), "31100000000000000000"])).toEqual({
      granted: 2,
      already: 0,
      unknown: ["31100000000000000000"],
    });
    expect(await grant([code(1)])).toMatchObject({ granted: 0, already: 1 });
    const client = await connect();
    const heard: { topic: string; body: { id?: string; result?: string } }[] = [];
    client.on("message", (topic, payload) => heard.push({ topic, body: JSON.parse(payload.toString()) }));
    const granted = await client.subscribeAsync("sp/v1/+/receipt", { qos: 1 });
    expect(granted[0]?.qos).toBe(1);
    await client.publishAsync(`sp/v1/${code(0)}/event`, JSON.stringify(alarm("g1")), { qos: 1 });
    await eventually(() => heard.find(({ body }) => body.id === "g1"), "the receipt");
    expect(heard[0]).toMatchObject({ topic: `sp/v1/${code(0)}/receipt`, body: { result: "stored" } });
    await house.settle();
    expect(await house.incidents()).toHaveLength(1);
    await client.publishAsync(`sp/v1/${code(2)}/event`, JSON.stringify(alarm("g2")), { qos: 1 });
    await house.settle();
    expect(await house.incidents()).toHaveLength(1);
    const { gateways } = await house.admin.get("/api/v1/device-gateways", gatewayList);
    expect(gateways).toMatchObject([{ lifts: 2, connections: 1, refused: 1 }]);
  });
  test("that stays up while a lift behind it falls silent is no proof that somebody is trapped in there", async () => {
    await grant([code(7)]);
    const client = await connect();
    const inside = () =>
      client.publishAsync(
        `sp/v1/${code(7)}/state`,
        JSON.stringify({ ...state(house.clock.now()), passengerPresent: true }),
        { qos: 1 },
      );
    const before = (await house.incidents("all")).length;
    await inside();
    await house.forward(seconds(125));
    await house.settle();
    expect(await house.incidents("all")).toHaveLength(before);
    await inside();
    await house.settle();
    expect(await house.incidents("all")).toHaveLength(before + 1);
  });
  test("may not listen to others' topics", async () => {
    const client = await connect();
    for (const filter of ["#", "sp/v1/#", "sp/v1/+/state", `sp/v1/${code(2)}/+`]) {
      const result = await client.subscribeAsync(filter, { qos: 1 }).catch((error: Error) => error);
      expect(JSON.stringify(result)).not.toMatch(/"qos":1/);
    }
  });
});

describe("frames over HTTP", () => {
  test("one frame is answered after it is stored", async () => {
    const before = await framesOf(code(1));
    const reply = await taken(await push(`${code(1)}/state`, JSON.stringify(state(house.clock.now()))));
    expect(reply).toMatchObject({ accepted: 1, named: [] });
    expect(await framesOf(code(1))).toBe(before + 1);
  });
  test.each([
    ["as it is", (text: string) => text, {}],
    ["packed", (text: string) => Uint8Array.from(gzipSync(text)), { "content-encoding": "gzip" }],
  ])("many lines, %s: what is not taken is named by its line", async (_how, body, headers) => {
    const at = house.clock.now() + (_how === "packed" ? 60_000 : 0);
    const lines = [
      { registerCode: code(0), channel: "state", ...state(at, "5") },
      { registerCode: code(0), channel: "state", ...state(at, "5") },
      { registerCode: code(2), channel: "state", ...state(at) },
      { registerCode: code(1), channel: "state", at: "yesterday" },
      { channel: "state" },
    ];
    const reply = await taken(await push("batch", body(ndjson(lines)), headers));
    expect(reply).toMatchObject({ accepted: 1, repeated: 1, quarantined: 1, refused: 2 });
    expect(reply.named.map(({ line, result }) => [line, result])).toEqual([
      [2, "repeated"],
      [3, "refused"],
      [4, "quarantined"],
      [5, "refused"],
    ]);
  });
  test("lines of several dialects: each may name its own, and one that does not is read by its credential's", async () => {
    const trapped = {
      alarmId: "xzl-9000001",
      alarmChannel: "S04",
      registerNumber: code(0),
      occurTime: beijing(house.clock.now()),
      failureCode: "09",
      eventDesc: "困人",
    };
    const lines = [
      { registerCode: code(0), channel: "raw", dialect: "shanghai", frame: trapped },
      { registerCode: code(0), channel: "raw", dialect: "shanghai", frame: JSON.stringify(trapped) },
      { registerCode: code(0), channel: "raw", dialect: "dtu-hex", hex: "00" },
      { registerCode: code(0), channel: "raw", dialect: "martian", frame: "x" },
      { registerCode: code(0), channel: "raw", frame: "x" },
      { registerCode: code(0), channel: "raw", dialect: "shanghai" },
    ];
    const reply = await taken(await push("batch", ndjson(lines)));
    expect(reply).toMatchObject({ accepted: 1, repeated: 1, quarantined: 1, refused: 3 });
    expect(reply.named.map(({ line, reason }) => [line, reason])).toEqual([
      [2, null],
      [3, expect.any(String)],
      [4, 'topic: there is no dialect "martian" for raw frames'],
      [5, "topic: this device speaks canonical-v1, at sp/v1/<code>/<channel>"],
      [6, "line: a raw one has frame (object or text) or hex, and may have dialect"],
    ]);
    const own = await fetch(`${house.running.http}/ingest/v1/${code(0)}/frames`, {
      headers: { authorization: basic(gateway) },
    });
    const { frames } = ownFrames.parse(await own.json());
    const named = frames.filter(({ topic }) => topic === `sp/raw/${code(0)}/shanghai`);
    expect(named).toHaveLength(2);
    for (const { readings } of named)
      expect(readings).toEqual([expect.objectContaining({ kind: "event", code: "entrapment", id: "xzl-9000001" })]);
  });
  test("a push in a dialect of its own, at the addresses that its senders know, is one frame for each lift that it names", async () => {
    const real = {
      Service_Mode: 1,
      Car_Status: 0,
      Car_Direction: 0,
      Door_Zone: true,
      Car_Position: "7",
      Door_Status: 2,
      samplingTime: beijing(house.clock.now() + 90_000),
    };
    const frames = [{ ...real, registerNumber: code(0) }, { ...real, registerNumber: code(2) }, real];
    const at = (path: string, body: unknown, authorization = basic(gateway)) =>
      push(`../shanghai/${path}`, JSON.stringify(body), { authorization, "content-type": "application/json" });
    const reply = await taken(await at("iot/api/v1/iotRealData", frames));
    expect(reply).toMatchObject({ accepted: 1, refused: 2 });
    expect(reply.named).toEqual([
      { line: 2, result: "refused", reason: "topic: the code names no lift of this gateway" },
      { line: 3, result: "refused", reason: "body: names no lift" },
    ]);
    const { twin } = await house.admin.get(`/api/v1/lifts/${house.lift(0).id}/twin`, twinReply);
    expect(twin).toMatchObject({ carPosition: "7", doorZone: true });
    const alarm = {
      alarmId: "xzl-9000002",
      registerNumber: code(1),
      occurTime: beijing(house.clock.now()),
      failureCode: "09",
    };
    expect(await taken(await at("platform/api/v1/iotAlarms", alarm))).toMatchObject({ accepted: 1 });
    expect(await taken(await at("platform/api/v1/iotAlarms", alarm))).toMatchObject({ repeated: 1 });
    expect((await taken(await at("iot/api/v1/iotRealData", "x"))).named[0]?.reason).toContain("names no lift");
    expect((await at("iot/api/v1/iotRealData", frames, basic({ ...gateway, password: "x" }))).status).toBe(401);
    expect((await at("iot/api/v1/other", {})).status).toBe(404);
  });
  test("one frame in a dialect that its address names", async () => {
    const body = JSON.stringify({ code: 11, at: house.clock.now() });
    expect(await taken(await push(`../rtu/${code(0)}`, body))).toMatchObject({ accepted: 1 });
    expect((await taken(await push(`../martian/${code(0)}`, body))).named[0]?.reason).toContain('no dialect "martian"');
  });
  test("an event enters as by MQTT: one emergency, one incident", async () => {
    const before = await house.incidents();
    const lines = [1, 2, 3].map(() => ({ registerCode: code(1), channel: "event", ...alarm("h1") }));
    expect(await taken(await push("batch", ndjson(lines)))).toMatchObject({ accepted: 1, repeated: 2 });
    // Another look may have taken the fact a moment before: it is waited for, and nothing comes after it.
    await eventually(async () => (await house.incidents()).length > before.length || undefined, "an incident");
    await house.settle();
    expect(await house.incidents()).toHaveLength(before.length + 1);
  });
  test("what is no gzip, or breaks off, is said, and what came before it stands", async () => {
    const whole = Uint8Array.from(
      gzipSync(ndjson([{ registerCode: code(1), channel: "state", ...state(house.clock.now() + 120_000, "8") }])),
    );
    const junk = await taken(await push("batch", "no gzip at all", { "content-encoding": "gzip" }));
    expect(junk).toMatchObject({ accepted: 0, refused: 1 });
    expect(junk.named[0]?.reason).toContain("not gzip");
    const broken = await taken(
      await push("batch", whole.subarray(0, whole.length - 9), { "content-encoding": "gzip" }),
    );
    expect(broken.named.at(-1)?.reason).toContain("not gzip");
    const unknown = await taken(await push("batch", "x", { "content-encoding": "br" }));
    expect(unknown.named[0]?.reason).toContain("use gzip");
  });
  test("a packed body that is none ends nothing, wherever it is sent", async () => {
    const junk = {
      method: "POST",
      body: "no gzip",
      headers: { "content-encoding": "gzip", "content-type": "application/json" },
    };
    expect((await fetch(`${house.running.http}/api/v1/session`, junk)).status).toBe(400);
    expect((await fetch(`${house.running.http}/healthz`)).status).toBe(200);
  });
  test("a wrong secret, none, and a person's session open nothing", async () => {
    const wrong = [basic({ ...gateway, password: "x" }), "", basic({ username: "nobody", password: "x" })];
    for (const authorization of wrong) {
      const reply = await push(`${code(1)}/state`, "{}", { authorization });
      expect(reply.status).toBe(401);
      expect(reply.headers.get("www-authenticate")).toContain("Basic");
    }
  });
});

test("sp makes a gateway, grants it lifts out of a file, and ends it", async () => {
  const file = join(house.database.dataDir, "codes.txt");
  writeFileSync(file, `${code(3)}\r\n\n${code(4)}\n31100000000000000000\n`);
  const run = (...args: string[]) => sp(args, { SP_DATA_DIR: house.database.dataDir });
  const made = jsonOf<{ username: string; password: string }>(await run("devices", "gateway", "企业平台", "--json"));
  const granted = await run("devices", "grant", "企业平台", file, "--json");
  expect(granted.code).toBe(1);
  expect(jsonOf(granted)).toEqual({ granted: 2, already: 0, unknown: ["31100000000000000000"] });
  const reply = await push(`${code(3)}/state`, JSON.stringify(state(house.clock.now())), {
    authorization: basic(made),
  });
  expect(await taken(reply)).toMatchObject({ accepted: 1 });
  // It never connects: what it pushes shows for some minutes that its lifts are there.
  const isThere = async (lift: string): Promise<boolean | undefined> =>
    (await house.admin.get(`/api/v1/devices?q=${lift}`, deviceList)).devices[0]?.connected;
  expect([await isThere(code(3)), await isThere(code(4))]).toEqual([true, false]);
  const twin = () => house.admin.get(`/api/v1/lifts/${house.lift(3).id}/twin`, twinReply);
  expect((await twin()).twin?.connected).toBe(true);
  await house.forward(minutes(6));
  expect(await isThere(code(3))).toBe(false);
  expect((await twin()).twin?.connected).toBe(false);
  expect((await run("devices", "revoke", "企业平台")).code).toBe(0);
  expect((await push(`${code(3)}/state`, "{}", { authorization: basic(made) })).status).toBe(401);
});

test("sp ends the login of a lift's device, and its connection", async () => {
  const device = await house.device(code(5));
  const closed = new Promise((resolve) => device.client.once("close", () => resolve(undefined)));
  const run = (name: string) => sp(["devices", "revoke", name], { SP_DATA_DIR: house.database.dataDir });
  expect((await run(code(5))).code).toBe(0);
  await closed;
  const { devices } = await house.admin.get(`/api/v1/devices?q=${code(5)}`, deviceList);
  expect(devices).toMatchObject([{ connected: false, revoked: true }]);
  await expect(connect(device)).rejects.toThrow();
  expect(await run("nobody")).toMatchObject({ code: 1, err: expect.stringContaining('no gateway or device "nobody"') });
});

describe("a login ends", () => {
  test("with a new secret: the old one and its connections are of no use", async () => {
    const client = await connect();
    const closed = new Promise((resolve) => client.once("close", () => resolve(undefined)));
    const old = gateway;
    gateway = await house.admin.post(`/api/v1/device-gateways/${gateway.id}/secret`, {}, gatewaySecret);
    await closed;
    await expect(connect(old)).rejects.toThrow();
    await connect();
  });
  test("by revoking, without a restart; a new secret opens it again", async () => {
    await house.admin.post(`/api/v1/device-gateways/${gateway.id}/revoke`, {}, revokedReply);
    await eventually(
      async () => ((await push(`${code(1)}/state`, "{}")).status === 401 ? true : undefined),
      "the end of the login",
    );
    await expect(connect()).rejects.toThrow();
    gateway = await house.admin.post(`/api/v1/device-gateways/${gateway.id}/secret`, {}, gatewaySecret);
    await connect();
  });
  test("a restart keeps logins, grants and what the lifts said", async () => {
    await connect();
    await taken(await push(`${code(1)}/state`, JSON.stringify(state(house.clock.now() + 300_000, "21"))));
    const before = await framesOf(code(1));
    await house.restart();
    expect(await framesOf(code(1))).toBe(before);
    const reply = await taken(await push(`${code(1)}/state`, JSON.stringify(state(house.clock.now() + 310_000, "22"))));
    expect(reply.accepted).toBe(1);
  });
});

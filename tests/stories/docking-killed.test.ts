import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import mqtt, { type MqttClient } from "mqtt";
import { expect, test } from "vitest";
import { bearer, createApi } from "../../sim/api.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { adminToken, freePort, startPlatform } from "../../sim/platform-child.ts";
import { populate } from "../../sim/populate.ts";
import { parseId } from "../../src/kernel/ids.ts";
import { dockingCheck } from "../../src/rooms/devices/contract/docking.ts";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { makeTestDatabase } from "../support/database.ts";
import { keptFrames } from "../support/devices-house.ts";
import { eventually, must } from "../support/house.ts";

const kills = 4;
const framesPerLife = 25;

test("killed with -9 amid a docking check: every stored frame is looked at once, and the check goes on", async () => {
  const database = await makeTestDatabase();
  const { dataDir } = database;
  const env = {
    SP_HTTP_PORT: String(await freePort()),
    SP_MQTT_PORT: String(await freePort()),
    SP_LOG_LEVEL: "warn",
    DATABASE_URL: database.migratorUrl,
    DATABASE_APP_URL: database.appUrl,
  };
  const start = () => startPlatform({ dataDir, logFile: join(dataDir, "log"), readyLimitMs: 60_000, env });
  let platform = await start();
  try {
    const api = createApi(platform.http, bearer(adminToken(dataDir)));
    await populate(api, generateCity({ seed: 7, lifts: 12, liftsPerCrew: 6 }), () => undefined);
    const { lifts } = await api.get("/api/v1/lifts?limit=20", liftList);
    const lift = must(
      lifts.find(({ kind, registerCode }) => kind === "3110" && registerCode !== null),
      "lift",
    );
    const code = must(lift.registerCode, "code");
    const login = await api.post("/api/v1/devices/enrol", { registerCode: code }, enrolReply);
    const begun = await api.post("/api/v1/docking-checks", { code, promisedSeconds: 1 }, dockingCheck);
    const connect = (): Promise<MqttClient> =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${env.SP_MQTT_PORT}`, {
        username: login.username,
        password: login.password,
        protocolVersion: 4,
        reconnectPeriod: 0,
      });
    let seq = 0;
    for (let life = 0; life <= kills; life += 1) {
      const client = await connect();
      client.on("error", () => undefined);
      for (let n = 0; n < framesPerLife; n += 1) {
        seq += 1;
        const body = { at: Date.now(), seq, serviceMode: 1, carStatus: seq % 2, carDirection: seq % 2, doorZone: true };
        const whole = { ...body, carPosition: String(seq % 7), doorStatus: 2 };
        await client.publishAsync(`sp/v1/${code}/state`, JSON.stringify(whole), { qos: 1 });
        await pause(60);
      }
      if (life < kills) {
        await platform.kill();
        platform = await start();
      }
      await client.endAsync(true);
    }
    const id = must(parseId<"lift">(lift.id), "lift id");
    const kept = (await keptFrames(database, id)).length;
    expect(kept).toBe((kills + 1) * framesPerLife);
    await eventually(
      async () => (await api.get(`/api/v1/docking-checks/${begun.id}`, dockingCheck)).frames >= kept,
      "the last frame",
      10_000,
    );
    const check = await api.post(`/api/v1/docking-checks/${begun.id}/finish`, {}, dockingCheck);
    expect(check.frames).toBe(kept);
    expect(check.items.find(({ key }) => key === "state.carPosition")?.state).toBe("ok");
  } finally {
    await platform.stop();
  }
}, 180_000);

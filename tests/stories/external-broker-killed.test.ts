import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import mqtt from "mqtt";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { bearer, createApi } from "../../sim/api.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { mosquitto, nats } from "../../sim/outer-broker.ts";
import { adminToken, freePort, startPlatform } from "../../sim/platform-child.ts";
import { populate } from "../../sim/populate.ts";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { liftList } from "../../src/rooms/lifts/contract.ts";
import { makeTestDatabase } from "../support/database.ts";
import { eventually, must } from "../support/house.ts";

const kills = 5;

describe.each([mosquitto, nats].map((kind) => ({ ...kind, title: `${kind.name}${kind.missing}` })))(
  "external broker $title",
  ({ missing, version, start: startBroker }) => {
    const folder = mkdtempSync(join(tmpdir(), "sp-broker-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test.skipIf(missing !== "")(
      "the platform is killed with -9 amid a load: what the broker acknowledged is stored, each once",
      async () => {
        const broker = await startBroker(folder);
        const database = await makeTestDatabase();
        const { dataDir } = database;
        const env = {
          SP_HTTP_PORT: String(await freePort()),
          SP_MQTT_PORT: String(await freePort()),
          SP_BROKER_URL: broker.url,
          SP_LOG_LEVEL: "warn",
          DATABASE_URL: database.migratorUrl,
          DATABASE_APP_URL: database.appUrl,
        };
        const start = () => startPlatform({ dataDir, logFile: join(dataDir, "log"), readyLimitMs: 60_000, env });
        let platform = await start();
        const device = await mqtt.connectAsync(broker.url, { protocolVersion: version, clientId: "lift" });
        const asked = new pg.Client({ connectionString: database.migratorUrl });
        await asked.connect();
        try {
          const api = createApi(platform.http, bearer(adminToken(dataDir)));
          await populate(api, generateCity({ seed: 7, lifts: 12, liftsPerCrew: 6 }), () => undefined);
          const { lifts } = await api.get("/api/v1/lifts?limit=20", liftList);
          const registerCode = must(lifts[0]?.registerCode, "code");
          await api.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
          let going = true;
          let sent = 0;
          const say = (id: string) => {
            const body = { id, at: Date.now(), code: "door-fault", phase: "raised" };
            return device.publishAsync(`sp/v1/${registerCode}/event`, JSON.stringify(body), { qos: 1 });
          };
          const load = (async () => {
            while (going) {
              await Promise.all(Array.from({ length: 20 }, () => say(`k-${sent++}`)));
              await pause(25);
            }
          })();
          for (let life = 0; life < kills; life += 1) {
            await pause(200 + life * 173);
            await platform.kill();
            platform = await start();
          }
          going = false;
          await load;
          const stored = async () =>
            (
              await asked.query<{ events: number; ids: number }>(
                "select count(*)::int as events, count(distinct event_id)::int as ids from devices.event where event_id like 'k-%'",
              )
            ).rows[0];
          await eventually(async () => (await stored())?.ids === sent, `all ${sent}`, 60_000);
          expect(await stored()).toEqual({ events: sent, ids: sent });
        } finally {
          await asked.end();
          await device.endAsync(true);
          await platform.stop();
          await broker.stop();
        }
      },
      180_000,
    );
  },
);

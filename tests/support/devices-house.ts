import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import pg from "pg";
import { type Clock, systemClock } from "../../src/kernel/clock.ts";
import { type LiftId, newId } from "../../src/kernel/ids.ts";
import type { Principal } from "../../src/kernel/principal.ts";
import { readConfig } from "../../src/platform/config/config.ts";
import { createPlatform, type Platform } from "../../src/platform/platform.ts";
import { reaction } from "../../src/platform/work/facts.ts";
import type { DialectName } from "../../src/rooms/devices/contract.ts";
import {
  type DevicesDoor,
  downlinkDone,
  enrolDevice,
  entrapmentCleared,
  entrapmentConfirmed,
  faultCleared,
  faultConfirmed,
} from "../../src/rooms/devices/index.ts";
import { decodeFrames } from "../../src/rooms/devices/ingest/frame-chunk.ts";
import { createDevicesRoom } from "../../src/rooms/devices/room.ts";
import type { TestDatabase } from "./database.ts";

export const administrator: Principal = {
  kind: "key",
  keyId: "test",
  name: "test",
  grants: [{ role: "administrator", scope: { kind: "everything" } }],
};

export type Heard = { readonly fact: string; readonly body: Record<string, unknown> };

/** The rooms up to devices, with a broker on a free port and an ear for every fact of devices. */
export type DevicesHouse = {
  readonly platform: Platform;
  readonly door: DevicesDoor;
  readonly route: (method: string, url: string) => (asked: object) => Promise<unknown>;
  readonly heard: readonly Heard[];
  readonly enrol: (registerCode: string, dialect?: DialectName) => Promise<{ username: string; password: string }>;
  readonly stop: () => Promise<void>;
};

export async function startDevicesHouse(database: TestDatabase, clock: Clock = systemClock): Promise<DevicesHouse> {
  const config = readConfig({
    SP_DATA_DIR: database.dataDir,
    SP_MQTT_PORT: "0",
    SP_HTTP_PORT: "0",
    SP_LOG_LEVEL: process.env.SP_LOG_LEVEL ?? "error",
  });
  const platform = await createPlatform({ config, appUrl: database.appUrl, clock });
  const { room, door } = createDevicesRoom(platform);
  const heard = hearFacts(platform);
  for (const { topic } of room.topics ?? []) platform.live.add(topic);
  for (const rows of room.dueRows ?? []) platform.work.watch(rows);
  await platform.notifications.start();
  await platform.work.start();
  await room.start?.();
  return {
    platform,
    door,
    heard,
    route: (method, url) => {
      const found = room.routes?.find((each) => each.method === method && each.url === url);
      if (found === undefined) throw new Error(`no route ${method} ${url}`);
      return (asked) => found.handle({ principal: administrator, params: {}, query: {}, body: {}, ...asked } as never);
    },
    enrol: async (registerCode, dialect) => {
      const result = await platform.database.transaction((tx) =>
        enrolDevice(tx, { registerCode, dialect, principal: administrator, at: clock.now() }),
      );
      if (!result.ok) throw new Error(result.refusal.code);
      return result.value;
    },
    stop: async () => {
      await room.stop?.();
      await platform.work.stop();
      await platform.notifications.stop();
      await platform.roads.stop();
      await platform.database.close();
    },
  };
}

function hearFacts(platform: Platform): Heard[] {
  const heard: Heard[] = [];
  for (const fact of [entrapmentConfirmed, entrapmentCleared, faultConfirmed, faultCleared, downlinkDone]) {
    const ear = reaction<Record<string, unknown>>(fact as never, `test/when-${fact.name}`, async (body, job) => {
      await platform.database.transaction((tx) => job.finish(tx));
      heard.push({ fact: fact.name, body });
    });
    platform.facts.subscribe(ear);
    platform.work.handle({ name: ear.name, run: (job) => ear.run(job.payload as never, job) });
  }
  return heard;
}

/** A lift in the register, as an import would leave it. */
export async function registerLift(database: TestDatabase, registerCode: string): Promise<LiftId> {
  const id = newId<"lift">();
  await asOwner(database, async (client) => {
    await client.query(
      `with site as (
         insert into lifts.site (id, region_code, name) values (gen_random_uuid(), '100000', $1::text) returning id),
       building as (
         insert into lifts.building (id, site_id, name, unit, address)
         select gen_random_uuid(), id, '1', '', 'Road 1' from site returning id)
       select id from building`,
      [registerCode],
    );
    await client.query(
      `insert into lifts.lift (id, building_id, register_code, registration_code, kind, lift_no, region_code, floors,
         registration, page_token, registered_here_at)
       select $1, b.id, $2, $2, '3110', '1', '100000', '{1,2,3}', 'in-use', $2, now()
       from lifts.building b join lifts.site s on s.id = b.site_id where s.name = $2`,
      [id, registerCode],
    );
    await client.query("insert into lifts.ledger_head (lift_id, no, hash) values ($1, 0, '')", [id]);
  });
  return id;
}

/** Another code of the same lift. */
export const giveCode = (database: TestDatabase, id: LiftId, code: string): Promise<void> =>
  asOwner(database, async (client) => {
    await client.query("update lifts.lift set device_code = $2 where id = $1", [id, code]);
  });

/** As the database's owner, for what no door offers. */
export async function asOwner<T>(database: TestDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.migratorUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What tests of devices begin with: devices of lifts whose codes begin so, and what became of what they said. */
export function deviceGivens(of: () => { database: TestDatabase; house: DevicesHouse }, codesBegin: string) {
  let last = 0;
  const newCode = (): string => {
    last += 1;
    return `${codesBegin}${String(last).padStart(10, "0")}`;
  };
  const rowsOf = (sql: string, values: unknown[]) =>
    asOwner(of().database, async (client) => (await client.query(sql, values)).rows);
  return {
    newDevice: async (dialect?: DialectName) => {
      const { database, house } = of();
      const code = newCode();
      const liftId = await registerLift(database, code);
      const login = await house.enrol(code, dialect);
      return { code, liftId, login, device: await dock(house, login, code) };
    },
    rowsOf,
    framesOf: (liftId: LiftId) => keptFrames(of().database, liftId),
    factsOf: (liftId: LiftId, fact = "devices.entrapment-confirmed") =>
      of().house.heard.filter((each) => each.fact === fact && each.body.liftId === liftId),
  };
}

export type Received = { readonly topic: string; readonly body: Record<string, unknown> };
export type TestDevice = {
  readonly client: MqttClient;
  readonly received: Received[];
  readonly say: (channel: string, body: unknown, code?: string) => Promise<unknown>;
  /** Bytes, or an object as JSON, at `sp/raw/<code>`. */
  readonly sayRaw: (body: unknown) => Promise<unknown>;
  readonly hears: (test: (each: Received) => boolean, what: string) => Promise<Received>;
};

/** An unmodified MQTT client that docks as the interface's page says. */
export async function dock(
  house: DevicesHouse,
  login: { readonly username: string; readonly password: string },
  code: string,
  options: IClientOptions = {},
): Promise<TestDevice> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${house.door.mqttPort()}`, {
    ...login,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...options,
  });
  const received: Received[] = [];
  client.on("error", () => undefined);
  client.on("message", (topic, payload) => received.push({ topic, body: JSON.parse(payload.toString()) }));
  await client.subscribeAsync(`sp/v1/${encodeURIComponent(code)}/+`, { qos: 1 });
  return {
    client,
    received,
    say: (channel, body, under = code) => {
      const payload = Buffer.isBuffer(body) || typeof body === "string" ? body : JSON.stringify(body);
      return client.publishAsync(`sp/v1/${encodeURIComponent(under)}/${channel}`, payload, { qos: 1 });
    },
    sayRaw: (body) =>
      client.publishAsync(
        `sp/raw/${encodeURIComponent(code)}`,
        Buffer.isBuffer(body) || typeof body === "string" ? body : JSON.stringify(body),
        { qos: 1 },
      ),
    hears: async (test, what) => {
      await eventually(() => received.some(test), what);
      return received.find(test) as Received;
    },
  };
}

/** Waits until the condition holds; throws after ten seconds. */
export async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 10_000; !(await condition()); ) {
    if (Date.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What is kept of a lift's frames, in the order in which they came. */
export async function keptFrames(
  database: TestDatabase,
  liftId: LiftId,
): Promise<{ verdict: string; reason: string | null; channel: string }[]> {
  return asOwner(database, async (client) => {
    const owner = await client.query<{ no: number }>("select no from devices.credential where lift_id = $1", [liftId]);
    const chunks = await client.query<{ body: Buffer }>("select body from devices.frame_chunk order by id");
    return chunks.rows
      .flatMap(({ body }) => [...decodeFrames(body, (device) => device === owner.rows[0]?.no)])
      .map(({ verdict, reason, channel }) => ({ verdict, reason: reason ?? null, channel }));
  });
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll } from "vitest";
import type { z } from "zod";
import { type Api, bearer, createApi, keyOf } from "../../sim/api.ts";
import type { City } from "../../sim/city/city.ts";
import { generateCity } from "../../sim/city/generate-city.ts";
import { openSession } from "../../sim/people/login.ts";
import { populate } from "../../sim/populate.ts";
import { type ManualClock, manualClock, systemClock } from "../../src/kernel/clock.ts";
import { readConfig } from "../../src/platform/config/config.ts";
import { buildRoads } from "../../src/platform/roads/index.ts";
import { crewList } from "../../src/rooms/crews/contract.ts";
import { enrolReply } from "../../src/rooms/devices/contract.ts";
import { account, me, type scope } from "../../src/rooms/identity/contract.ts";
import { type LiftSummary, liftList } from "../../src/rooms/lifts/contract.ts";
import { type IncidentFile, type IncidentRow, incidentFile, incidentList } from "../../src/rooms/rescue/contract.ts";
import { type Running, startShengping } from "../../src/start.ts";
import { makeTestDatabase, type TestDatabase } from "./database.ts";

/** A crew's phone as its crew uses it, over HTTP. */
export type Phone = { readonly crewId: string; readonly name: string; readonly api: Api };

/** The whole house on a database of its own, with a clock that only the test moves, a small city and its people. */
export type House = {
  readonly running: Running;
  readonly database: TestDatabase;
  readonly clock: ManualClock;
  readonly city: City;
  /** As the `sp` command does it. */
  readonly admin: Api;
  readonly lifts: readonly LiftSummary[];
  readonly lift: (n: number) => LiftSummary;
  /** A person with a role, logged in. */
  readonly person: (
    login: string,
    role:
      | "dispatcher"
      | "officer"
      | "administrator"
      | "security-administrator"
      | "audit-administrator"
      | "use-unit-manager",
    where?: z.input<typeof scope>,
  ) => Promise<Api>;
  /** A crew on duty at a place; of the lift's contracted unit, or of another. */
  readonly phoneOf: (crewName: string, at: { lat: number; lon: number } | null) => Promise<Phone>;
  readonly crewsOf: (organisation: string | null, own: boolean) => Promise<string[]>;
  readonly device: (registerCode: string) => Promise<Device>;
  readonly incidents: (state?: "open" | "closed" | "all") => Promise<readonly IncidentRow[]>;
  readonly file: (id: string) => Promise<IncidentFile>;
  /** Does what is due now and what follows from it. */
  readonly settle: () => Promise<void>;
  /** Moves the clock and does what falls due. */
  readonly forward: (milliseconds: number) => Promise<void>;
  /** Stops the house and starts it on the same database, folder and ports; `meanwhile` happens while it is down. */
  readonly restart: (meanwhile?: () => void | Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Device = {
  readonly client: MqttClient;
  readonly username: string;
  readonly password: string;
  readonly topic: (channel: string) => string;
  /** Resolves at the broker's PUBACK. */
  readonly send: (channel: string, body: object) => Promise<void>;
  /** Messages that came down, newest last. */
  readonly received: { readonly channel: string; readonly body: Record<string, unknown> }[];
};

/** An unmodified MQTT client with a lift's credentials, subscribed to its down channels. */
export async function connectDevice(
  url: string,
  secret: { registerCode: string; username: string; password: string },
): Promise<Device> {
  const client = await mqtt.connectAsync(url, {
    username: secret.username,
    password: secret.password,
    protocolVersion: 4,
    reconnectPeriod: 200,
  });
  const base = `sp/v1/${encodeURIComponent(secret.registerCode)}`;
  const received: Device["received"] = [];
  client.on("message", (topic, payload) => {
    received.push({ channel: topic.slice(base.length + 1), body: JSON.parse(payload.toString()) });
  });
  await client.subscribeAsync(`${base}/+`, { qos: 1 });
  return {
    client,
    username: secret.username,
    password: secret.password,
    topic: (channel) => `${base}/${channel}`,
    send: async (channel, body) =>
      void (await client.publishAsync(`${base}/${channel}`, JSON.stringify(body), { qos: 1 })),
    received,
  };
}

const password = "correct horse battery";

export type HouseOptions = {
  readonly lifts?: number;
  /** What the clock shows at first. */
  readonly start?: number;
  /** The real clock, for pages that have a clock of their own; `forward` then only moves what tests read. */
  readonly realTime?: boolean;
  readonly city?: City;
  /** OSM extract to build the roads from. */
  readonly roads?: string;
  /** Further settings, by their names. */
  readonly settings?: Readonly<Record<string, string>>;
};

export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const database = await makeTestDatabase();
  if (options.roads !== undefined)
    await buildRoads({ pbfFile: options.roads, roadsDir: join(database.dataDir, "roads"), report: () => undefined });
  const clock = manualClock(options.start ?? Date.now());
  const env = {
    SP_DATA_DIR: database.dataDir,
    SP_HTTP_PORT: "0",
    SP_MQTT_PORT: "0",
    SP_LOG_LEVEL: process.env.SP_LOG_LEVEL ?? "silent",
    // A clock that is moved by days would print every night.
    SP_PAPER_AT: "off",
    ...options.settings,
  };
  const start = (ports: object) =>
    startShengping({
      config: readConfig({ ...env, ...ports }),
      clock: options.realTime ? systemClock : clock,
      database,
    });
  let running = await start({});
  const stops: (() => Promise<unknown>)[] = [];
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    for (const each of stops) await each();
    await running.stop();
  };
  afterAll(stop);
  const token = readFileSync(join(database.dataDir, "secrets", "admin-token"), "utf8").trim();
  const admin = createApi(running.http, bearer(token));
  const city = options.city ?? generateCity({ seed: 7, lifts: options.lifts ?? 40, liftsPerCrew: 6 });
  await populate(admin, city, () => undefined);
  const { lifts } = await admin.get("/api/v1/lifts?limit=200", liftList);
  const settle = () => running.platform.work.drain();
  const portOf = (url: string) => new URL(url).port;
  const logIn = async (login: string, role: string, where: unknown, name = login): Promise<Api> => {
    await admin.post("/api/v1/accounts", { login, name, password, role, scope: where }, account);
    const session = openSession(running.http, { login, password });
    await session.logIn();
    await session.api.get("/api/v1/me", me);
    return session.api;
  };
  // Without an administrator every page leads to the set-up page.
  await logIn("first-administrator", "administrator", { kind: "everything" });
  return {
    get running() {
      return running;
    },
    database,
    clock,
    city,
    admin,
    lifts,
    lift: (n) => must(lifts.filter((lift) => lift.kind === "3110" && lift.maintenanceUnit !== null)[n], `lift ${n}`),
    person: (login, role, where = { kind: "everything" }) => logIn(login, role, where),
    phoneOf: async (crewName, at) => {
      const { crews } = await admin.get("/api/v1/crews", crewList);
      const crew = must(
        crews.find((each) => each.name === crewName),
        crewName,
      );
      const api = await logIn(
        `crew-${crew.code.toLowerCase()}`.replace(/[^a-z0-9._-]/g, "-"),
        "crew",
        { kind: "crew", id: crew.id },
        crewName,
      );
      const { fieldMe } = await import("../../src/rooms/crews/contract.ts");
      await api.post("/api/v1/field/duty", { on: true, position: at }, fieldMe);
      return { crewId: crew.id, name: crewName, api };
    },
    crewsOf: async (organisation, own) => {
      const { crews } = await admin.get("/api/v1/crews", crewList);
      return crews.filter((crew) => (crew.organisation === organisation) === own).map((crew) => crew.name);
    },
    device: async (registerCode) => {
      const secret = await admin.post("/api/v1/devices/enrol", { registerCode }, enrolReply);
      const device = await connectDevice(running.mqtt, secret);
      stops.push(() => device.client.endAsync(true));
      return device;
    },
    incidents: async (state = "open") =>
      (await admin.get(`/api/v1/incidents?state=${state}&limit=200`, incidentList)).incidents,
    file: (id) => admin.get(`/api/v1/incidents/${id}`, incidentFile),
    settle,
    forward: async (milliseconds) => {
      clock.forward(milliseconds);
      await settle();
    },
    restart: async (meanwhile = () => undefined) => {
      const ports = { SP_HTTP_PORT: portOf(running.http), SP_MQTT_PORT: portOf(running.mqtt) };
      await running.stop();
      await meanwhile();
      running = await start(ports);
    },
    stop,
  };
}

export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`there is no ${what}`);
  return value;
}

/** A key for a command, the same for the same words. */
export const keyFor = keyOf;

/** Waits until `found` gives something, 5 s at the most. */
export async function eventually<T>(
  found: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  limitMs = 5_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await found();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`did not happen in ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

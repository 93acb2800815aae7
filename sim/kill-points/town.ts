import type { ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { fieldMe } from "../../src/rooms/crews/contract.ts";
import { isEscalatorKind, liftList } from "../../src/rooms/lifts/contract.ts";
import { openAccountBook, wantedAccounts } from "../accounts.ts";
import { type Api, bearer, createApi } from "../api.ts";
import { generateCity } from "../city/generate-city.ts";
import type { DeviceSecret } from "../devices/device-link.ts";
import { enrolLifts } from "../devices/enrol.ts";
import { openSession } from "../people/login.ts";
import { adminToken, freePort, type PlatformChild, startPlatform } from "../platform-child.ts";
import { populate } from "../populate.ts";
import { type DatabaseGate, openDatabaseGate } from "./database-gate.ts";
import type { Scene, SceneLift } from "./scene.ts";

/** A small town on a platform of its own, whose way to the database goes through a gate. */
export type Town = {
  readonly gate: DatabaseGate;
  /** As the database's owner, past the gate. */
  readonly client: pg.Client;
  readonly desks: readonly [Api, Api];
  readonly world: Api;
  readonly lifts: readonly SceneLift[];
  readonly hastyLifts: readonly SceneLift[];
  readonly stormLifts: readonly SceneLift[];
  readonly stormRegion: string;
  readonly seats: readonly [Scene["seats"], Scene["seats"]];
  readonly crewIds: readonly string[];
  readonly phoneOf: (crewId: string) => Api;
  readonly secretOf: (registerCode: string) => DeviceSecret;
  /** kill -9, also amid its start, and the gate open again once the database has seen the connections go. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<PlatformChild>;
  readonly stop: () => Promise<void>;
};

/** An empty or migrated database of the town's own, with its two roles. */
export type TownDatabase = { readonly migratorUrl: string; readonly appUrl: string };

/** The town is always the same one, with lifts in two districts; what happens in it is drawn. */
const citySeed = 1;
const lifts = 200;
const liftsPerCrew = 16;
/** Shorter than a city may choose: the silent crew shall be overdue within the test. */
const hastySeconds = 3;

/** `folder`: the platform's own, with settings, secrets and log. */
export async function foundTown(addresses: TownDatabase, folder: string): Promise<Town> {
  mkdirSync(folder, { recursive: true });
  const gate = await openDatabaseGate(addresses.migratorUrl);
  const env = {
    SP_HTTP_PORT: String(await freePort()),
    SP_MQTT_PORT: String(await freePort()),
    SP_LOG_LEVEL: "warn",
    SP_PAPER_AT: "off",
    DATABASE_URL: gate.through(addresses.migratorUrl),
    DATABASE_APP_URL: gate.through(addresses.appUrl),
  };
  let child: ChildProcess | undefined;
  let starting: Promise<PlatformChild>;
  const start = (): Promise<PlatformChild> => {
    const onSpawned = (spawned: ChildProcess): void => {
      child = spawned;
    };
    starting = startPlatform({
      dataDir: folder,
      logFile: join(folder, "platform.log"),
      readyLimitMs: 60_000,
      env,
      onSpawned,
    });
    return starting;
  };
  const { http } = await start();
  const client = new pg.Client({ connectionString: addresses.migratorUrl });
  // When a run fails, the server is stopped under this connection: the failure is what should be seen.
  client.on("error", () => undefined);
  await client.connect();
  const people = await furnish({ folder, http, client });
  return {
    ...people,
    gate,
    client,
    kill: async () => {
      gate.shut();
      child?.kill("SIGKILL");
      // Killed amid its start, the start fails; else it had been ready long ago.
      await starting.then((platform) => platform.ended).catch(() => undefined);
      gate.open();
      await untilAlone(client);
    },
    start,
    stop: async () => {
      await starting.then((platform) => platform.stop()).catch(() => undefined);
      await client.end();
      await gate.close();
    },
  };
}

/** What was under way when the platform died has ended, one way or the other. */
async function untilAlone(client: pg.Client): Promise<void> {
  for (let look = 0; look < 400; look += 1) {
    const { rows } = await client.query<{ others: number }>(
      "select count(*)::int as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
    );
    if (rows[0]?.others === 0) return;
    await sleep(10);
  }
  throw new Error("connections of the killed platform did not go");
}

type Furnishing = {
  readonly folder: string;
  readonly http: string;
  readonly client: pg.Client;
};

async function furnish({ folder, http, client }: Furnishing) {
  const admin = createApi(http, bearer(adminToken(folder)), 10_000);
  const city = generateCity({ seed: citySeed, lifts, liftsPerCrew });
  await populate(admin, city, () => {});
  const book = openAccountBook(join(folder, "accounts.json"));
  const wanted = [...(await wantedAccounts(admin, city.crews, "")), ...seatAccounts];
  await book.make(admin, wanted);
  const phones = new Map<string, Api>();
  for (const { login, scope, crewCode } of wanted) {
    if (scope.kind !== "crew") continue;
    const session = openSession(http, book.of(login));
    await session.logIn();
    const base = city.crews.find(({ code }) => code === crewCode)?.base ?? null;
    await session.api.post("/api/v1/field/duty", { on: true, position: base }, fieldMe);
    phones.set(scope.id, session.api);
  }
  const seat = (n: number) => openSession(http, book.of(`seat-${n}`));
  const second = openSession(http, book.of("desk-demo"));
  await second.logIn();
  const listed = await usableLifts(admin);
  const hasty = await makeHasty(
    client,
    listed
      .map(({ district }) => district)
      .toSorted()
      .at(-1) ?? "",
  );
  const ordinary = listed.filter(({ district }) => district !== hasty);
  const stormLifts = ordinary.slice(-stormLiftsWanted);
  const stormRegion = await makeStormCounty(
    client,
    stormLifts.map(({ id }) => id),
  );
  const codes = listed.map(({ registerCode }) => registerCode);
  const signal = new AbortController().signal;
  const secrets = await enrolLifts(admin, join(folder, "devices.json"), codes, { report: () => {}, signal });
  return {
    desks: [admin, second.api] as const,
    seats: [
      [seat(0), seat(1)],
      [seat(2), seat(3)],
    ] as const,
    world: createApi(http, () => ({}), 10_000),
    lifts: ordinary.slice(0, -stormLiftsWanted),
    stormLifts,
    stormRegion,
    hastyLifts: listed.filter(({ district }) => district === hasty),
    crewIds: [...phones.keys()],
    phoneOf: (crewId: string) => known(phones, crewId),
    secretOf: (registerCode: string) => known(secrets, registerCode),
  };
}

/** Lifts that somebody may be trapped in, with all codes and a contracted unit. */
async function usableLifts(admin: Api): Promise<(SceneLift & { readonly district: string })[]> {
  const { lifts: all } = await admin.get("/api/v1/lifts?limit=200", liftList);
  return all.flatMap(({ id, kind, rescueCode, registerCode, maintenanceUnit, regionCode }) =>
    isEscalatorKind(kind) || rescueCode === null || registerCode === null || maintenanceUnit === null
      ? []
      : [{ id, rescueCode, registerCode, district: regionCode.slice(0, 6) }],
  );
}

function known<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the town has no ${key}`);
  return value;
}

/** Who sits at the desk, and hands over. */
const seatAccounts = [0, 1, 2, 3].map((n) => ({
  ...{ login: `seat-${n}`, name: `值守 ${n}`, role: "dispatcher" as const },
  ...{ scope: { kind: "everything" } as const, crewCode: null },
}));

/** Enough for two storms side by side, and none of the lifts of the two before. */
const stormLiftsWanted = 24;

/** Some lifts stand in a county that has nothing else: a storm there takes no other life along. Its crews roll after a second. */
async function makeStormCounty(client: pg.Client, liftIds: readonly string[]): Promise<string> {
  const { rows } = await client.query<{ code: string }>(
    `select r.code from identity.v_region r where r.code ~ '^[0-9]{4}(0[1-9]|[1-9][0-9])$'
       and not exists (select 1 from lifts.lift l where left(l.region_code, 6) = r.code) order by r.code limit 1`,
  );
  const code = rows[0]?.code;
  if (code === undefined) throw new Error("the town has no county without lifts");
  await client.query("update lifts.lift set region_code = $1 where id = any($2::uuid[])", [code, liftIds]);
  await client.query("update rescue.setting set value = 1 where name = 'stormAskSeconds'");
  return code;
}

/** In one district crews have seconds to answer; nowhere do many alarms make a storm, which has clocks of its own. */
async function makeHasty(client: pg.Client, district: string): Promise<string> {
  await client.query(
    `insert into rescue.clock (name, region_code, seconds, source, certainty, valid_from)
     values ('crewAnswer', $1, $2, 'kill test', 'own', '2026-01-01'), ('searchAgain', $1, 2, 'kill test', 'own', '2026-01-01')`,
    [district, hastySeconds],
  );
  await client.query("update rescue.setting set value = 0 where name = 'stormAlarms'");
  return district;
}

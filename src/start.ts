import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { backupProofs } from "./backup-proofs.ts";
import { importsDoor } from "./imports-door.ts";
import { type Clock, systemClock } from "./kernel/clock.ts";
import {
  addOperationsMetrics,
  type BackupHouse,
  backUpBeforeUpgrade,
  backupRefusals,
  backupRoutes,
  createBackupDesk,
} from "./platform/backup/index.ts";
import type { Config } from "./platform/config/config.ts";
import { migrate } from "./platform/database/migrate.ts";
import type { DatabaseAddresses } from "./platform/database/roles.ts";
import { type EmbeddedServer, startDatabase } from "./platform/database/start-database.ts";
import { type Http, startHttp } from "./platform/http/http.ts";
import { openTls, type Tls } from "./platform/http/tls.ts";
import { importRoutes } from "./platform/imports/import-routes.ts";
import { importRefusals } from "./platform/imports/import-words.ts";
import { Imports } from "./platform/imports/imports.ts";
import { createLog, type Log } from "./platform/log.ts";
import { furnishGateways, noticeRefusals, reportRoutes } from "./platform/notify/index.ts";
import { createPlatform, migrationsOf, type Platform, type Room } from "./platform/platform.ts";
import { createReadiness } from "./platform/ready.ts";
import { roadsRoutes } from "./platform/roads/index.ts";
import { furnishWatch, watchRefusals, watchRoutes } from "./platform/watch/index.ts";
import { createCentreRoom } from "./rooms/centre/room.ts";
import { createCrewsRoom } from "./rooms/crews/room.ts";
import { createDevicesRoom } from "./rooms/devices/room.ts";
import { createDutiesRoom } from "./rooms/duties/room.ts";
import { assertRoutesPermitted, permits, recordAudit } from "./rooms/identity/index.ts";
import { createIdentityRoom, type IdentityRoom } from "./rooms/identity/room.ts";
import { createLiftsRoom } from "./rooms/lifts/room.ts";
import { createOverviewRoom } from "./rooms/overview/room.ts";
import { createRescueRoom } from "./rooms/rescue/room.ts";
import { rooms as roomList } from "./rooms.ts";

/** The version of this platform, as backups and pages show it. */
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
  version: string;
};

export type Running = {
  readonly platform: Platform;
  readonly http: string;
  readonly mqtt: string;
  /** Undefined where the broker has no TLS door. */
  readonly mqtts: string | undefined;
  /** For the console of the first start: opens the page that makes the first administrator. Undefined once there is one. */
  readonly setupToken: string | undefined;
  readonly stop: () => Promise<void>;
};

export type StartOptions = {
  readonly config: Config;
  /** Moved by hand in tests. */
  readonly clock?: Clock;
  /** A database that the caller has prepared (tests clone one); else the one that the settings name. */
  readonly database?: DatabaseAddresses;
};

/** Brings the house up: database → migrations → platform → rooms from bottom to top → web server. Throws with the cause when a part fails, after closing what was open. */
export async function startShengping(options: StartOptions): Promise<Running> {
  const open = new Opened(createLog(options.config.logLevel));
  try {
    const started = await bringUp(options, open);
    return { ...started, stop: () => open.close() };
  } catch (error) {
    await open.close();
    throw error;
  }
}

async function bringUp(options: StartOptions, open: Opened): Promise<Omit<Running, "stop">> {
  const { config } = options;
  const tls = config.tls === undefined ? undefined : openTls(config.tls, createLog(config.logLevel));
  const database = await prepareDatabase(options, open);
  const schemas = ["platform", ...roomList.map((room) => room.name)];
  const sets = schemas.map(migrationsOf);
  const house: BackupHouse = {
    config,
    version,
    schemas: ["migrations", ...schemas],
    proofs: backupProofs,
    migratorUrl: database.migratorUrl,
    embedded: database.embedded,
  };
  await backUpBeforeUpgrade(house, sets, createLog(config.logLevel));
  await migrate({ migratorUrl: database.migratorUrl, appRole: database.appRole, sets });
  const platform = await createPlatform({ config, appUrl: database.appUrl, clock: options.clock ?? systemClock });
  open.add("database pools", () => platform.database.close());
  open.add("roads", () => platform.roads.stop());
  const { identity, devices, rooms } = createRooms(platform, tls);
  const setupToken = await identity.prepareSetup();
  const backups = furnishBackups(platform, house, tls);
  furnish(platform, rooms);
  await furnishWatch(platform);
  await furnishGateways(platform);
  await platform.notifications.start();
  open.add("notifications", () => platform.notifications.stop());
  await backups.desk.start();
  open.add("backups", () => backups.desk.stop());
  await platform.work.start();
  open.add("work", () => platform.work.stop());
  for (const room of rooms) {
    open.add(room.name, async () => room.stop?.());
    await room.start?.();
  }
  // The register is what most files are about: it is offered first.
  const forms = rooms
    .flatMap((room) => room.importForms ?? [])
    .sort((a, b) => Number(b.name === "lifts") - Number(a.name === "lifts"));
  const imports = new Imports({ platform, files: platform.files, forms, door: importsDoor });
  open.add("imports", () => imports.halt());
  await imports.start();
  const http = await openDoors(platform, rooms, { identity, imports, backups });
  open.add("web server", http.stop);
  const mqtt = `mqtt://${config.mqttHost}:${devices.door.mqttPort()}`;
  const mqttsPort = devices.door.mqttsPort();
  const mqtts = mqttsPort === undefined ? undefined : `mqtts://${config.mqtts?.host ?? config.mqttHost}:${mqttsPort}`;
  const certFile = config.tls === undefined ? {} : { certFile: config.tls.certFile };
  await writeAddress(config.dataDir, { http: http.address, mqtt, mqtts, pid: process.pid, ...certFile });
  return { platform, http: http.address, mqtt, mqtts, setupToken };
}

/** Each room knows those below it; measures rise to the room of duties. */
function createRooms(platform: Platform, tls: Tls | undefined) {
  const identity = createIdentityRoom(platform);
  const lifts = createLiftsRoom(platform);
  const devices = createDevicesRoom(platform, tls);
  const own: readonly Room[] = [
    identity.room,
    lifts.room,
    devices.room,
    createCrewsRoom(platform).room,
    createRescueRoom(platform, devices.door).room,
    createCentreRoom(platform).room,
    createOverviewRoom(platform, { index: lifts.index, devices: devices.door }).room,
  ];
  const measures = own.flatMap((room) => room.measures ?? []);
  return { identity, devices, rooms: [...own, createDutiesRoom(platform, measures).room] };
}

type Prepared = DatabaseAddresses & { readonly embedded: EmbeddedServer | undefined };

async function prepareDatabase({ config, database }: StartOptions, open: Opened): Promise<Prepared> {
  if (database !== undefined) return { ...database, embedded: undefined };
  const started = await startDatabase(config, createLog(config.logLevel));
  open.add("database", started.stop);
  return started;
}

type Backups = Parameters<typeof backupRoutes>[0];

/** Backups are machinery: what the rooms hold, they copy without knowing it. */
function furnishBackups(platform: Platform, house: BackupHouse, tls: Tls | undefined): Backups {
  const { database, clock, log, metrics } = platform;
  const parts = { house, database, clock, log };
  const desk = createBackupDesk(parts);
  for (const rows of desk.dueRows) platform.work.watch(rows);
  addOperationsMetrics(metrics, parts, tls);
  const audit: Backups["audit"] = (principal, { id, store }, address) =>
    database.transaction((tx) =>
      recordAudit(tx, {
        principal,
        act: "platform.backup-begun",
        target: `platform/backup/${id}`,
        outcome: "done",
        detail: { store },
        address,
        at: clock.now(),
      }),
    );
  return { parts, desk, tls, audit };
}

/** Hands every room's parts to the machinery. */
function furnish(platform: Platform, rooms: readonly Room[]): void {
  for (const room of rooms) {
    for (const each of room.reactions ?? []) {
      platform.facts.subscribe(each);
      platform.work.handle({ name: each.name, run: (job) => each.run(job.payload as never, job) });
    }
    for (const handler of room.handlers ?? []) platform.work.handle(handler);
    for (const rows of room.dueRows ?? []) platform.work.watch(rows);
    for (const { topic } of room.topics ?? []) platform.live.add(topic);
  }
}

type Doors = { readonly identity: IdentityRoom; readonly imports: Imports; readonly backups: Backups };

function openDoors(platform: Platform, rooms: readonly Room[], { identity, imports, backups }: Doors): Promise<Http> {
  const { config, clock, database, live, log, metrics } = platform;
  const routes = [
    ...roadsRoutes(platform.roads),
    ...importRoutes(imports),
    ...backupRoutes(backups),
    ...reportRoutes(platform),
    ...watchRoutes(platform, (principal, name, address) =>
      database.transaction((tx) =>
        recordAudit(tx, {
          principal,
          act: "platform.watchdog-forgotten",
          target: `platform/watchdog/${name}`,
          outcome: "done",
          address,
          at: clock.now(),
        }),
      ),
    ),
    ...rooms.flatMap((room) => room.routes ?? []),
  ];
  assertRoutesPermitted(routes);
  const machinery = createReadiness({ dataDir: config.dataDir, database, clock });
  return startHttp({
    host: config.httpHost,
    port: config.httpPort,
    tls: backups.tls,
    trustProxy: config.trustProxy,
    routes,
    refusals: Object.assign(
      {},
      importRefusals,
      backupRefusals,
      watchRefusals,
      noticeRefusals,
      ...rooms.map((room) => room.refusals ?? {}),
    ),
    identify: identity.identify,
    permits,
    topicPermissions: Object.fromEntries(
      rooms.flatMap((room) => room.topics ?? []).map((each) => [each.topic.name, each.permission]),
    ),
    live,
    clock,
    ready: async () => {
      const { parts, reasons } = await machinery();
      const own = Object.fromEntries(rooms.flatMap((room) => (room.ready ? [[room.name, room.ready()]] : [])));
      return { parts: { ...parts, ...own }, reasons };
    },
    pages: { folder: join(import.meta.dirname, "../dist/web"), lang: config.lang },
    log,
    metrics,
  });
}

/** Where `sp`, the demo and the tests find this platform; written whole, then renamed into place. */
async function writeAddress(
  dataDir: string,
  address: { http: string; mqtt: string; mqtts: string | undefined; pid: number; certFile?: string },
): Promise<void> {
  const file = join(dataDir, "address.json");
  await writeFile(`${file}.new`, `${JSON.stringify(address)}\n`);
  await rename(`${file}.new`, file);
}

/** How long one part may take to close; what hangs must not keep the database from being stopped in order. */
const closeLimitMs = 8_000;

/** What is open, in order. Closed from the doors inwards: no new request, no new frame, running jobs end, the database last. */
class Opened {
  readonly #log: Log;
  readonly #parts: { readonly name: string; readonly close: () => Promise<unknown> }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  add(name: string, close: () => Promise<unknown>): void {
    this.#parts.push({ name, close });
  }

  async close(): Promise<void> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      const { name, close } = part;
      const late = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error(`not closed within ${closeLimitMs} ms`)), closeLimitMs).unref();
      });
      await Promise.race([close(), late]).catch((error: unknown) => {
        this.#log.warn({ err: error, part: name }, "a part did not close in order");
      });
    }
  }
}

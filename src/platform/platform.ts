import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock } from "../kernel/clock.ts";
import type { Principal } from "../kernel/principal.ts";
import type { Config } from "./config/config.ts";
import { type Database, openDatabase } from "./database/database.ts";
import type { MigrationSet } from "./database/migrate.ts";
import { createNotifications, type Notifications } from "./database/notifications.ts";
import { createFileStore, type FileStore } from "./files/file-store.ts";
import type { RefusalTexts, Route } from "./http/route.ts";
import type { ImportForm } from "./imports/import-form.ts";
import { Live, type LiveTopic } from "./live/live.ts";
import { createLog, type Log } from "./log.ts";
import type { Measure } from "./measures.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { type RoadEngine, startRoadEngine } from "./roads/index.ts";
import { createFacts, type Facts, type Reaction } from "./work/facts.ts";
import { type DueRows, Work, type WorkHandler } from "./work/work.ts";

/** The machinery that rooms stand on. */
export type Platform = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly notifications: Notifications;
  readonly work: Work;
  readonly facts: Facts;
  readonly live: Live<Principal>;
  readonly roads: RoadEngine;
  /** Files that people brought, and evidence, each under its SHA-256. */
  readonly files: FileStore;
};

/** A live topic with the permission that watching it needs. */
export type WatchedTopic = { readonly permission: string; readonly topic: LiveTopic<Principal, object> };

/** Forgets the shape of a topic's rows: the live channel hands them on without looking. */
export const watched = <Row extends object>(permission: string, topic: LiveTopic<Principal, Row>): WatchedTopic => ({
  permission,
  topic: topic as unknown as LiveTopic<Principal, object>,
});

/** What a room brings into the house; `main` wires it. */
export type Room = {
  readonly name: string;
  readonly routes?: readonly Route[];
  readonly refusals?: RefusalTexts;
  /** What this room does when a lower room tells a fact. */
  readonly reactions?: readonly Reaction[];
  readonly handlers?: readonly WorkHandler[];
  readonly dueRows?: readonly DueRows[];
  /** Tables of this room that files can be imported into. */
  readonly importForms?: readonly ImportForm[];
  /** Live figures of this room that rooms above may ask for by name. */
  readonly measures?: readonly Measure[];
  /** Live topics, each with the permission that watching it needs. */
  readonly topics?: readonly WatchedTopic[];
  /** Begins (broker, timers) after the rooms below have begun. */
  readonly start?: () => Promise<void>;
  readonly stop?: () => Promise<void>;
  readonly ready?: () => boolean;
};

/** A room's migrations lie in its folder. */
export const migrationsOf = (schema: string): MigrationSet => ({
  schema,
  folder:
    schema === "platform"
      ? join(import.meta.dirname, "migrations")
      : join(import.meta.dirname, "../rooms", schema, "migrations"),
});

/** Everything but rooms and the web server; nothing runs yet except the road engine. */
export async function createPlatform(options: { config: Config; appUrl: string; clock: Clock }): Promise<Platform> {
  const { config, clock } = options;
  const log = createLog(config.logLevel);
  const metrics = createMetrics();
  const database = openDatabase({
    url: options.appUrl,
    onIdleError: (error) => log.warn({ err: error }, "a database connection was lost"),
  });
  const notifications = createNotifications(database, log);
  const work = new Work({ database, notifications, clock, log, metrics, nodeId: await nodeIdOf(config.dataDir) });
  const live = new Live<Principal>(notifications, log);
  const roads = await startRoadEngine({ roadsDir: join(config.dataDir, "roads"), log });
  const files = await createFileStore(join(config.dataDir, "files"));
  metrics.gauge("sp_live_viewers", "viewers of live channels", () => live.viewers());
  return { config, clock, log, metrics, database, notifications, work, facts: createFacts(), live, roads, files };
}

/** This node's lasting name: leases of its former life are recognised by it. */
async function nodeIdOf(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, "node-id");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    const made = `${hostname()}-${randomBytes(4).toString("hex")}`;
    await writeFile(file, `${made}\n`);
    return made;
  }
}

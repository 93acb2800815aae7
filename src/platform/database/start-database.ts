import { join } from "node:path";
import type { Config } from "../config/config.ts";
import type { Log } from "../log.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { type DatabaseAddresses, prepareForeignServer, prepareOwnServer } from "./roles.ts";
import { archiveOf } from "./wal-archive.ts";

/** What a backup needs of our own server: its files, and its superuser. */
export type EmbeddedServer = {
  /** Folder that takes the log of this life of the database; null = it is not archived. */
  readonly walArchive: string | null;
  readonly cluster: string;
  readonly database: string;
  readonly superuserUrl: () => string;
};

export type StartedDatabase = DatabaseAddresses & {
  /** Undefined where others run the server. */
  readonly embedded: EmbeddedServer | undefined;
  readonly stop: () => Promise<void>;
};

const ownName = "shengping";

const secretsDir = (config: Config): string => join(config.dataDir, "secrets");

/**
 * The server named by DATABASE_URL, or our own. When our own server dies under us it is started again, with growing
 * pauses; meanwhile requests are refused as unavailable and nothing is acknowledged.
 */
export async function startDatabase(config: Config, log: Log): Promise<StartedDatabase> {
  if (config.databaseUrl !== undefined) {
    const addresses = await prepareForeignServer({
      url: config.databaseUrl,
      appUrl: config.databaseAppUrl,
      secretsDir: secretsDir(config),
    });
    return { ...addresses, embedded: undefined, stop: async () => undefined };
  }
  const keeper = await keepServer(config, log);
  const addresses = await prepareOwnServer({
    superuserUrl: keeper.superuserUrl(),
    name: ownName,
    secretsDir: secretsDir(config),
  });
  const { superuserUrl, stop } = keeper;
  return {
    ...addresses,
    embedded: {
      walArchive: config.backup.walArchive === undefined ? null : archiveOf(config.backup.walArchive, config.dataDir),
      cluster: join(config.dataDir, "postgres"),
      database: ownName,
      superuserUrl,
    },
    stop,
  };
}

/**
 * running → (server ends without our doing) → waiting (0.1 s doubling to 5 s) → running …; stopped ends it. The port stays
 * the same, so the pools find the new server by themselves.
 */
async function keepServer(
  config: Config,
  log: Log,
): Promise<{ superuserUrl: () => string; stop: () => Promise<void> }> {
  let stopped = false;
  let server: EmbeddedPostgres | undefined;
  let pauseMs = 100;
  const start = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      dataDir: config.dataDir,
      profile: "production",
      walArchive: config.backup.walArchive,
      log: (message) => log.info({ part: "postgres" }, message),
      onExit: (how) => {
        if (stopped) return;
        log.error({ ...how }, "the database server ended; starting it again");
        again();
      },
    });
  const again = (): void => {
    setTimeout(async () => {
      if (stopped) return;
      try {
        server = await start();
        pauseMs = 100;
        if (stopped) await server.stop();
      } catch (error) {
        log.error({ err: error }, "the database server does not start");
        pauseMs = Math.min(5_000, pauseMs * 2);
        again();
      }
    }, pauseMs);
  };
  const first = await start();
  server = first;
  return {
    superuserUrl: () => server?.superuserUrl ?? first.superuserUrl,
    stop: async () => {
      stopped = true;
      await server?.stop();
    },
  };
}

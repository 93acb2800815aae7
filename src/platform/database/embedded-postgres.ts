import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type Account, chooseAccount, giveTo } from "./embedded-account.ts";
import { type Binaries, findBinaries } from "./embedded-binaries.ts";
import { checkVersion, createCluster, superuserPassword, writeWhole } from "./embedded-cluster.ts";
import { EmbeddedPostgresError } from "./embedded-error.ts";
import { type FolderLock, lockFolder } from "./embedded-lock.ts";
import {
  freePort,
  hasEnded,
  isFree,
  launchServer,
  READY_WITHIN_MS,
  stopOrphans,
  stopServer,
} from "./embedded-server.ts";
import type { Profile, Settings } from "./embedded-settings.ts";
import { archiveOf, archiveSettings } from "./wal-archive.ts";

export { EmbeddedPostgresError } from "./embedded-error.ts";

/** A PostgreSQL server of our own. `superuserUrl` names its database `postgres`; `stop` may be called twice. */
export type EmbeddedPostgres = {
  readonly superuserUrl: string;
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** The folder of SP_DATA_DIR: cluster in `postgres/`, password in `secrets/`, port and lock beside them. */
  readonly dataDir: string;
  readonly profile: Profile;
  readonly log: (message: string) => void;
  /** Default: picked free at the first start, then kept. */
  readonly port?: number;
  /** Folder that takes every finished piece of the log; undefined = none is kept. */
  readonly walArchive?: string | undefined;
  /** Over those of the profile, for a restore; with them the start may take longer. */
  readonly recovery?: { readonly settings: Settings; readonly readyWithinMs: number };
  /** Called once when the server ends without `stop`. The folder is free again: call startEmbeddedPostgres anew. */
  readonly onExit?: (how: { readonly code: number | null; readonly signal: NodeJS.Signals | null }) => void;
};

/**
 * Starts the PostgreSQL that came with the packages on a data folder, making the cluster when there is none.
 *
 * On the way up it ends a server that a killed platform left behind. At most one platform owns a data folder: the
 * second is refused with DATA_FOLDER_IN_USE. Every failure is an EmbeddedPostgresError with one clear sentence.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dataDir, { recursive: true });
  const dataDir = realpathSync(options.dataDir); // the system names working folders by their real path
  const lock = lockFolder(join(dataDir, "platform.lock"));
  try {
    return await startLocked({ ...options, dataDir }, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startLocked(options: EmbeddedPostgresOptions, lock: FolderLock): Promise<EmbeddedPostgres> {
  const { dataDir, profile, log } = options;
  refuseHalfRestored(dataDir, options.recovery !== undefined);
  const cluster = join(dataDir, "postgres");
  const account = chooseAccount(cluster);
  const binaries = findBinaries(account, [dataDir, "/var/tmp/shengping"]);
  const existed = existsSync(cluster);
  const password = superuserPassword(dataDir, existed);
  lock.assertHeld();
  if (existed) await prepareExisting(cluster, account, log);
  else {
    log("正在建立数据库 creating the database cluster");
    createCluster({ dataDir, cluster, profile }, binaries, account, password);
  }
  const { server, port } = await launchOnPort(options, cluster, binaries, account);
  return handle({ options, lock, cluster, server, port, password });
}

/** Lies in a data folder while a restore fills it. */
export const unfinishedMark = "restore-unfinished";

/** A restore that was cut short may lack anything: nobody may take it for the truth. */
function refuseHalfRestored(dataDir: string, restoring: boolean): void {
  if (restoring || !existsSync(join(dataDir, unfinishedMark))) return;
  throw new EmbeddedPostgresError(
    "DATA_FOLDER_HALF_RESTORED",
    `${dataDir} 中的恢复没有完成，请重新执行 sp restore。 The restore into ${dataDir} was not finished: run sp restore again.`,
  );
}

async function prepareExisting(cluster: string, account: Account, log: (message: string) => void): Promise<void> {
  checkVersion(cluster);
  const stopped = await stopOrphans(cluster);
  if (stopped > 0)
    log(`已停止上次遗留的数据库进程 stopped ${stopped} database processes left behind by a killed platform`);
  giveTo(account, cluster); // a folder restored from a backup belongs to whoever restored it
}

/** The kept port; another one when a stranger has taken it meanwhile, or takes it between our look and the start. */
async function launchOnPort(
  options: EmbeddedPostgresOptions,
  cluster: string,
  binaries: Binaries,
  account: Account,
): Promise<{ server: ChildProcess; port: number }> {
  const file = join(options.dataDir, "postgres-port");
  const startLog = join(options.dataDir, "postgres-start.log");
  const archive =
    options.walArchive === undefined ? {} : archiveSettings(archiveOf(options.walArchive, options.dataDir), account);
  const settings = { ...archive, ...options.recovery?.settings };
  const readyWithinMs = options.recovery?.readyWithinMs ?? READY_WITHIN_MS;
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(options, file);
    try {
      const launch = { cluster, startLog, profile: options.profile, port, settings, readyWithinMs };
      const server = await launchServer(launch, binaries, account);
      return { server, port };
    } catch (error) {
      if (attempt === 3 || (await isFree(port))) throw error;
    }
  }
}

async function choosePort(options: EmbeddedPostgresOptions, file: string): Promise<number> {
  if (options.port !== undefined) {
    if (await isFree(options.port)) return options.port;
    const sentence = `端口 ${options.port} 已被占用。 Port ${options.port} is taken by another program.`;
    throw new EmbeddedPostgresError("DATABASE_NOT_STARTED", sentence);
  }
  const kept = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (Number.isInteger(kept) && kept > 0 && kept < 65_536 && (await isFree(kept))) return kept;
  const port = await freePort();
  writeWhole(file, String(port));
  return port;
}

type Running = {
  readonly options: EmbeddedPostgresOptions;
  readonly lock: FolderLock;
  readonly cluster: string;
  readonly server: ChildProcess;
  readonly port: number;
  readonly password: string;
};

function handle({ options, lock, cluster, server, port, password }: Running): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const onEnd = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (stopping !== undefined) return;
    lock.release();
    options.onExit?.({ code, signal });
  };
  // It may have ended since it was seen ready; then no event comes any more.
  if (hasEnded(server)) queueMicrotask(() => onEnd(server.exitCode, server.signalCode));
  else server.once("exit", onEnd);
  return {
    superuserUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid ?? 0,
    stop: () => {
      stopping ??= stopServer(server, cluster).finally(lock.release);
      return stopping;
    },
  };
}

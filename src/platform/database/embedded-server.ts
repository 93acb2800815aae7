import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Account, runAs } from "./embedded-account.ts";
import type { Binaries } from "./embedded-binaries.ts";
import { nameFromInside, programEnvironment } from "./embedded-cluster.ts";
import { EmbeddedPostgresError } from "./embedded-error.ts";
import { processesIn, signalProcess, waitUntil } from "./embedded-process.ts";
import { type Profile, type Settings, serverArguments } from "./embedded-settings.ts";

/** Recovery after a crash may have 2 GB of log to read; a start that takes longer than this will not come. */
export const READY_WITHIN_MS = 120_000;
/** A shutdown writes what is in memory to disk; after this the server is told to leave it to recovery. */
const CLEAN_STOP_WITHIN_MS = 5_000;
const HARD_STOP_WITHIN_MS = 10_000;
/** Time for the system to collect a process that has ended. */
const ZOMBIE_WITHIN_MS = 300;

export type Launch = {
  readonly cluster: string;
  readonly startLog: string;
  readonly profile: Profile;
  readonly port: number;
  /** Over those of the profile: archiving, recovery. */
  readonly settings: Settings;
  /** A restore may have hours of log to read. */
  readonly readyWithinMs: number;
};

/** Starts the server and waits until it takes connections. */
export async function launchServer(launch: Launch, binaries: Binaries, account: Account): Promise<ChildProcess> {
  const output = openSync(launch.startLog, "w", 0o600);
  const args = [
    "-D",
    nameFromInside(account, launch.cluster),
    ...serverArguments(launch.profile, launch.port, launch.settings),
  ];
  const server = spawn(join(binaries.folder, "bin", "postgres"), args, {
    ...runAs(account),
    cwd: launch.cluster,
    env: programEnvironment,
    detached: true, // Ctrl-C is for the platform, which then stops the server in its own order
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const failed = once(server, "error").then(([error]) => error as Error);
  const up = () => isReady(launch.cluster, server.pid) || hasEnded(server);
  const ready = waitUntil(up, launch.readyWithinMs);
  const error = await Promise.race([failed, ready.then(() => undefined)]);
  if (error === undefined && !hasEnded(server) && isReady(launch.cluster, server.pid)) return server;
  if (server.pid !== undefined && !hasEnded(server)) signalProcess(server.pid, "SIGQUIT");
  const why = error?.message ?? lastLines(launch.startLog);
  throw new EmbeddedPostgresError("DATABASE_NOT_STARTED", `数据库无法启动。 PostgreSQL did not start: ${why}`);
}

export const hasEnded = (server: ChildProcess): boolean => server.exitCode !== null || server.signalCode !== null;

/** What made it give up; without such a line its last words. */
function lastLines(path: string): string {
  const lines = existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  const fatal = lines.filter((line) => /\b(FATAL|PANIC):/.test(line));
  return (fatal.length > 0 ? fatal : lines).slice(-4).join("; ") || "it said nothing";
}

/** The server's own file: process id on line 1, state on line 8. */
function postmasterFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return [];
  }
}

function isReady(cluster: string, pid: number | undefined): boolean {
  const lines = postmasterFile(cluster);
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

/**
 * Ends whatever still works in the cluster's folder: the server of a platform that was killed, or the backends of a
 * server that was. SIGINT lets it write a clean end, SIGQUIT leaves the rest to recovery; never SIGKILL, which leaves
 * shared memory behind. Returns the number of processes found.
 */
export async function stopOrphans(cluster: string): Promise<number> {
  const stopped = await endProcesses(cluster);
  await removeStalePidFile(cluster);
  return stopped;
}

async function endProcesses(cluster: string): Promise<number> {
  const postmaster = Number(postmasterFile(cluster)[0]) || undefined;
  const present = (): number[] => processesIn(cluster, postmaster);
  const found = present();
  if (found.length === 0) return 0;
  if (postmaster !== undefined && found.includes(postmaster)) {
    signalProcess(postmaster, "SIGINT");
    if (await waitUntil(() => present().length === 0, CLEAN_STOP_WITHIN_MS)) return found.length;
  }
  for (const pid of present()) signalProcess(pid, "SIGQUIT");
  if (await waitUntil(() => present().length === 0, HARD_STOP_WITHIN_MS)) return found.length;
  throw new EmbeddedPostgresError(
    "DATABASE_NOT_STOPPED",
    `数据库目录仍被进程 ${present().join(", ")} 占用。 Processes ${present().join(", ")} still hold the database folder.`,
  );
}

/**
 * PostgreSQL refuses to start while the id in its file exists at all: as a zombie that nobody collects (usual in
 * containers), or as a stranger's process after a restart of the machine. We have just seen on Linux that nobody works in
 * the folder, so the file may go; elsewhere only its own process could be looked at, and the file stays.
 */
async function removeStalePidFile(cluster: string): Promise<void> {
  const pid = Number(postmasterFile(cluster)[0]);
  if (process.platform !== "linux" || !(pid > 0)) return;
  const gone = await waitUntil(() => !existsSync(`/proc/${pid}`), ZOMBIE_WITHIN_MS);
  if (!gone && processesIn(cluster, pid).length === 0) rmSync(join(cluster, "postmaster.pid"), { force: true });
}

/** Stops a server that we started. */
export async function stopServer(server: ChildProcess, cluster: string): Promise<void> {
  if (server.pid === undefined || hasEnded(server)) return;
  signalProcess(server.pid, "SIGINT");
  if (await waitUntil(() => hasEnded(server), CLEAN_STOP_WITHIN_MS * 4)) return;
  await stopOrphans(cluster);
}

/** True when nothing listens on the port of the loopback address. */
export const isFree = async (port: number): Promise<boolean> => (await listenOnce(port)) !== undefined;

/** A port that the system says is free now. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new EmbeddedPostgresError("DATABASE_NOT_STARTED", "没有空闲端口。 No port is free.");
  return port;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const used = typeof address === "object" && address !== null ? address.port : undefined;
      server.close(() => resolve(used));
    });
  });
}

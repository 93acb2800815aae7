import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { platformFlags } from "../tools/platform-flags.ts";

/** A running platform, started by `src/main.ts` like any other and spoken to from outside only. */
export type PlatformChild = {
  readonly http: string;
  readonly mqtt: string;
  readonly pid: number;
  /** From the spawn to the first 200 of /readyz, milliseconds. */
  readonly readyMs: number;
  /** How it ended; resolves when it has. */
  readonly ended: Promise<string>;
  readonly running: () => boolean;
  /** Asks it to end, and waits. */
  readonly stop: () => Promise<void>;
  /** kill -9. */
  readonly kill: () => Promise<void>;
};

export type PlatformChildOptions = {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Everything it says goes here. */
  readonly logFile: string;
  readonly readyLimitMs: number;
  /** Told at once, for whoever kills it amid its start. */
  readonly onSpawned?: (child: ChildProcess) => void;
};

const root = resolve(import.meta.dirname, "..");
const stopLimitMs = 30_000;

/** Starts it and waits until it is ready. Throws with the last lines of its log when it ends or takes too long. */
export async function startPlatform(options: PlatformChildOptions): Promise<PlatformChild> {
  mkdirSync(options.dataDir, { recursive: true });
  const log = openSync(options.logFile, "a", 0o600);
  const begun = performance.now();
  // Its own process group: Ctrl-C reaches it through us. The channel ends it when we are killed.
  const endWithParent = pathToFileURL(join(root, "tools/end-with-parent.mjs")).href;
  const child = spawn(process.execPath, [...platformFlags, "--import", endWithParent, join(root, "src/main.ts")], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...options.env, SP_DATA_DIR: options.dataDir },
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  options.onSpawned?.(child);
  const ended = new Promise<string>((fulfil) => {
    child.once("error", (error) => fulfil(error.message));
    child.once("exit", (code, signal) => fulfil(signal ?? `exit code ${code}`));
  });
  const address = await whenReady(child, options, begun);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isRunning(child)) child.kill(signal);
    await ended;
  };
  return {
    ...address,
    pid: child.pid ?? 0,
    readyMs: performance.now() - begun,
    ended,
    running: () => isRunning(child),
    kill: () => end("SIGKILL"),
    stop: () =>
      Promise.race([end("SIGTERM"), sleep(stopLimitMs, undefined, { ref: false }).then(() => end("SIGKILL"))]),
  };
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function whenReady(
  child: ChildProcess,
  { dataDir, logFile, readyLimitMs }: PlatformChildOptions,
  begun: number,
): Promise<{ http: string; mqtt: string }> {
  while (isRunning(child) && performance.now() - begun < readyLimitMs) {
    const address = addressOf(dataDir, child.pid);
    if (address !== undefined && (await isReady(address.http))) return address;
    await sleep(20);
  }
  const why = isRunning(child) ? `is not ready after ${readyLimitMs / 1_000} s` : "ended while starting";
  if (isRunning(child)) child.kill("SIGKILL");
  throw new Error(`the platform ${why}; its last words in ${logFile}:\n${lastLines(logFile)}`);
}

/** The address that this very process wrote, not one of a former life. */
function addressOf(dataDir: string, pid: number | undefined): { http: string; mqtt: string } | undefined {
  try {
    const address: unknown = JSON.parse(readFileSync(join(dataDir, "address.json"), "utf8"));
    if (typeof address !== "object" || address === null || !("pid" in address) || address.pid !== pid) return undefined;
    if (!("http" in address) || !("mqtt" in address)) return undefined;
    return { http: String(address.http), mqtt: String(address.mqtt) };
  } catch {
    return undefined; // not written yet, or half of it
  }
}

/** One look at /readyz. */
export async function isReady(http: string): Promise<boolean> {
  try {
    const reply = await fetch(`${http}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await reply.arrayBuffer();
    return reply.status === 200;
  } catch {
    return false;
  }
}

const lastLines = (file: string, count = 15): string =>
  readFileSync(file, "utf8").trimEnd().split("\n").slice(-count).join("\n");

/** The token by which whoever sits at the machine administers the platform. */
export const adminToken = (dataDir: string): string =>
  readFileSync(join(dataDir, "secrets/admin-token"), "utf8").trim();

/** A port that nobody uses now; for a platform that must come back under the same address. */
export const freePort = (): Promise<number> =>
  new Promise((fulfil, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => fulfil(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

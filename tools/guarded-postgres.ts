import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../src/platform/database/embedded-postgres.ts";
import { type DatabaseAddresses, prepareOwnServer } from "../src/platform/database/roles.ts";

/**
 * A PostgreSQL server for as long as this process lives (test profile: fast and forgetful), in a folder that goes with it.
 * A run may end in any way, even by kill -9: a small shell then sees its pipe to us closed, ends the server and removes the folder.
 */
export type GuardedPostgres = {
  readonly url: string;
  /** An empty database with the two roles of the house. */
  readonly makeDatabase: (name: string) => Promise<DatabaseAddresses>;
  readonly stop: () => Promise<void>;
};

export async function startGuardedPostgres(): Promise<GuardedPostgres> {
  const dataDir = mkdtempSync(join(tmpdir(), "sp-test-postgres-"));
  const server = await startEmbeddedPostgres({ dataDir, profile: "test", log: () => {} });
  const guard = startGuard(server.pid, dataDir);
  const stop = async (): Promise<void> => {
    guard.kill("SIGKILL");
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const { superuserUrl } = server;
  const makeDatabase = (name: string): Promise<DatabaseAddresses> =>
    prepareOwnServer({ superuserUrl, name, secretsDir: join(dataDir, "secrets") });
  return { url: superuserUrl, makeDatabase, stop };
}

function startGuard(pid: number, dataDir: string): ChildProcess {
  const program = 'cat >/dev/null; kill -QUIT "$0" 2>/dev/null; sleep 1; rm -rf "$1"';
  const guard = spawn("/bin/sh", ["-c", program, String(pid), dataDir], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.unref();
  return guard;
}

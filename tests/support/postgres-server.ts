/**
 * One PostgreSQL server for a whole test run (test profile: fast and forgetful). Tests get its superuser URL with
 * `inject("postgresUrl")`; files make databases of their own in it. SP_TEST_POSTGRES_URL names another server to use.
 *
 * A run may end in any way, even by kill -9: a small shell then sees its pipe to us closed, ends the server and
 * removes the folder.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../src/platform/database/embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

type Shared = { readonly url: string; readonly stop: () => Promise<void> };
type Desk = { users: number; server: Promise<Shared> | undefined };

// Each project loads this file anew; the global symbol lets them share one server.
const deskKey = Symbol.for("shengping.test-postgres");
const globals = globalThis as unknown as Record<symbol, Desk | undefined>;

function sharedDesk(): Desk {
  const desk = globals[deskKey] ?? { users: 0, server: undefined };
  globals[deskKey] = desk;
  return desk;
}

export async function setup(project: TestProject): Promise<void> {
  const external = process.env.SP_TEST_POSTGRES_URL;
  if (external !== undefined) return project.provide("postgresUrl", external);
  const desk = sharedDesk();
  desk.users += 1;
  desk.server ??= startServer();
  project.provide("postgresUrl", (await desk.server).url);
}

export async function teardown(): Promise<void> {
  const desk = sharedDesk();
  if (desk.server === undefined) return;
  desk.users -= 1;
  if (desk.users > 0) return;
  const server = await desk.server;
  desk.server = undefined;
  await server.stop();
}

async function startServer(): Promise<Shared> {
  const dataDir = mkdtempSync(join(tmpdir(), "sp-test-postgres-"));
  const server = await startEmbeddedPostgres({ dataDir, profile: "test", log: () => {} });
  const guard = startGuard(server.pid, dataDir);
  const stop = async (): Promise<void> => {
    guard.kill("SIGKILL");
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: server.superuserUrl, stop };
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

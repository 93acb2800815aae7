/**
 * One PostgreSQL server for a whole test run (test profile: fast and forgetful). Tests get its superuser URL with
 * `inject("postgresUrl")`; files make databases of their own in it. SP_TEST_POSTGRES_URL names another server to use.
 */
import type { TestProject } from "vitest/node";
import { type GuardedPostgres, startGuardedPostgres } from "../../tools/guarded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

type Desk = { users: number; server: Promise<GuardedPostgres> | undefined };

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
  desk.server ??= startGuardedPostgres();
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

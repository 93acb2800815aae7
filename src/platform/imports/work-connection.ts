import { Kysely, PostgresDialect, type PostgresPool, sql } from "kysely";
import type pg from "pg";
import { openDatabase } from "../database/database.ts";
import type { ImportConnection } from "./import-form.ts";

export type WorkConnection = ImportConnection & { readonly close: () => Promise<void> };

/**
 * One session for a worker: Kysely and the bare client are the same connection, so COPY runs in the transaction that Kysely opened.
 * Bulk lookups by key must stay lookups: with tables that grow under a plan, scans and hash joins would read them whole each time.
 */
export async function openWorkConnection(url: string): Promise<WorkConnection> {
  const database = openDatabase({ url, onIdleError: () => undefined });
  const client = await database.connect();
  await client.query("set application_name = 'shengping import'");
  await client.query("set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off");
  await client.query("set statement_timeout = 600000; set idle_in_transaction_session_timeout = 60000");
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: poolOfOne(client) }) });
  return {
    db,
    client,
    close: async () => {
      await client.end();
      await database.close();
    },
  };
}

const [runKey, laneKey] = [7_321_851, 7_321_852] as const;

/**
 * A run has one worker, whatever else believes to be its platform; the lock goes with the session. A lane of an earlier worker may
 * still be about to commit: it holds a lock of its own.
 */
export async function takeRun({ db }: ImportConnection, runId: string): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_lock(${runKey}, hashtext(${runId})) and pg_try_advisory_lock(${laneKey}, hashtext(${runId})) as mine`.execute(
    db,
  );
  if (rows[0]?.mine !== true) return false;
  await sql`select pg_advisory_unlock(${laneKey}, hashtext(${runId}))`.execute(db);
  return true;
}

/**
 * A further session of the run's worker. It waits for the lane before it, so it may stand in a transaction for longer; what another
 * session holds it does not wait for without end, because that one may wait for this worker.
 */
export async function openLane(url: string, runId: string): Promise<WorkConnection> {
  const lane = await openWorkConnection(url);
  await lane.client.query(
    "set idle_in_transaction_session_timeout = 600000; set lock_timeout = 20000; set shengping.bulk = 'on'",
  );
  await sql`select pg_advisory_lock_shared(${laneKey}, hashtext(${runId}))`.execute(lane.db);
  return lane;
}

function poolOfOne(client: pg.Client): PostgresPool {
  const lent = Object.assign(client, { release: () => undefined });
  return { connect: async () => lent, end: async () => undefined } as unknown as PostgresPool;
}

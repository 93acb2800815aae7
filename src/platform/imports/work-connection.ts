import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import type pg from "pg";
import { openDatabase } from "../database/database.ts";
import type { ImportConnection } from "./import-form.ts";

/**
 * One session for a worker: Kysely and the bare client are the same connection, so COPY runs in the transaction that Kysely opened.
 * Bulk lookups by key must stay lookups: with tables that grow under a plan, scans and hash joins would read them whole each time.
 */
export async function openWorkConnection(
  url: string,
): Promise<ImportConnection & { readonly close: () => Promise<void> }> {
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

function poolOfOne(client: pg.Client): PostgresPool {
  const lent = Object.assign(client, { release: () => undefined });
  return { connect: async () => lent, end: async () => undefined } as unknown as PostgresPool;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/**
 * Another user of the same database server who leaves a writing transaction open: whatever waits for old transactions to end
 * waits for this one, and no alarm may. Returns how to end it.
 */
export async function holdWritingTransaction(dataDir: string): Promise<() => Promise<void>> {
  const superuserUrl = (database: string): string => {
    const password = readFileSync(join(dataDir, "secrets/postgres-superuser"), "utf8").trim();
    const port = readFileSync(join(dataDir, "postgres-port"), "utf8").trim();
    return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  };
  const admin = new pg.Client({ connectionString: superuserUrl("postgres") });
  await admin.connect();
  await admin.query("create database bench_other");
  await admin.end();
  const writer = new pg.Client({ connectionString: superuserUrl("bench_other") });
  await writer.connect();
  await writer.query("create table scribble (at timestamptz)");
  await writer.query("set idle_in_transaction_session_timeout = 0");
  await writer.query("begin");
  await writer.query("insert into scribble values (now())");
  return async () => {
    const { rows } = await writer.query<{ seconds: number }>(
      "select extract(epoch from clock_timestamp() - now())::int as seconds",
    );
    if ((rows[0]?.seconds ?? 0) < 1) throw new Error("the writing transaction did not stay open");
    await writer.query("commit");
    await writer.end();
  };
}

import { Kysely, type LogEvent, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Instant } from "../../kernel/clock.ts";
import { withBells } from "./doorbell.ts";

/** A running transaction. Rooms write SQL with Kysely's `sql` tag and name the row's shape: `sql<Row>`…`.execute(tx)`. */
export type Tx = Transaction<unknown>;
/** Anything that can run a query: a transaction, or the pool for a single read. */
export type Db = Kysely<unknown>;

export type Database = {
  /** The app's own connection address, for worker threads that open one of theirs. It holds a password. */
  readonly url: string;
  /** Single reads outside a transaction. */
  readonly db: Db;
  /** One short transaction (cut at 1 s). */
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** For imports and housekeeping: the same role with longer limits (60 s) and few connections. */
  readonly bulk: Db;
  /** For COPY and LISTEN: a bare connection of the app's role; the caller ends it. */
  readonly connect: () => Promise<pg.Client>;
  /** The last time that the server could not write (disk full, input/output error, read-only), by its code. */
  readonly lastWriteFailure: () => { readonly at: Instant; readonly code: string } | undefined;
  readonly close: () => Promise<void>;
};

// timestamptz comes back as an Instant, bigint counters as numbers (none of ours passes 2^53).
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === pg.types.builtins.TIMESTAMPTZ) return (text: string) => new Date(text).getTime();
    if (oid === pg.types.builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format as "text");
  }) as typeof pg.types.getTypeParser,
};

/** An Instant as a parameter for a timestamptz column. */
export const ts = (at: Instant): Date => new Date(at);
export const tsOrNull = (at: Instant | undefined | null): Date | null =>
  at === undefined || at === null ? null : new Date(at);
/** A value as a jsonb parameter. */
export const json = (value: unknown): string => JSON.stringify(value);

const appLimits = "-c statement_timeout=1000 -c idle_in_transaction_session_timeout=1000 -c lock_timeout=900";
/** disk_full, io_error, read_only_sql_transaction: the next write will hardly fare better. */
const cannotWrite = ["53100", "58030", "25006"];
const bulkLimits = "-c statement_timeout=60000 -c idle_in_transaction_session_timeout=10000";

export function openDatabase(options: {
  url: string;
  connectionsMax?: number;
  onIdleError: (error: Error) => void;
}): Database {
  let failed: { readonly at: Instant; readonly code: string } | undefined;
  const noteFailure = (event: LogEvent): void => {
    const code = event.level === "error" ? sqlState(event.error) : undefined;
    if (code !== undefined && cannotWrite.includes(code)) failed = { at: Date.now(), code };
  };
  const poolOf = (max: number, limits: string) => {
    const pool = new pg.Pool({
      connectionString: options.url,
      max,
      options: limits,
      types,
      connectionTimeoutMillis: 5_000,
    });
    // A connection that the server closes while a transaction holds it tells nobody but its own listener; without one the
    // process would die. The query that was under way fails by itself.
    pool.on("connect", (client) => void client.on("error", options.onIdleError));
    pool.on("error", () => undefined);
    return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), log: noteFailure });
  };
  const db = poolOf(options.connectionsMax ?? 16, appLimits);
  const bulk = poolOf(4, bulkLimits);
  return {
    url: options.url,
    db,
    bulk,
    lastWriteFailure: () => failed,
    transaction: (work) => db.transaction().execute((tx) => withBells(tx, work)),
    connect: async () => {
      const client = new pg.Client({ connectionString: options.url, types });
      client.on("error", options.onIdleError);
      await client.connect();
      return client;
    },
    close: async () => {
      await Promise.all([db.destroy(), bulk.destroy()]);
    },
  };
}

/** True when the database answers; for `/readyz`. */
export async function databaseAnswers(db: Db): Promise<boolean> {
  try {
    await sql`select 1`.execute(db);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL's code of a failure (`23505` = unique violation), where the error has one. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

import { sql } from "kysely";
import { type Clock, type Instant, seconds } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { assert } from "../../kernel/result.ts";
import { type Database, json, type Tx, ts } from "../database/database.ts";
import type { Notifications } from "../database/notifications.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";

/**
 * Work: what must happen later, or elsewhere, as rows that the causing transaction writes (design.md rule 4).
 *
 * A job is waiting (due_at in the future) → due → leased (by this process, for `leaseSeconds`) → done (the row goes, in
 * the same transaction as its effect) or failed (due again after a growing pause, its error kept). A lease that runs out,
 * or whose process has restarted, makes the job due again; `finish` is fenced by the lease, so a job acts once.
 */
export type Job = {
  readonly id: string;
  readonly handler: string;
  readonly key: string;
  readonly payload: unknown;
  readonly attempts: number;
  /** Ends the job inside the transaction of its effect. Throws when the lease was lost: then nothing may be committed. */
  readonly finish: (tx: Tx) => Promise<void>;
};

/** Does one job. Without an outside party: everything in one transaction, `job.finish(tx)` last. With one: ask it first, outside. */
export type WorkHandler = { readonly name: string; readonly run: (job: Job) => Promise<void> };

/** Due moments that live on a room's own rows (an incident's `due_at`): found every half second, each run alone and idempotent. */
export type DueRows = {
  readonly name: string;
  readonly find: (now: Instant, limit: number) => Promise<readonly string[]>;
  readonly run: (key: string, now: Instant) => Promise<void>;
};

export type Work = {
  readonly handle: (handler: WorkHandler) => void;
  readonly watch: (rows: DueRows) => void;
  readonly start: () => Promise<void>;
  /** Stops taking jobs and waits for the running ones. */
  readonly stop: () => Promise<void>;
  /** For tests: does everything that is due now, and what that causes, until nothing is due. */
  readonly drain: () => Promise<void>;
};

const leaseSeconds = 20;
const batchMax = 50;
const inFlightMax = 100;
const pollMs = 500;
const pauseMaxMs = 60_000;
const channel = "platform_work";

/** Rings the bell at commit, for a room whose own row has become due. */
export async function ringWork(tx: Tx): Promise<void> {
  await sql`select pg_notify(${channel}, '')`.execute(tx);
}

/** Hands a fact or an order to a handler. The same handler and key, while the job waits, is one job; afterwards the handler must know. */
export async function enqueue(
  tx: Tx,
  handler: string,
  job: { key: string; payload: unknown; dueAt: Instant },
): Promise<void> {
  await sql`insert into platform.work (id, handler, job_key, payload, due_at)
    values (${newId()}, ${handler}, ${job.key}, ${json(job.payload)}::jsonb, ${ts(job.dueAt)})
    on conflict (handler, job_key) do nothing`.execute(tx);
  await ringWork(tx);
}

type Row = { id: string; handler: string; job_key: string; payload: unknown; attempts: number };
type Parts = {
  database: Database;
  notifications: Notifications;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  nodeId: string;
};

export function createWork(parts: Parts): Work {
  const { database, clock, log, nodeId } = parts;
  const handlers = new Map<string, WorkHandler>();
  const watched: DueRows[] = [];
  const leaseOwner = `${nodeId}:${newId()}`;
  const failures = parts.metrics.counter("sp_work_failures_total", "jobs that failed and were put back", ["handler"]);
  const backoff = createBackoff(clock);
  let looking: Promise<number> | undefined;
  let rungAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = true;

  const claim = async (limit: number): Promise<Row[]> => {
    const now = ts(clock.now());
    const { rows } = await sql<Row>`
      update platform.work w set leased_by = ${leaseOwner}, leased_until = ${ts(clock.now() + seconds(leaseSeconds))}, attempts = attempts + 1
      from (select id from platform.work
            where due_at <= ${now} and (leased_until is null or leased_until < ${now}) and handler in (${sql.join([...handlers.keys()])})
            order by due_at limit ${limit} for update skip locked) due
      where w.id = due.id returning w.id, w.handler, w.job_key, w.payload, w.attempts`.execute(database.db);
    return rows;
  };
  const finish = (row: Row) => async (tx: Tx) => {
    const gone = await sql`delete from platform.work where id = ${row.id} and leased_by = ${leaseOwner}`.execute(tx);
    assert(gone.numAffectedRows === 1n, `job ${row.handler}/${row.job_key} is still leased by this process`);
  };
  const runJob = async (row: Row): Promise<void> => {
    const handler = handlers.get(row.handler);
    assert(handler, `handler ${row.handler} is registered`);
    try {
      await handler.run({
        id: row.id,
        handler: row.handler,
        key: row.job_key,
        payload: row.payload,
        attempts: row.attempts,
        finish: finish(row),
      });
    } catch (error) {
      await putBack(row, error);
    }
  };
  const putBack = async (row: Row, error: unknown): Promise<void> => {
    failures.inc({ handler: row.handler });
    const pauseMs = Math.min(pauseMaxMs, 100 * 2 ** Math.min(row.attempts, 12));
    const level = row.attempts >= 5 ? "error" : "warn";
    log[level](
      { err: error, handler: row.handler, key: row.job_key, attempts: row.attempts, pauseMs },
      "a job failed and will be tried again",
    );
    await sql`update platform.work set leased_by = null, leased_until = null, due_at = ${ts(clock.now() + pauseMs)}, last_error = ${String(error).slice(0, 500)}
      where id = ${row.id} and leased_by = ${leaseOwner}`.execute(database.db);
  };
  // Every job runs by itself: a slow one (a road engine that does not answer) never holds up the next.
  const inFlight = new Map<string, Promise<void>>();
  const begin = (key: string, job: () => Promise<void>): void => {
    const done = job()
      .catch((error: unknown) => log.error({ err: error, key }, "a job could not be put back; its lease will run out"))
      .finally(() => {
        inFlight.delete(key);
        if (!stopped) void turn();
      });
    inFlight.set(key, done);
  };
  const runDueRow = async (rows: DueRows, key: string): Promise<void> => {
    const name = `${rows.name}/${key}`;
    try {
      await rows.run(key, clock.now());
      backoff.worked(name);
    } catch (error) {
      const tries = backoff.failed(name);
      failures.inc({ handler: rows.name });
      log[tries >= 5 ? "error" : "warn"](
        { err: error, watch: rows.name, key, tries },
        "a due row failed and will be tried again",
      );
    }
  };
  /** Begins what is due and has room; returns how many it began. */
  const round = async (): Promise<number> => {
    const room = inFlightMax - inFlight.size;
    if (room <= 0) return 0;
    const [jobs, ...due] = await Promise.all([
      handlers.size === 0 ? [] : claim(Math.min(room, batchMax)),
      ...watched.map(async (rows) => ({ rows, keys: await rows.find(clock.now(), batchMax + inFlight.size) })),
    ]);
    for (const row of jobs) begin(row.id, () => runJob(row));
    let began = jobs.length;
    for (const { rows, keys } of due)
      for (const key of keys) {
        const name = `${rows.name}/${key}`;
        if (inFlight.has(name) || !backoff.mayTry(name) || inFlight.size >= inFlightMax) continue;
        begin(name, () => runDueRow(rows, key));
        began += 1;
      }
    return began;
  };
  // One look at a time; a bell that rings meanwhile makes another look at once.
  const turn = async (): Promise<void> => {
    if (looking !== undefined) {
      rungAgain = true;
      return;
    }
    do {
      rungAgain = false;
      looking = round();
      try {
        await looking;
      } catch (error) {
        log.warn({ err: error }, "looking for due work failed; trying again");
      } finally {
        looking = undefined;
      }
    } while (rungAgain && !stopped);
  };
  parts.notifications.on(
    channel,
    () => void turn(),
    () => void turn(),
  );
  return {
    handle: (handler) => {
      assert(!handlers.has(handler.name), `one handler for ${handler.name}`);
      handlers.set(handler.name, handler);
    },
    watch: (rows) => {
      watched.push(rows);
    },
    start: async () => {
      stopped = false;
      // Leases of this node's former life are void: a restart must not wait for them to run out.
      await sql`update platform.work set leased_by = null, leased_until = null where leased_by like ${`${nodeId}:%`}`.execute(
        database.db,
      );
      timer = setInterval(() => void turn(), pollMs);
      void turn();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await looking?.catch(() => undefined);
      await Promise.all(inFlight.values());
    },
    drain: async () => {
      for (let rounds = 0; rounds < 1_000; rounds += 1) {
        await looking?.catch(() => undefined);
        const began = await round();
        if (began === 0 && inFlight.size === 0) return;
        await Promise.all(inFlight.values());
      }
      throw new Error("work does not come to an end");
    },
  };
}

/** Keeps a due row that fails from being tried at every poll: pauses of 0.2 s doubling to 60 s, in memory only. */
function createBackoff(clock: Clock) {
  const failed = new Map<string, { tries: number; notBefore: Instant }>();
  return {
    mayTry: (key: string): boolean => (failed.get(key)?.notBefore ?? 0) <= clock.now(),
    worked: (key: string): void => {
      failed.delete(key);
    },
    failed: (key: string): number => {
      const tries = (failed.get(key)?.tries ?? 0) + 1;
      if (failed.size > 10_000) failed.clear();
      failed.set(key, { tries, notBefore: clock.now() + Math.min(pauseMaxMs, 100 * 2 ** tries) });
      return tries;
    },
  };
}

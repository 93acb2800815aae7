import { sql } from "kysely";
import { type Clock, type Instant, seconds } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { assert } from "../../kernel/result.ts";
import { type Database, type Db, json, type Tx, ts } from "../database/database.ts";
import { ringAtCommit } from "../database/doorbell.ts";
import type { Notifications } from "../database/notifications.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import { Backoff } from "./backoff.ts";
import { WaitWatch } from "./wait-watch.ts";

/**
 * Work: what must happen later, or elsewhere, as rows that the causing transaction writes (house rule 4, CONTRIBUTING.md).
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

const leaseSeconds = 20;
const batchMax = 50;
const inFlightMax = 100;
const pollMs = 500;
const pauseMaxMs = 60_000;
/** From this failure on somebody must look: it is logged as an error. */
const seriousFromTry = 5;
const channel = "platform_work";

/** Rings the bell at commit, for a room whose own row has become due. */
export async function ringWork(tx: Tx): Promise<void> {
  await ringAtCommit(tx, channel, "");
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

/** Whether jobs of this handler wait or run whose key begins so. */
export async function isWorkWaiting(db: Db, handler: string, keyStart: string): Promise<boolean> {
  const { rows } = await sql`select 1 from platform.work
    where handler = ${handler} and starts_with(job_key, ${keyStart}) limit 1`.execute(db);
  return rows.length > 0;
}

type Row = { id: string; handler: string; job_key: string; payload: unknown; attempts: number };
type Parts = {
  readonly database: Database;
  readonly notifications: Notifications;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** This node's lasting name: leases of its former life are recognised by it. */
  readonly nodeId: string;
};

/** States: stopped → started (polls, and looks at once when the bell rings) → stopped. */
export class Work {
  readonly #parts: Parts;
  readonly #handlers = new Map<string, WorkHandler>();
  readonly #watched: DueRows[] = [];
  readonly #leaseOwner: string;
  readonly #failures: ReturnType<Metrics["counter"]>;
  readonly #backoff: Backoff;
  /** Every job runs by itself: a slow one (a road engine that does not answer) never holds up the next. */
  readonly #inFlight = new Map<string, Promise<void>>();
  /** Jobs that could not even be put back (the database was away): given back at the next look, not when their lease runs out. */
  readonly #stranded = new Set<string>();
  /** For the watchdog: when we last looked, and what has been due since when. */
  readonly waits = new WaitWatch();
  #looking: Promise<number> | undefined;
  #rungAgain = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = true;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#leaseOwner = `${parts.nodeId}:${newId()}`;
    this.#backoff = new Backoff(parts.clock, pauseMaxMs);
    this.#failures = parts.metrics.counter("sp_work_failures_total", "jobs that failed and were put back", ["handler"]);
    const look = () => void this.#turn();
    parts.notifications.on(channel, look, look);
  }

  handle(handler: WorkHandler): void {
    assert(!this.#handlers.has(handler.name), `one handler for ${handler.name}`);
    this.#handlers.set(handler.name, handler);
  }

  watch(rows: DueRows): void {
    this.#watched.push(rows);
  }

  async start(): Promise<void> {
    this.#stopped = false;
    // Leases of this node's former life are void: a restart must not wait for them to run out.
    await sql`update platform.work set leased_by = null, leased_until = null
      where leased_by like ${`${this.#parts.nodeId}:%`}`.execute(this.#parts.database.db);
    this.#timer = setInterval(() => void this.#turn(), pollMs);
    void this.#turn();
  }

  /** Takes no more jobs and waits for the running ones. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking?.catch(() => undefined);
    await Promise.all(this.#inFlight.values());
  }

  /** For tests: does everything that is due now, and what that causes, until nothing is due. */
  async drain(): Promise<void> {
    for (let rounds = 0; rounds < 1_000; rounds += 1) {
      await this.#looking?.catch(() => undefined);
      const began = await this.#round();
      // A look that the bell began beside ours may have claimed a job that it has not begun yet.
      if (began === 0 && this.#inFlight.size === 0 && this.#looking === undefined) return;
      await Promise.all(this.#inFlight.values());
    }
    throw new Error("work does not come to an end");
  }

  /** One look at a time; a bell that rings meanwhile makes another look at once. */
  async #turn(): Promise<void> {
    if (this.#stopped) return;
    if (this.#looking !== undefined) {
      this.#rungAgain = true;
      return;
    }
    do {
      this.#rungAgain = false;
      this.#looking = this.#round();
      try {
        await this.#looking;
      } catch (error) {
        this.#parts.log.warn({ err: error }, "looking for due work failed; trying again");
      } finally {
        this.#looking = undefined;
      }
    } while (this.#rungAgain && !this.#stopped);
  }

  /** Begins what is due and has room; returns how many it began. */
  async #round(): Promise<number> {
    const room = inFlightMax - this.#inFlight.size;
    if (room <= 0) return 0;
    const now = this.#parts.clock.now();
    await this.#giveBack();
    const [jobs, ...due] = await Promise.all([
      this.#handlers.size === 0 ? [] : this.#claim(now, Math.min(room, batchMax)),
      ...this.#watched.map(async (rows) => ({ rows, keys: await rows.find(now, batchMax + this.#inFlight.size) })),
    ]);
    this.waits.saw(
      now,
      due.flatMap(({ rows, keys }) => keys.map((key) => `${rows.name}/${key}`)),
    );
    for (const row of jobs) this.#begin(row.id, () => this.#runJob(row));
    const began = due.map(({ rows, keys }) => keys.filter((key) => this.#beginDueRow(rows, key)).length);
    return began.reduce((sum, n) => sum + n, jobs.length);
  }

  async #giveBack(): Promise<void> {
    if (this.#stranded.size === 0) return;
    const ids = [...this.#stranded].filter((name) => !name.includes("/"));
    await sql`update platform.work set leased_by = null, leased_until = null
      where id::text = any(${ids}) and leased_by = ${this.#leaseOwner}`.execute(this.#parts.database.db);
    this.#stranded.clear();
  }

  #beginDueRow(rows: DueRows, key: string): boolean {
    const name = `${rows.name}/${key}`;
    if (this.#inFlight.has(name) || this.#inFlight.size >= inFlightMax || !this.#backoff.mayTry(name)) return false;
    this.#begin(name, () => this.#runDueRow(rows, key));
    return true;
  }

  #begin(name: string, job: () => Promise<void>): void {
    const done = job()
      .catch((error: unknown) => {
        this.#stranded.add(name);
        this.#parts.log.warn({ err: error, name }, "a job could not be put back; it will be at the next look");
      })
      .finally(() => {
        this.#inFlight.delete(name);
        void this.#turn();
      });
    this.#inFlight.set(name, done);
  }

  async #claim(now: Instant, limit: number): Promise<Row[]> {
    const at = ts(now);
    const { rows } = await sql<Row>`
      update platform.work w set leased_by = ${this.#leaseOwner}, leased_until = ${ts(now + seconds(leaseSeconds))}, attempts = attempts + 1
      from (select id from platform.work
            where due_at <= ${at} and (leased_until is null or leased_until < ${at}) and handler in (${sql.join([...this.#handlers.keys()])})
            order by due_at limit ${limit} for update skip locked) due
      where w.id = due.id returning w.id, w.handler, w.job_key, w.payload, w.attempts`.execute(this.#parts.database.db);
    return rows;
  }

  async #runJob(row: Row): Promise<void> {
    const handler = this.#handlers.get(row.handler);
    assert(handler, `handler ${row.handler} is registered`);
    const { id, job_key: key, payload, attempts } = row;
    try {
      await handler.run({ id, handler: row.handler, key, payload, attempts, finish: (tx) => this.#finish(tx, row) });
    } catch (error) {
      await this.#putBack(row, error);
    }
  }

  async #finish(tx: Tx, row: Row): Promise<void> {
    const gone = await sql`delete from platform.work where id = ${row.id} and leased_by = ${this.#leaseOwner}`.execute(
      tx,
    );
    assert(gone.numAffectedRows === 1n, `job ${row.handler}/${row.job_key} is still leased by this process`);
  }

  async #putBack(row: Row, error: unknown): Promise<void> {
    const { id, handler, job_key: key, attempts } = row;
    const pauseMs = Math.min(pauseMaxMs, 100 * 2 ** Math.min(attempts, 12));
    this.#told({ handler, key, attempts, error });
    await sql`update platform.work set leased_by = null, leased_until = null,
        due_at = ${ts(this.#parts.clock.now() + pauseMs)}, last_error = ${String(error).slice(0, 500)}
      where id = ${id} and leased_by = ${this.#leaseOwner}`.execute(this.#parts.database.db);
  }

  async #runDueRow(rows: DueRows, key: string): Promise<void> {
    const name = `${rows.name}/${key}`;
    try {
      await rows.run(key, this.#parts.clock.now());
      this.#backoff.worked(name);
    } catch (error) {
      this.#told({ handler: rows.name, key, attempts: this.#backoff.failed(name), error });
    }
  }

  #told(failure: { handler: string; key: string; attempts: number; error: unknown }): void {
    const { error, ...fields } = failure;
    this.#failures.inc({ handler: failure.handler });
    const level = failure.attempts >= seriousFromTry ? "error" : "warn";
    this.#parts.log[level]({ err: error, ...fields }, "work failed and will be tried again");
  }
}

import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { sqlState } from "../database/database.ts";
import { nextTurn } from "./copy-lines.ts";
import type { ImportCounts } from "./import-contract.ts";
import type { ReadRow, RowOutcome } from "./import-form.ts";
import { endRun, moveOn, noCounts } from "./import-store.ts";
import { markMended } from "./mended-rows.ts";
import { keepRefused, type Refused } from "./refused-lines.ts";
import { createRowJudge, type Judged } from "./row-judge.ts";
import type { SourceRowRead } from "./row-source.ts";
import type { ActParts } from "./work-order.ts";

/** Rows that wait for a batch; the next two batches are read while one is written. */
const gatheredRows = 5_000;
/** Rows read between two looks after the connection: reading fills the time in which the database is at work. */
const rowsPerTurn = 50;
/** Rows looked at in one go, also when hardly any of them needs writing. */
const lookedAtMax = 200_000;
const triesMax = 4;

/** What is true before a row: how much of the file was dealt with without writing. */
type Mark = { readonly rows: number; readonly unchanged: number; readonly refused: number };
type Waiting = { readonly read: ReadRow<unknown>; readonly raw: readonly string[]; readonly before: Mark };
type Gathered = {
  readonly is: "batch";
  readonly waiting: readonly Waiting[];
  readonly refused: readonly Refused[];
  readonly all: Mark;
  readonly nextRow: number;
};

type GatheredOrEnd = Gathered | { readonly is: "end" } | { readonly is: "failed"; readonly error: unknown };

/**
 * Writes the rows in batches: each is one transaction with everything that belongs to its rows and the number of the next row, so that
 * the run goes on behind it after any end. @returns false when it was halted.
 */
export async function writeRun(parts: ActParts): Promise<boolean> {
  const { run, pace } = parts;
  const writer = createWriter(parts, { ...noCounts, ...run.counts });
  const gather = createGatherer(parts);
  try {
    let current = await gather.next();
    let ahead = gather.next();
    while (current.is === "batch") {
      const next = await ahead;
      if (next.is === "batch") ahead = gather.next();
      const going = await writer.write(current, next.is === "batch" ? next : undefined);
      if (pace.halted) return false;
      if (!going) return stop(parts);
      if (pace.pauseMs > 0) await pause(pace.pauseMs);
      current = next;
    }
    // A reader that failed is heard after what it had read before was written.
    if (current.is === "failed") throw current.error;
  } finally {
    await gather.close();
  }
  return end(parts, writer.counts());
}

async function stop({ connection, run, now }: ActParts): Promise<boolean> {
  await endRun(connection.db, run.id, { state: "stopped", at: now() });
  return true;
}

async function end(parts: ActParts, counts: ImportCounts): Promise<boolean> {
  const { connection, run, session, covers, now } = parts;
  if (counts.rows === 0) {
    await endRun(connection.db, run.id, {
      state: "failed",
      at: now(),
      problem: { field: null, code: "IMPORTS_NO_ROWS" },
    });
    return true;
  }
  const mended = await markMended(parts);
  await connection.db.transaction().execute(async (tx) => {
    const at = now();
    const findings = { mended, ...(await session.finish(tx, { covers, at })) };
    await endRun(tx, run.id, { state: "done", at, findings });
  });
  return true;
}

/** Reads ahead. Rows before `nextRow` were done by an earlier start: they are judged again for their names and then dropped. */
function createGatherer({ session, source, run, mended }: ActParts) {
  const judge = createRowJudge(session, mended);
  const batches = source.rows()[Symbol.asyncIterator]();
  let rest: readonly SourceRowRead[] = [];
  let at = 0;
  const read = async (): Promise<GatheredOrEnd> => {
    const waiting: Waiting[] = [];
    const refused: Refused[] = [];
    const mark = { rows: 0, unchanged: 0, refused: 0 };
    const take = (row: SourceRowRead, judged: Judged<unknown>): void => {
      if (judged.is === "left-out") return;
      if (judged.is === "read") waiting.push({ read: judged.row, raw: row.raw, before: { ...mark } });
      mark.rows += 1;
      if (judged.is === "unchanged") mark.unchanged += 1;
      if (judged.is !== "refused") return;
      mark.refused += 1;
      refused.push({ no: row.no, raw: row.raw, hash: row.hash, problems: judged.problems });
    };
    let looked = 0;
    let judgedRows = 0;
    let nextRow = 0;
    while (waiting.length < gatheredRows && looked < lookedAtMax && refused.length < gatheredRows) {
      if (at >= rest.length) {
        const batch = await batches.next();
        if (batch.done === true) break;
        rest = batch.value;
        at = 0;
      }
      const row = rest[at] as SourceRowRead;
      at += 1;
      const judged = judge(row);
      judgedRows += 1;
      if (judgedRows % rowsPerTurn === 0) await nextTurn();
      if (row.no < run.nextRow) continue;
      looked += 1;
      nextRow = row.no + 1;
      take(row, judged);
    }
    return nextRow === 0 ? { is: "end" } : { is: "batch", waiting, refused, all: mark, nextRow };
  };
  return {
    next: (): Promise<GatheredOrEnd> => read().catch((error: unknown) => ({ is: "failed", error })),
    close: async () => {
      await batches.return?.(undefined);
    },
  };
}

type Batch = { readonly gathered: Gathered; readonly following: readonly ReadRow<unknown>[] | undefined };

function createWriter({ connection, session, run, pace }: ActParts, begun: ImportCounts) {
  const { db, client } = connection;
  let counts = begun;
  /** One transaction. @returns how many rows it took and whether to go on. */
  const writePart = async (
    { gathered, following }: Batch,
    from: { readonly taken: number; readonly mark: Mark },
  ): Promise<{ taken: number; mark: Mark; going: boolean }> => {
    const { waiting, refused, all } = gathered;
    const rows = waiting.slice(from.taken);
    let result: { taken: number; mark: Mark; counts: ImportCounts } | undefined;
    const stopAsked = await db.transaction().execute(async (tx) => {
      await sql`set local synchronous_commit = on`.execute(tx);
      const reads = rows.map(({ read }) => read);
      const outcomes = reads.length === 0 ? [] : await session.write(tx, reads, following);
      const taken = from.taken + outcomes.length;
      const stopsAt = waiting[taken];
      const mark = stopsAt === undefined ? all : stopsAt.before;
      const ownRefused = refusedOf(rows, outcomes);
      await keepRefused(client, run.id, [...refused.slice(from.mark.refused, mark.refused), ...ownRefused]);
      const next = added(counts, outcomes, { from: from.mark, to: mark });
      result = { taken, mark, counts: next };
      return moveOn(tx, run.id, { nextRow: stopsAt?.read.no ?? gathered.nextRow, counts: next });
    });
    session.settled(true);
    if (result === undefined) throw new Error("a batch has a result");
    counts = result.counts;
    return { taken: result.taken, mark: result.mark, going: !stopAsked };
  };
  const tried = async (batch: Batch, from: { taken: number; mark: Mark }) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await writePart(batch, from);
      } catch (error) {
        session.settled(false);
        // Somebody made the same lift or organisation meanwhile: look again with what is there now.
        if (sqlState(error) !== "23505" || tries >= triesMax) throw error;
      }
    }
  };
  return {
    counts: () => counts,
    /** False when it was asked to stop. */
    write: async (gathered: Gathered, next: Gathered | undefined): Promise<boolean> => {
      const batch = { gathered, following: next?.waiting.map(({ read }) => read) };
      let from: { taken: number; mark: Mark } = { taken: 0, mark: { rows: 0, unchanged: 0, refused: 0 } };
      do {
        const { going, ...reached } = await tried(batch, from);
        from = reached;
        if (!going || pace.halted) return going;
      } while (from.taken < gathered.waiting.length);
      return true;
    },
  };
}

function refusedOf(rows: readonly Waiting[], outcomes: readonly RowOutcome[]): Refused[] {
  return outcomes.flatMap((outcome, i) => {
    const row = rows[i];
    if (typeof outcome === "string" || row === undefined) return [];
    return [{ no: row.read.no, raw: row.raw, hash: row.read.hash, problems: outcome.problems }];
  });
}

function added(
  before: ImportCounts,
  outcomes: readonly RowOutcome[],
  { from, to }: { readonly from: Mark; readonly to: Mark },
): ImportCounts {
  const counts = { ...before };
  counts.rows += to.rows - from.rows;
  counts.unchanged += to.unchanged - from.unchanged;
  counts.refused += to.refused - from.refused;
  for (const outcome of outcomes) counts[typeof outcome === "string" ? outcome : "refused"] += 1;
  return counts;
}

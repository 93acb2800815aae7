import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { sqlState } from "../database/database.ts";
import { added, createGatherer, type Gathered, type Mark, noMark, type Waiting } from "./gather-rows.ts";
import type { ImportCounts } from "./import-contract.ts";
import type { RowOutcome } from "./import-form.ts";
import { endRun, moveOn, noCounts } from "./import-store.ts";
import { markMended } from "./mended-rows.ts";
import { keepRefused, type Refused } from "./refused-lines.ts";
import type { ActParts } from "./work-order.ts";
import { writeUnseen } from "./write-unseen.ts";

const triesMax = 4;
/** Rows of a batch; the next one is read while it is written. */
const batchRows = 2_000;

/**
 * Writes the rows in batches: each is one transaction with everything that belongs to its rows and the number of the next row, so that
 * the run goes on behind it after any end. @returns false when it was halted.
 */
export async function writeRun(parts: ActParts): Promise<boolean> {
  const { run, pace, session } = parts;
  const begun: ImportCounts = { ...noCounts, ...run.counts };
  if (session.beginAhead !== undefined) {
    const written = await writeUnseen(parts, session.beginAhead, begun);
    if (written.is === "halted") return false;
    return written.is === "stopped" ? stop(parts) : end(parts, written.counts);
  }
  const gather = createGatherer(parts, batchRows);
  const writer = createWriter(parts, begun);
  try {
    let current = await gather.next();
    while (current.is === "batch") {
      const next = gather.next();
      const going = await writer.write(current);
      if (pace.halted) return false;
      if (!going) return stop(parts);
      if (pace.pauseMs > 0) await pause(pace.pauseMs);
      current = await next;
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

/** Writes batches whose rows are looked up first. */
function createWriter({ connection, session, run, pace }: ActParts, begun: ImportCounts) {
  const { db, client } = connection;
  let counts = begun;
  /** One transaction. @returns how many rows it took and whether to go on. */
  const writePart = async (
    { waiting, refused, all, nextRow }: Gathered,
    from: { readonly taken: number; readonly mark: Mark },
  ): Promise<{ taken: number; mark: Mark; going: boolean }> => {
    const rows = waiting.slice(from.taken);
    let result: { taken: number; mark: Mark; counts: ImportCounts } | undefined;
    const stopAsked = await db.transaction().execute(async (tx) => {
      await sql`set local synchronous_commit = on`.execute(tx);
      const reads = rows.map(({ read }) => read);
      const outcomes = reads.length === 0 ? [] : await session.write(tx, reads);
      const taken = from.taken + outcomes.length;
      const stopsAt = waiting[taken];
      const mark = stopsAt === undefined ? all : stopsAt.before;
      const ownRefused = refusedOf(rows, outcomes);
      await keepRefused(client, run.id, [...refused.slice(from.mark.refused, mark.refused), ...ownRefused]);
      const next = added(counts, outcomes, { from: from.mark, to: mark });
      result = { taken, mark, counts: next };
      return moveOn(tx, run.id, { nextRow: stopsAt?.read.no ?? nextRow, counts: next });
    });
    session.settled(true);
    if (result === undefined) throw new Error("a batch has a result");
    counts = result.counts;
    return { taken: result.taken, mark: result.mark, going: !stopAsked };
  };
  const tried = async (batch: Gathered, from: { taken: number; mark: Mark }) => {
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
    write: async (gathered: Gathered): Promise<boolean> => {
      let from: { taken: number; mark: Mark } = { taken: 0, mark: noMark };
      do {
        const { going, ...reached } = await tried(gathered, from);
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

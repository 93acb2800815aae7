import { endRun } from "./import-store.ts";
import { unmarkMended } from "./mended-rows.ts";
import type { ActParts } from "./work-order.ts";

/** A bound on something that ends by itself: each part takes back some of what is left. */
const partsMax = 100_000;

/** Takes a run back, part by part. What is taken back is no longer there to be found, so it goes on after any end. @returns false when it was halted. */
export async function undoRun(
  parts: Pick<ActParts, "connection" | "session" | "run" | "pace" | "now">,
): Promise<boolean> {
  const { connection, session, run, pace, now } = parts;
  const total: Record<string, number> = { ...run.findings };
  for (let part = 0; part < partsMax; part += 1) {
    if (pace.halted) return false;
    const left = await connection.db.transaction().execute(async (tx) => {
      const done = await session.undo(tx);
      for (const [name, count] of Object.entries(done.counts)) total[name] = (total[name] ?? 0) + count;
      if (done.left === 0) await unmarkMended(tx, run.id);
      await endRun(tx, run.id, { state: done.left === 0 ? "undone" : "undoing", at: now(), findings: total });
      return done.left;
    });
    session.settled(true);
    if (left === 0) return true;
  }
  throw new Error("an undo came to no end");
}

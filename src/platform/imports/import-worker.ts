import { constants, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { sqlState } from "../database/database.ts";
import { TableFault } from "../files/table-file.ts";
import { checkRun } from "./check-run.ts";
import { coversOf, refusedColumns, saveCovers } from "./file-covers.ts";
import type { ImportConnection, ImportFormWork, RowProblem, RunFacts } from "./import-form.ts";
import { endRun, fieldsOfOthers, findRun, findSource, type RunRow } from "./import-store.ts";
import { loadMendedRows } from "./mended-memory.ts";
import { openRowSource, type RowSource } from "./row-source.ts";
import { undoRun } from "./undo-run.ts";
import { openLane, openWorkConnection, takeRun } from "./work-connection.ts";
import type { WorkAsked, WorkOrder, WorkPace, WorkTold } from "./work-order.ts";
import { writeRun } from "./write-run.ts";
import { InTheWay } from "./write-unseen.ts";

/**
 * The thread in which a run is at work, started by workers.ts with its order. It tells its end by one message and exits:
 * `ended` (the run's row says how), `halted` (the platform stops; the run goes on at the next start), `again` (the database was
 * away), `elsewhere` (another platform on this database has it) or `broken` (a bug).
 */

const pace: WorkPace = { halted: false, pauseMs: 0 };
parentPort?.on("message", (asked: WorkAsked) => {
  if (asked.asked === "halt") pace.halted = true;
  else pace.pauseMs = asked.pauseMs;
});
// Alarms go first on a small machine: this is the thread's own priority on Linux.
try {
  setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Not everywhere allowed; it only was a courtesy.
}

const order = workerData as WorkOrder;

async function work(): Promise<WorkTold> {
  let connection: Awaited<ReturnType<typeof openWorkConnection>>;
  try {
    connection = await openWorkConnection(order.url);
  } catch (error) {
    return { told: "again", reason: String(error), waits: databaseAway };
  }
  try {
    if (!(await takeRun(connection, order.runId))) return { told: "elsewhere" };
    return await workOn(connection);
  } catch (error) {
    return await explain(connection, error);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

const now = (): number => Date.now() + order.clockAheadMs;

async function workOn(connection: Awaited<ReturnType<typeof openWorkConnection>>): Promise<WorkTold> {
  try {
    return await workOnce(connection, false);
  } catch (error) {
    if (!(error instanceof InTheWay)) throw error;
    return await workOnce(connection, true);
  }
}

async function workOnce(connection: ImportConnection, looksFirst: boolean): Promise<WorkTold> {
  const { db } = connection;
  const run = await findRun(db, order.runId);
  if (run === undefined || run.mapping === null) return { told: "ended" };
  const { importFormWork } = (await import(order.form.work)) as { importFormWork: ImportFormWork<unknown> };
  const session = await importFormWork.open(connection, { ...(await factsOf(db, run)), looksFirst });
  const parts = { connection, session, run, pace, now, openLane: () => openLane(order.url, run.id) };
  if (run.act === "undo") return { told: (await undoRun(parts)) ? "ended" : "halted" };
  const opened = await openRowSource(order.filePath, run.mapping, order.form.fields);
  if (!opened.ok) {
    await endRun(db, run.id, { state: "failed", at: now(), problem: { field: null, ...opened.refusal } });
    return { told: "ended" };
  }
  const source = opened.value;
  try {
    const file = { heads: source.head.heads, mendsCell: await mendsCellOf(source), rows: source.rowsEstimate };
    const { covers, mends, why } = await coversOf(db, run, file);
    await saveCovers(db, run.id, { covers, mends, said: why === "said" });
    const act = run.act === "check" ? checkRun : writeRun;
    const { fields, words } = order.form;
    const mended = await loadMendedRows(db, run.sourceId, mends);
    const known = { ...run, covers, mendsRun: mends };
    return { told: (await act({ ...parts, run: known, covers, mended, source, fields, words })) ? "ended" : "halted" };
  } finally {
    await source.close();
  }
}

/** What the first row says of the import that the file mends. */
async function mendsCellOf(source: RowSource): Promise<string> {
  const column = source.head.heads.indexOf(refusedColumns.run);
  if (column < 0) return "";
  for await (const batch of source.rows()) return batch[0]?.raw[column] ?? "";
  return "";
}

async function factsOf(db: Parameters<typeof findRun>[0], run: RunRow): Promise<Omit<RunFacts, "looksFirst">> {
  const source = await findSource(db, run.sourceId);
  const units = Object.fromEntries(
    (run.mapping?.columns ?? []).flatMap(({ field, unit }) => (field === null || unit === null ? [] : [[field, unit]])),
  );
  return {
    runId: run.id,
    sourceId: run.sourceId,
    sourceNo: run.sourceNo,
    sourceName: run.sourceName,
    ownedFields: source?.ownedFields ?? [],
    foreignFields: source === undefined ? [] : await fieldsOfOthers(db, source),
    fileHash: run.fileHash,
    fileName: run.fileName,
    fileBytes: run.fileBytes,
    actor: run.act === "undo" ? (run.undoneBy ?? run.askedBy) : run.askedBy,
    regions: run.regions,
    at: now(),
    act: run.act,
    resumed: run.nextRow > 1,
    reading: { coordinates: run.mapping?.coordinates ?? "wgs84", units },
  };
}

const databaseAway = "IMPORTS_DATABASE_AWAY";
const diskFull = new Set(["53100", "53200", "ENOSPC"]);
/** Also too many sessions (53300): an import takes three. */
const away = /^(57P0|08|53300|ECONN|EPIPE|40001|40P01|55P03)/;

/** A file that breaks off and a full disk are the user's to mend; a database that is away is waited for; the rest is a bug. */
async function explain(connection: Awaited<ReturnType<typeof openWorkConnection>>, error: unknown): Promise<WorkTold> {
  const code = sqlState(error) ?? "";
  const problem = problemOf(error, code);
  if (problem !== undefined) {
    const state = diskFull.has(code) ? "stopped" : "failed";
    try {
      await endRun(connection.db, order.runId, { state, at: now(), problem });
      return { told: "ended" };
    } catch (failure) {
      // Not even its end can be written down: it tries again until there is room.
      const waits = diskFull.has(code) ? "IMPORTS_DISK_FULL_WAITS" : databaseAway;
      return { told: "again", reason: String(failure), waits };
    }
  }
  if (
    away.test(code) ||
    (error instanceof Error && /Connection terminated|not queryable|connection/i.test(error.message))
  )
    return { told: "again", reason: `${code} ${String(error)}`, waits: databaseAway };
  return { told: "broken", error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function problemOf(error: unknown, code: string): RowProblem | undefined {
  if (error instanceof TableFault) return { field: null, ...error.refusal };
  if (diskFull.has(code)) return { field: null, code: "IMPORTS_DISK_FULL" };
  return undefined;
}

parentPort?.postMessage(await work());
parentPort?.close();

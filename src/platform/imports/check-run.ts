import { sql } from "kysely";
import { TableFault } from "../files/table-file.ts";
import { CheckReport } from "./check-report.ts";
import type { ImportCounts } from "./import-contract.ts";
import type { ReadRow } from "./import-form.ts";
import { endRun, moveOn, noCounts } from "./import-store.ts";
import { keepRefused, type Refused } from "./refused-lines.ts";
import { createRowJudge } from "./row-judge.ts";
import type { SourceRowRead } from "./row-source.ts";
import type { ActParts } from "./work-order.ts";

const foreseenAtOnce = 5_000;

/** Reads the whole file as a run would, writes nothing but its report and the refused rows. @returns false when it was halted: it begins anew. */
export async function checkRun(parts: ActParts): Promise<boolean> {
  const { connection, run, session, source } = parts;
  // A check begins at the first row each time.
  await sql`delete from platform.import_refused_row where run_id = ${run.id}`.execute(connection.db);
  const counts = { ...noCounts };
  const report = new CheckReport(source, parts.fields);
  const check = createCheck(parts, counts, report);
  let fault: TableFault | undefined;
  try {
    for await (const batch of source.rows()) {
      for (const row of batch) check.row(row);
      if (!(await check.settle(false))) return parts.pace.halted ? false : stopped(parts, counts);
    }
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    fault = error;
  }
  if (!(await check.settle(true))) return parts.pace.halted ? false : stopped(parts, counts);
  const told = {
    at: parts.now(),
    report: report.finish(parts.words, [
      { code: `FILE_${parts.covers.toUpperCase()}` },
      ...session.notes(parts.covers),
    ]),
  };
  const problem = fault?.refusal ?? (counts.rows === 0 ? { code: "IMPORTS_NO_ROWS" } : undefined);
  if (problem === undefined) await endRun(connection.db, run.id, { ...told, state: "checked" });
  else await endRun(connection.db, run.id, { ...told, state: "failed", problem: { field: null, ...problem } });
  return true;
}

async function stopped({ connection, run, now }: ActParts, _counts: ImportCounts): Promise<boolean> {
  await endRun(connection.db, run.id, { state: "stopped", at: now() });
  return true;
}

type Waiting = { readonly read: ReadRow<unknown>; readonly from: SourceRowRead };

function createCheck({ connection, session, run, pace, mended }: ActParts, counts: ImportCounts, report: CheckReport) {
  const judge = createRowJudge(session, mended);
  let waiting: Waiting[] = [];
  let refused: Refused[] = [];
  let lastRow = 0;
  const refuse = (row: SourceRowRead, problems: Refused["problems"]): void => {
    counts.refused += 1;
    report.note(row, problems, false);
    refused.push({ no: row.no, raw: row.raw, hash: row.hash, problems });
  };
  const take = (row: SourceRowRead): void => {
    lastRow = row.no;
    const judged = judge(row);
    if (judged.is === "left-out") {
      report.leftOut(row);
      return;
    }
    counts.rows += 1;
    report.take(row);
    if (row.remarks.length > 0) report.note(row, row.remarks, true);
    if (judged.is === "unchanged") {
      counts.unchanged += 1;
      report.note(row, judged.remarks, true);
    } else if (judged.is === "refused") refuse(row, judged.problems);
    else {
      report.note(row, judged.remarks, true);
      waiting.push({ read: judged.row, from: row });
    }
  };
  const foresee = async (): Promise<void> => {
    const outcomes = await session.foresee(
      connection.db,
      waiting.map(({ read }) => read),
    );
    for (const [i, { from }] of waiting.entries()) {
      const outcome = outcomes[i];
      if (outcome === undefined) continue;
      if (typeof outcome === "string") counts[outcome] += 1;
      else refuse(from, outcome.problems);
    }
    waiting = [];
  };
  /** False when somebody wants it to stop. */
  const settle = async (all: boolean): Promise<boolean> => {
    if (!all && waiting.length < foreseenAtOnce && refused.length < foreseenAtOnce && lastRow % 20_000 > 1_000)
      return !pace.halted;
    await foresee();
    const stopAsked = await connection.db.transaction().execute(async (tx) => {
      await keepRefused(connection.client, run.id, refused);
      return moveOn(tx, run.id, { nextRow: lastRow + 1, counts });
    });
    refused = [];
    return !stopAsked && !pace.halted;
  };
  return { row: take, settle };
}

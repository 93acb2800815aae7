import { sql } from "kysely";
import type { Instant } from "../../../kernel/clock.ts";
import { type Db, json, ts } from "../../../platform/database/database.ts";
import type { PaperFile, PaperRun } from "../contract/paper.ts";

const columns = sql.raw(
  `id, cause, begun_at as "begunAt", ended_at as "endedAt", outcome, folder, files, lifts, bytes, why`,
);

/** @returns false when one is being made already. */
export async function beginPaperRun(
  db: Db,
  run: { readonly id: string; readonly cause: PaperRun["cause"]; readonly at: Instant },
): Promise<boolean> {
  const made = await sql`insert into centre.paper_run (id, cause, begun_at, outcome)
    values (${run.id}, ${run.cause}, ${ts(run.at)}, 'running') on conflict do nothing`.execute(db);
  return made.numAffectedRows === 1n;
}

export async function paperDone(
  db: Db,
  run: { readonly id: string; readonly at: Instant; readonly folder: string; readonly files: readonly PaperFile[] },
): Promise<void> {
  const lifts = run.files.filter(({ kind }) => kind === "district").reduce((sum, file) => sum + file.lifts, 0);
  const bytes = run.files.reduce((sum, file) => sum + file.bytes, 0);
  await sql`update centre.paper_run set outcome = 'done', ended_at = ${ts(run.at)}, folder = ${run.folder},
    files = ${json(run.files)}::jsonb, lifts = ${lifts}, bytes = ${bytes} where id = ${run.id}`.execute(db);
}

export async function paperFailed(db: Db, id: string, end: { readonly at: Instant; readonly why: string }) {
  await sql`update centre.paper_run set outcome = 'failed', ended_at = ${ts(end.at)}, why = ${end.why.slice(0, 500)}
    where id = ${id}`.execute(db);
}

/** What a platform that was killed left as running. @returns whether there was one. */
export async function endInterruptedPaper(db: Db, at: Instant): Promise<boolean> {
  const ended = await sql`update centre.paper_run set outcome = 'failed', ended_at = ${ts(at)},
    why = 'the platform ended while it was made' where outcome = 'running'`.execute(db);
  return (ended.numAffectedRows ?? 0n) > 0n;
}

/** Runs whose folders are too old are forgotten with them. */
export async function forgetPaperRuns(db: Db, before: Instant): Promise<void> {
  await sql`delete from centre.paper_run where begun_at < ${ts(before)} and outcome <> 'running'`.execute(db);
}

/** The last one that ended well, and the last one of all. */
export async function lastPaperRuns(db: Db): Promise<{ good: PaperRun | null; any: PaperRun | null }> {
  const { rows } = await sql<PaperRun>`
    (select ${columns} from centre.paper_run where outcome = 'done' order by begun_at desc limit 1)
    union all (select ${columns} from centre.paper_run order by begun_at desc limit 1)`.execute(db);
  const any = rows.reduce<PaperRun | null>(
    (best, row) => (best === null || row.begunAt > best.begunAt ? row : best),
    null,
  );
  return { good: rows.find((row) => row.outcome === "done") ?? null, any };
}

import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import type { Covers, CoversGuess } from "./import-contract.ts";
import { findRun, type RunRow } from "./import-store.ts";
import { reachedCondition, reaches } from "./run-reach.ts";

/** Columns that the file of refused rows has behind its own: they tell which run it mends, and which of its rows. */
export const refusedColumns = { row: "原行号 row", reasons: "原因 reasons", run: "导入编号 import" };
const bookkeeping: ReadonlySet<string> = new Set(Object.values(refusedColumns));
export const isBookkeeping = (head: string): boolean => bookkeeping.has(head);
/** The column of its reasons may be gone, since they are mended. */
export const isRefusedFile = (heads: readonly string[]): boolean =>
  heads.includes(refusedColumns.row) || heads.includes(refusedColumns.run);

/** A file with fewer rows than this share of the last whole one is guessed to be a part. */
const nearShare = 0.8;

export type FileFacts = {
  readonly heads: readonly string[];
  /** What stands in the column of the mended run. */
  readonly mendsCell: string;
  readonly rows: number | null;
};
type Past = {
  /** Rows that the latest whole file of the source brought in; undefined when there was none. */
  readonly lastRows: number | undefined;
  /** The run that the file names, where it is one of the source; else the latest one with refused rows. */
  readonly mends: string | undefined;
};

/** What a file is, from its heads and the number of its rows, where nobody has said it. */
export function guessCovers(file: Pick<FileFacts, "heads" | "rows">, past: Past): CoversGuess {
  if (isRefusedFile(file.heads))
    return past.mends === undefined
      ? { covers: "part", mends: null, why: "refused-columns" }
      : { covers: "mends", mends: past.mends, why: "refused-columns" };
  if (past.lastRows === undefined) return { covers: "whole", mends: null, why: "first" };
  if (file.rows === null || file.rows >= past.lastRows * nearShare)
    return { covers: "whole", mends: null, why: "near" };
  return { covers: "part", mends: null, why: "fewer" };
}

/** What was said of the run's file, else a guess. */
export async function coversOf(db: Db, run: RunRow, file: FileFacts): Promise<CoversGuess> {
  if (run.coversSaid && run.covers !== null) return { covers: run.covers, mends: run.mendsRun, why: "said" };
  return guessCovers(file, { lastRows: await lastWhole(db, run), mends: await namedOrLatest(db, run, file) });
}

async function lastWhole(db: Db, { sourceId, id }: RunRow): Promise<number | undefined> {
  const { rows } = await sql<{ n: number }>`
    select coalesce((counts ->> 'rows')::int, 0) - coalesce((counts ->> 'refused')::int, 0) as n from platform.import_run
    where source_id = ${sourceId} and id <> ${id} and state = 'done' and coalesce(covers, 'whole') = 'whole'
    order by uploaded_at desc, id desc limit 1`.execute(db);
  return rows[0]?.n;
}

const looksLikeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

async function namedOrLatest(db: Db, run: RunRow, { heads, mendsCell }: FileFacts): Promise<string | undefined> {
  if (!isRefusedFile(heads)) return undefined;
  const named = looksLikeId.test(mendsCell.trim()) ? await findRun(db, mendsCell.trim()) : undefined;
  if (named !== undefined && mayBeMended(named, run)) return named.id;
  const { rows } = await sql<{ id: string }>`
    select r.id from platform.import_run r where r.source_id = ${run.sourceId} and r.id <> ${run.id} and r.discarded_at is null
      and r.act = 'run' and (r.counts ->> 'refused')::int > 0 and ${reachedCondition(run.regions, "r.regions")}
    order by r.uploaded_at desc, r.id desc limit 1`.execute(db);
  return rows[0]?.id;
}

/** An import mends one of its own source, within its own regions. */
export const mayBeMended = (
  mended: RunRow,
  { sourceId, id, regions }: Pick<RunRow, "sourceId" | "id" | "regions">,
): boolean =>
  reaches(regions, mended.regions) &&
  mended.sourceId === sourceId &&
  mended.id !== id &&
  mended.discardedAt === null &&
  (mended.counts.refused ?? 0) > 0;

export async function saveCovers(
  db: Db,
  runId: string,
  { covers, mends, said }: { readonly covers: Covers; readonly mends: string | null; readonly said: boolean },
): Promise<void> {
  await sql`update platform.import_run set covers = ${covers}, mends_run = ${covers === "mends" ? mends : null}::uuid,
    covers_said = ${said} where id = ${runId}`.execute(db);
}

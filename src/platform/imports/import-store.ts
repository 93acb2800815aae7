import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import type { Refusal } from "../../kernel/result.ts";
import { type Db, json, type Tx, ts } from "../database/database.ts";
import type { Covers, ImportCounts, ImportMapping, ImportReportFile, RunState } from "./import-contract.ts";
import type { RowProblem } from "./import-form.ts";
import { overlap, type Regions, reachedCondition } from "./run-reach.ts";

/** Rows of the tables of imports. */
export type SourceRow = {
  readonly id: string;
  readonly no: number;
  readonly form: string;
  readonly name: string;
  readonly mapping: ImportMapping | null;
  readonly mappingVersion: number;
  readonly ownedFields: readonly string[];
  readonly createdAt: Instant;
  readonly lastRunAt: Instant | null;
  /** Whose it is: the regions of who made it. */
  readonly regions: Regions;
};
export type ImportAct = "check" | "run" | "undo";
export type RunRow = {
  readonly id: string;
  readonly sourceId: string;
  readonly sourceName: string;
  readonly sourceNo: number;
  readonly form: string;
  readonly fileName: string;
  readonly fileHash: string;
  readonly fileBytes: number;
  readonly state: RunState;
  readonly act: ImportAct;
  readonly mapping: ImportMapping | null;
  readonly mappingVersion: number;
  readonly askedBy: string;
  readonly askedByName: string;
  readonly undoneBy: string | null;
  readonly undoneByName: string | null;
  /** Whose it is, and where it may write: the regions of its source. */
  readonly regions: Regions;
  readonly uploadedAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly nextRow: number;
  readonly rowsEstimate: number | null;
  readonly counts: Partial<ImportCounts>;
  readonly findings: Readonly<Record<string, number>>;
  readonly report: ImportReportFile | null;
  readonly problem: RowProblem | null;
  readonly stopAsked: boolean;
  readonly idleRestarts: number;
  readonly covers: Covers | null;
  readonly coversSaid: boolean;
  readonly mendsRun: string | null;
  readonly mendsName: string | null;
  readonly discardedAt: Instant | null;
};

export const noCounts: ImportCounts = { rows: 0, created: 0, changed: 0, unchanged: 0, differs: 0, refused: 0 };
export const activeStates: readonly RunState[] = ["checking", "running", "undoing"];

const sourceColumns = sql.raw(`s.id, s.no, s.form, s.name, s.mapping, s.mapping_version as "mappingVersion",
  s.owned_fields as "ownedFields", s.created_at as "createdAt", s.regions,
  (select max(uploaded_at) from platform.import_run r where r.source_id = s.id) as "lastRunAt"`);

export async function listSources(db: Db, reach: Regions): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`select ${sourceColumns} from platform.import_source s
    where ${reachedCondition(reach, "s.regions")} order by s.form, s.name limit 1000`.execute(db);
  return rows;
}

export async function findSource(db: Db, id: string): Promise<SourceRow | undefined> {
  const { rows } = await sql<SourceRow>`select ${sourceColumns} from platform.import_source s
    where s.id = ${id}`.execute(db);
  return rows[0];
}

/** Undefined when the form has a source of this name. */
export async function insertSource(
  tx: Tx,
  source: { form: string; name: string; regions: Regions; at: Instant },
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    insert into platform.import_source (id, form, name, regions, created_at)
    values (${newId()}, ${source.form}, ${source.name}, ${source.regions}, ${ts(source.at)})
    on conflict (form, name) do nothing returning id`.execute(tx);
  return rows[0]?.id;
}

export async function updateMapping(
  tx: Tx,
  sourceId: string,
  saved: { mapping: ImportMapping; ownedFields: readonly string[] },
): Promise<void> {
  await sql`update platform.import_source set
      mapping_version = mapping_version + (mapping is distinct from ${json(saved.mapping)}::jsonb)::int,
      mapping = ${json(saved.mapping)}::jsonb, owned_fields = ${saved.ownedFields}
    where id = ${sourceId}`.execute(tx);
}

export type OtherSource = {
  readonly id: string;
  readonly name: string;
  readonly fields: string[];
  readonly regions: Regions;
};

/** Other sources of the form whose regions meet the source's, with the fields in which they have the word. */
export async function otherSources(
  db: Db,
  { form, id, regions }: Pick<SourceRow, "form" | "id" | "regions">,
): Promise<OtherSource[]> {
  const { rows } = await sql<OtherSource>`
    select id, name, owned_fields as fields, regions from platform.import_source
    where form = ${form} and id <> ${id} order by name`.execute(db);
  return rows.filter((other) => overlap(regions, other.regions));
}

/** Fields in which other sources of the form have the word, where their regions meet the source's. */
export async function fieldsOfOthers(db: Db, source: Pick<SourceRow, "form" | "id" | "regions">): Promise<string[]> {
  return [...new Set((await otherSources(db, source)).flatMap(({ fields }) => fields))];
}

/** A source has the word in these fields no longer. */
export async function giveUpFields(tx: Tx, sourceId: string, fields: readonly string[]): Promise<void> {
  await sql`update platform.import_source set
      owned_fields = array(select field from unnest(owned_fields) as own (field) where field <> all (${fields}::text[]))
    where id = ${sourceId}`.execute(tx);
}

const runColumns = sql.raw(`r.id, r.source_id as "sourceId", s.name as "sourceName", s.no as "sourceNo", r.form,
  r.file_name as "fileName", r.file_hash as "fileHash", r.file_bytes as "fileBytes", r.state, r.act, r.mapping,
  r.mapping_version as "mappingVersion", r.asked_by as "askedBy", r.asked_by_name as "askedByName", r.regions,
  r.undone_by as "undoneBy", r.undone_by_name as "undoneByName",
  r.uploaded_at as "uploadedAt", r.started_at as "startedAt", r.ended_at as "endedAt", r.next_row as "nextRow",
  r.rows_estimate as "rowsEstimate", r.counts, r.findings, r.report, r.problem, r.stop_asked as "stopAsked",
  r.idle_restarts as "idleRestarts", r.covers, r.covers_said as "coversSaid", r.mends_run as "mendsRun",
  (select m.file_name from platform.import_run m where m.id = r.mends_run) as "mendsName", r.discarded_at as "discardedAt"`);

export async function insertRun(
  tx: Tx,
  run: {
    readonly source: SourceRow;
    readonly file: { readonly name: string; readonly hash: string; readonly bytes: number };
    readonly by: { readonly actor: string; readonly name: string };
    readonly at: Instant;
  },
): Promise<string> {
  const id = newId();
  const { source, file, by } = run;
  await sql`insert into platform.import_run
      (id, source_id, form, file_name, file_hash, file_bytes, state, asked_by, asked_by_name, regions, uploaded_at)
    values (${id}, ${source.id}, ${source.form}, ${file.name}, ${file.hash}, ${file.bytes}, 'uploaded', ${by.actor},
      ${by.name}, ${source.regions}, ${ts(run.at)})`.execute(tx);
  return id;
}

export async function findRun(db: Db, id: string): Promise<RunRow | undefined> {
  const { rows } = await sql<RunRow>`select ${runColumns} from platform.import_run r
    join platform.import_source s on s.id = r.source_id where r.id = ${id}`.execute(db);
  return rows[0];
}

/** What kind of file it is will not change by looking again: the list says so, until a look succeeds. */
export async function noteUnreadable(db: Db, runId: string, refusal: Refusal | undefined): Promise<void> {
  const problem = refusal?.code.startsWith("TABLE_") ? { field: null, ...refusal } : null;
  await sql`update platform.import_run set problem = ${problem === null ? null : json(problem)}::jsonb
    where id = ${runId} and state = 'uploaded'`.execute(db);
}

/** Newest first, without their reports. `after`: `<uploadedAt>.<id>` of the last one. */
export async function listRuns(
  db: Db,
  page: { after?: string | undefined; limit: number; source?: string | undefined; discarded: boolean; reach: Regions },
): Promise<RunRow[]> {
  const [at, id] = page.after?.split(".") ?? [];
  const { rows } = await sql<RunRow>`
    select ${runColumns} from platform.import_run r join platform.import_source s on s.id = r.source_id
    where (${at ?? null}::text is null or (r.uploaded_at, r.id) < (${ts(Number(at ?? 0))}, ${id ?? null}::uuid))
      and (${page.source ?? null}::uuid is null or r.source_id = ${page.source ?? null}::uuid)
      and (${page.discarded} or r.discarded_at is null) and ${reachedCondition(page.reach, "r.regions")}
    order by r.uploaded_at desc, r.id desc limit ${page.limit}`.execute(db);
  return rows.map((row) => ({ ...row, report: null }));
}

/** Runs that a worker should be at. */
export async function activeRuns(db: Db): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`select ${runColumns} from platform.import_run r
    join platform.import_source s on s.id = r.source_id where r.state = any(${activeStates})`.execute(db);
  return rows;
}

export type RunBegin = {
  readonly runId: string;
  readonly act: ImportAct;
  readonly fresh: boolean;
  readonly mapping: ImportMapping;
  readonly mappingVersion: number;
  readonly by: { readonly actor: string; readonly name: string };
  readonly at: Instant;
};

const stateOf: Readonly<Record<ImportAct, RunState>> = { check: "checking", run: "running", undo: "undoing" };

export async function beginRun(tx: Tx, begin: RunBegin): Promise<void> {
  const { runId, act, by } = begin;
  await sql`update platform.import_run set state = ${stateOf[act]}, act = ${act}, stop_asked = false, problem = null,
      idle_restarts = 0, ended_at = null, started_at = coalesce(started_at, ${ts(begin.at)})
    where id = ${runId}`.execute(tx);
  if (!begin.fresh) return;
  await sql`update platform.import_run set started_at = ${ts(begin.at)}, next_row = 1, findings = '{}',
      counts = case when ${act} = 'undo' then counts else '{}' end, mapping = ${json(begin.mapping)}::jsonb,
      mapping_version = ${begin.mappingVersion}
    where id = ${runId}`.execute(tx);
  if (act === "undo") {
    await sql`update platform.import_run set undone_by = ${by.actor}, undone_by_name = ${by.name}
      where id = ${runId}`.execute(tx);
    return;
  }
  await sql`update platform.import_run set asked_by = ${by.actor}, asked_by_name = ${by.name} where id = ${runId}`.execute(
    tx,
  );
  await sql`delete from platform.import_refused_row where run_id = ${runId}`.execute(tx);
}

/** Which run of the form is at work; two at once would step on each other. */
export async function runAtWork(tx: Tx, form: string): Promise<RunRow | undefined> {
  await sql`select pg_advisory_xact_lock(7321850, hashtext(${form}))`.execute(tx);
  const { rows } = await sql<RunRow>`select ${runColumns} from platform.import_run r
    join platform.import_source s on s.id = r.source_id where r.form = ${form} and r.state = any(${activeStates})
    limit 1`.execute(tx);
  return rows[0];
}

export async function askToStop(tx: Tx, runId: string): Promise<void> {
  await sql`update platform.import_run set stop_asked = true where id = ${runId}`.execute(tx);
}

export type RunProgress = {
  readonly nextRow: number;
  readonly counts: ImportCounts;
};
/** Moves the run on, in the transaction that did the rows. @returns whether somebody asked it to stop. */
export async function moveOn(tx: Db, runId: string, { nextRow, counts }: RunProgress): Promise<boolean> {
  const { rows } = await sql<{ stopAsked: boolean }>`
    update platform.import_run set next_row = ${nextRow}, counts = ${json(counts)}::jsonb, idle_restarts = 0
    where id = ${runId} returning stop_asked as "stopAsked"`.execute(tx);
  return rows[0]?.stopAsked ?? true;
}

export type RunEnd = {
  readonly state: RunState;
  readonly at: Instant;
  readonly problem?: RowProblem;
  readonly report?: ImportReportFile;
  readonly findings?: Readonly<Record<string, number>>;
};
export async function endRun(tx: Db, runId: string, end: RunEnd): Promise<void> {
  await sql`update platform.import_run set state = ${end.state}, ended_at = ${ts(end.at)},
      problem = ${end.problem === undefined ? null : json(end.problem)}::jsonb,
      report = coalesce(${end.report === undefined ? null : json(end.report)}::jsonb, report),
      findings = findings || ${json(end.findings ?? {})}::jsonb
    where id = ${runId}`.execute(tx);
}

/** Whether a file is being taken in: then other large work waits. */
export async function isImportAtWork(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from platform.import_run where state = any(${activeStates}) limit 1`.execute(db);
  return rows.length > 0;
}

export async function noteRestart(db: Db, runId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`update platform.import_run set idle_restarts = idle_restarts + 1
    where id = ${runId} returning idle_restarts as n`.execute(db);
  return rows[0]?.n ?? 0;
}

export type RefusedRow = {
  readonly row: number;
  readonly cells: readonly string[];
  readonly reasons: readonly RowProblem[];
};
export async function refusedRows(
  db: Db,
  runId: string,
  page: { readonly after: number; readonly limit: number },
): Promise<RefusedRow[]> {
  const { rows } = await sql<RefusedRow>`
    select row_no as "row", cells, reasons from platform.import_refused_row
    where run_id = ${runId} and row_no > ${page.after} and mended_run is null order by row_no limit ${page.limit}`.execute(
    db,
  );
  return rows;
}

/** How many refused rows wait to be mended, and which runs have mended others. */
export async function mendedState(db: Db, runId: string) {
  const { rows } = await sql<{ id: string | null; fileName: string | null; rows: number }>`
    select r.mended_run as id, m.file_name as "fileName", count(*)::int as rows
    from platform.import_refused_row r left join platform.import_run m on m.id = r.mended_run
    where r.run_id = ${runId} group by 1, 2 order by 1`.execute(db);
  return {
    open: rows.find(({ id }) => id === null)?.rows ?? 0,
    mendedBy: rows.flatMap(({ id, fileName, rows: n }) =>
      id === null ? [] : [{ id, fileName: fileName ?? "", rows: n }],
    ),
  };
}

/** The run leaves the list, with the refused rows of its check. */
export async function discardRun(tx: Tx, runId: string, at: Instant): Promise<void> {
  await sql`update platform.import_run set discarded_at = ${ts(at)} where id = ${runId}`.execute(tx);
  await sql`delete from platform.import_refused_row where run_id = ${runId}`.execute(tx);
}

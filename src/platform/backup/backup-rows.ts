import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import { type Db, ts } from "../database/database.ts";
import type { BackupEnd } from "./run-backup.ts";

export type Cause = "asked" | "daily" | "upgrade";

/** One backup as the list shows it. */
export type BackupRow = {
  readonly id: string;
  readonly store: string;
  readonly cause: Cause;
  readonly kind: "physical" | "logical";
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly outcome: "running" | "done" | "failed";
  readonly code: string | null;
  readonly why: string | null;
  readonly bytes: number | null;
  readonly files: number | null;
  readonly damaged: number | null;
};

const columns = sql.raw(`id, store, cause, kind, started_at as "startedAt", ended_at as "endedAt", outcome, code, why,
  bytes, files, damaged`);

export async function insertBackup(
  db: Db,
  row: Pick<BackupRow, "id" | "store" | "cause" | "kind" | "startedAt">,
): Promise<void> {
  await sql`insert into platform.backup (id, store, cause, kind, started_at, outcome)
    values (${row.id}, ${row.store}, ${row.cause}, ${row.kind}, ${ts(row.startedAt)}, 'running')`.execute(db);
}

export async function endBackup(db: Db, id: string, end: BackupEnd, at: Instant): Promise<void> {
  const done = end.kind === "done";
  await sql`update platform.backup set ended_at = ${ts(at)}, outcome = ${done ? "done" : "failed"},
      code = ${done ? null : end.code}, why = ${done ? null : end.why.slice(0, 500)},
      bytes = ${done ? end.bytes : null}, files = ${done ? end.files : null}, damaged = ${done ? end.damaged : null}
    where id = ${id} and outcome = 'running'`.execute(db);
}

/** What a platform that was killed left as running: its backup has no name and will be removed. */
export async function endInterrupted(db: Db, at: Instant): Promise<void> {
  await sql`update platform.backup set ended_at = ${ts(at)}, outcome = 'failed', code = 'BACKUP_STOPPED',
      why = 'the platform ended while it was taken' where outcome = 'running'`.execute(db);
}

export async function listRows(db: Db): Promise<BackupRow[]> {
  const { rows } = await sql<BackupRow>`
    select ${columns} from platform.backup order by started_at desc, id desc limit 100`.execute(db);
  return rows;
}

export async function backupById(db: Db, id: string): Promise<BackupRow | undefined> {
  const { rows } = await sql<BackupRow>`select ${columns} from platform.backup where id = ${id}`.execute(db);
  return rows[0];
}

/** The last one that ended well, and the last one that ended at all. */
export async function lastBackups(db: Db): Promise<{ good: BackupRow | undefined; any: BackupRow | undefined }> {
  const { rows } = await sql<BackupRow>`
    (select ${columns} from platform.backup where outcome = 'done' order by started_at desc limit 1)
    union all (select ${columns} from platform.backup where outcome <> 'running' order by started_at desc limit 1)`.execute(
    db,
  );
  const newest = rows.reduce<BackupRow | undefined>(
    (best, row) => (best === undefined || row.startedAt > best.startedAt ? row : best),
    undefined,
  );
  return { good: rows.find((row) => row.outcome === "done"), any: newest };
}

/** Moments of the platform's own housekeeping. */
export async function choreDue(db: Db, name: string, now: Instant): Promise<boolean> {
  const { rows } = await sql`select 1 from platform.chore where name = ${name} and due_at <= ${ts(now)}`.execute(db);
  return rows.length > 0;
}

export async function setChore(db: Db, name: string, dueAt: Instant): Promise<void> {
  await sql`insert into platform.chore (name, due_at) values (${name}, ${ts(dueAt)})
    on conflict (name) do update set due_at = excluded.due_at`.execute(db);
}

/** Sets it only where it is not set, or stands later than `atLatest` (the setting was moved forward). */
export async function setChoreAtLatest(db: Db, name: string, atLatest: Instant): Promise<void> {
  await sql`insert into platform.chore (name, due_at) values (${name}, ${ts(atLatest)})
    on conflict (name) do update set due_at = least(platform.chore.due_at, excluded.due_at)`.execute(db);
}

import { access, constants, mkdir } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import { chinaOffsetMs } from "../../kernel/china-time.ts";
import type { Clock, Instant } from "../../kernel/clock.ts";
import { minutes } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Config } from "../config/config.ts";
import type { Database } from "../database/database.ts";
import type { EmbeddedServer } from "../database/start-database.ts";
import type { Log } from "../log.ts";
import type { DueRows } from "../work/work.ts";
import {
  type Cause,
  choreDue,
  endBackup,
  endInterrupted,
  insertBackup,
  setChore,
  setChoreAtLatest,
} from "./backup-rows.ts";
import type { Proof } from "./read-facts.ts";
import { runBackup } from "./run-backup.ts";
import type { BackupOrder, Progress } from "./take-backup.ts";

/** What backups need to know of this house. */
export type BackupHouse = {
  readonly config: Config;
  readonly version: string;
  readonly schemas: readonly string[];
  readonly proofs: readonly Proof[];
  readonly migratorUrl: string;
  readonly embedded: EmbeddedServer | undefined;
};
export type BackupParts = {
  readonly house: BackupHouse;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
};

export type Asked = { readonly store: string; readonly cause: Cause; readonly logical?: boolean };
export type Running = { readonly id: string; readonly progress: Progress };

export type BackupDesk = {
  /** Begins a backup and answers at once. Refuses BACKUP_RUNNING, BACKUP_FOLDER_WRONG, BACKUP_FOLDER_NOT_WRITABLE. */
  readonly begin: (asked: Asked) => Promise<Result<{ id: string }>>;
  readonly running: () => Running | undefined;
  readonly dueRows: readonly DueRows[];
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const daily = "daily-backup";
const beat = "archive-beat";
const beatEveryMs = minutes(1);
const againAfterMs = minutes(60);

/** The order of a backup of this house. */
export function orderOf(house: BackupHouse, asked: Asked & { readonly keepDays: number | null }): BackupOrder {
  const { embedded, config } = house;
  const physical = embedded !== undefined && asked.logical !== true;
  return {
    store: asked.store,
    dataDir: config.dataDir,
    version: house.version,
    database: physical
      ? {
          kind: "physical",
          superuserUrl: embedded.superuserUrl(),
          cluster: embedded.cluster,
          database: embedded.database,
          walArchive: embedded.walArchive,
        }
      : { kind: "logical", migratorUrl: house.migratorUrl },
    schemas: house.schemas,
    proofs: house.proofs,
    withEvidence: asked.cause !== "upgrade",
    keepDays: asked.keepDays,
    keepNewest: asked.cause === "upgrade" ? 2 : null,
  };
}

/**
 * One backup at a time. idle → running (a row, and a thread) → idle, with the row done or failed. A daily one that fails is
 * due again after an hour. A platform that ends amid one leaves a running row, which its next start puts right.
 */
export function createBackupDesk(parts: BackupParts): BackupDesk {
  const { house, database, clock, log } = parts;
  let current: (Running & { readonly stop: () => Promise<unknown>; readonly ended: Promise<void> }) | undefined;
  let beginning = false;

  const begin = async (asked: Asked): Promise<Result<{ id: string }>> => {
    if (current !== undefined || beginning) return refuse("BACKUP_RUNNING");
    beginning = true;
    try {
      const fit = await fitStore(asked.store, house.config.dataDir);
      if (!fit.ok) return fit;
      const keepDays = asked.cause === "daily" ? house.config.backup.keepDays : null;
      const order = orderOf(house, { ...asked, keepDays });
      const id: string = newId();
      const { store, cause } = asked;
      await insertBackup(database.db, { id, store, cause, kind: order.database.kind, startedAt: clock.now() });
      current = launch(id, order, cause);
      return ok({ id });
    } finally {
      beginning = false;
    }
  };
  const launch = (id: string, order: BackupOrder, cause: Cause) => {
    const thread = runBackup(order, (progress) => {
      if (current?.id === id) current = { ...current, progress };
    });
    const ended = thread.ended
      .then(async (end) => {
        await thread.stop();
        await endBackup(database.db, id, end, clock.now());
        if (end.kind === "done") log.info({ store: order.store, bytes: end.bytes }, "a backup was taken");
        else log.error({ store: order.store, code: end.code, why: end.why }, "a backup failed");
        if (end.kind === "failed" && cause === "daily") await setChore(database.db, daily, clock.now() + againAfterMs);
      })
      .catch((error: unknown) => log.error({ err: error }, "the end of a backup could not be written down"))
      .finally(() => {
        current = undefined;
      });
    return { id, progress: { step: "start", bytes: 0, files: 0 }, stop: thread.stop, ended };
  };
  return {
    begin,
    running: () => (current === undefined ? undefined : { id: current.id, progress: current.progress }),
    dueRows: [dailyRows(parts, begin), beatRows(parts)],
    start: async () => {
      await endInterrupted(database.db, clock.now());
      const { dir, atMinute, walArchive } = house.config.backup;
      if (dir !== undefined) await setChoreAtLatest(database.db, daily, nextAt(atMinute, clock.now()));
      if (walArchive !== undefined) await setChore(database.db, beat, clock.now());
    },
    stop: async () => {
      await current?.stop();
      await current?.ended;
    },
  };
}

/** Only into a folder of its own, never into the data folder, where a backup would die with what it saves. */
async function fitStore(store: string, dataDir: string): Promise<Result<undefined>> {
  const inside = relative(dataDir, store);
  if (!isAbsolute(store) || inside === "" || !(inside.startsWith("..") || isAbsolute(inside)))
    return refuse("BACKUP_FOLDER_WRONG", { folder: store });
  try {
    await mkdir(store, { recursive: true, mode: 0o700 });
    await access(store, constants.W_OK);
    return ok(undefined);
  } catch {
    return refuse("BACKUP_FOLDER_NOT_WRITABLE", { folder: store });
  }
}

function dailyRows({ house, database, clock, log }: BackupParts, begin: BackupDesk["begin"]): DueRows {
  const { dir, atMinute } = house.config.backup;
  return {
    name: daily,
    find: async (now) => (dir !== undefined && (await choreDue(database.db, daily, now)) ? [daily] : []),
    run: async (_key, now) => {
      if (dir === undefined) return;
      await setChore(database.db, daily, nextAt(atMinute, now));
      const begun = await begin({ store: dir, cause: "daily" });
      if (begun.ok) return;
      log.error({ code: begun.refusal.code, store: dir }, "the daily backup could not be begun");
      await setChore(database.db, daily, clock.now() + againAfterMs);
    },
  };
}

/**
 * A commit a minute: a restore to a point in time stops at the first commit after it, so even on a quiet night there must be
 * one; and its age in the archive shows how far the archive is behind.
 */
function beatRows({ house, database }: BackupParts): DueRows {
  return {
    name: beat,
    find: async (now) =>
      house.config.backup.walArchive !== undefined && (await choreDue(database.db, beat, now)) ? [beat] : [],
    run: (_key, now) => setChore(database.db, beat, now + beatEveryMs),
  };
}

const dayMs = 86_400_000;
/** The next moment at which the clocks of Beijing show this minute of the day. */
export function nextAt(atMinute: number, now: Instant): Instant {
  const midnight = Math.floor((now + chinaOffsetMs) / dayMs) * dayMs - chinaOffsetMs;
  const today = midnight + minutes(atMinute);
  return today > now ? today : today + dayMs;
}

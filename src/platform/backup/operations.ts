import { statfs } from "node:fs/promises";
import { sql } from "kysely";
import type { Instant } from "../../kernel/clock.ts";
import type { Tls } from "../http/tls.ts";
import type { Metrics } from "../metrics.ts";
import type { BackupDesk, BackupParts } from "./backup-desk.ts";
import { type BackupRow, lastBackups } from "./backup-rows.ts";

/** How the machine stands, for whoever runs it. Times are epoch milliseconds. */
export type Operations = {
  readonly version: string;
  readonly database: { readonly kind: "embedded" | "external"; readonly version: string; readonly bytes: number };
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number };
  readonly backups: {
    readonly folder: string | null;
    readonly keepDays: number;
    readonly lastGood: BackupRow | null;
    readonly last: BackupRow | null;
    readonly running: { readonly id: string; readonly step: string; readonly bytes: number } | null;
  };
  readonly walArchive: { readonly folder: string; readonly lastAt: Instant | null; readonly failures: number } | null;
  readonly certificate: { readonly names: string; readonly validTo: Instant } | null;
};

export async function readOperations(parts: BackupParts, desk: BackupDesk, tls: Tls | undefined): Promise<Operations> {
  const { house, database } = parts;
  const { rows } = await sql<{ version: string; bytes: number }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes`.execute(
    database.db,
  );
  const last = await lastBackups(database.db);
  const running = desk.running();
  const certificate = tls?.current();
  return {
    version: house.version,
    database: {
      kind: house.embedded === undefined ? "external" : "embedded",
      version: rows[0]?.version ?? "",
      bytes: rows[0]?.bytes ?? 0,
    },
    disk: await readDisk(house.config.dataDir),
    backups: {
      folder: house.config.backup.dir ?? null,
      keepDays: house.config.backup.keepDays,
      lastGood: last.good ?? null,
      last: last.any ?? null,
      running:
        running === undefined ? null : { id: running.id, step: running.progress.step, bytes: running.progress.bytes },
    },
    walArchive: await readArchive(parts),
    certificate: certificate === undefined ? null : { names: certificate.names, validTo: certificate.validTo },
  };
}

async function readDisk(folder: string): Promise<Operations["disk"]> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

async function readArchive({ house, database }: BackupParts): Promise<Operations["walArchive"]> {
  const folder = house.config.backup.walArchive;
  if (folder === undefined || house.embedded === undefined) return null;
  const { rows } = await sql<{ lastAt: Instant | null; failures: number }>`
    select last_archived_time as "lastAt", failed_count as failures from pg_stat_archiver`.execute(database.db);
  return { folder, lastAt: rows[0]?.lastAt ?? null, failures: rows[0]?.failures ?? 0 };
}

/** Figures for monitoring; a figure that is not known yet is NaN, which no threshold takes for a good one. */
export function addOperationsMetrics(metrics: Metrics, parts: BackupParts, tls: Tls | undefined): void {
  const { database, house } = parts;
  const seconds = (at: Instant | null | undefined): number => (at == null ? Number.NaN : at / 1_000);
  const quietly = (read: () => Promise<number>) => () => read().catch(() => Number.NaN);
  const gauge = (name: string, meaning: string, read: () => Promise<number>): void =>
    metrics.gauge(name, meaning, quietly(read));
  gauge("sp_backup_last_success_timestamp_seconds", "when the last good backup was begun", async () =>
    seconds((await lastBackups(database.db)).good?.startedAt),
  );
  gauge("sp_backup_last_ok", "1 when the last backup ended well, 0 when it failed", async () => {
    const { any } = await lastBackups(database.db);
    return any === undefined ? Number.NaN : Number(any.outcome === "done");
  });
  gauge("sp_backup_last_seconds", "how long the last good backup took", async () => {
    const { good } = await lastBackups(database.db);
    return good?.endedAt == null ? Number.NaN : (good.endedAt - good.startedAt) / 1_000;
  });
  gauge("sp_disk_free_bytes", "room left on the disk of the data folder", async () =>
    readDisk(house.config.dataDir).then(({ freeBytes }) => freeBytes),
  );
  if (house.config.backup.walArchive !== undefined && house.embedded !== undefined) {
    gauge("sp_wal_archive_last_timestamp_seconds", "when the last piece of the log was archived", async () =>
      seconds((await readArchive(parts))?.lastAt),
    );
    gauge("sp_wal_archive_failures", "failed attempts to archive a piece of the log", async () =>
      readArchive(parts).then((archive) => archive?.failures ?? Number.NaN),
    );
  }
  if (tls !== undefined)
    gauge("sp_certificate_expires_timestamp_seconds", "when the certificate of the web server ends", async () =>
      seconds(tls.current().validTo),
    );
}

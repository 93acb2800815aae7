import { copyFile as copyPlain, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from "../database/embedded-postgres.ts";
import type { Content } from "./copy-files.ts";
import type { Backup, PhysicalPart } from "./manifest.ts";
import { RestoreError } from "./restore-error.ts";
import { copyPart } from "./restore-folder.ts";

/** A whole day of log may have to be read again. */
const readyWithinMs = 6 * 3_600_000;
const logFolder = "sp_restore_wal";

export type PointInTime = { readonly until: Date; readonly walArchive: string | undefined };

/** Puts the cluster's files in place; the log that leads further, where one was archived, beside them. */
export async function placeCluster(
  backup: Backup,
  contents: readonly Content[],
  { dataDir, point }: { dataDir: string; point: PointInTime | undefined },
): Promise<number> {
  const cluster = join(dataDir, "postgres");
  const bytes = await copyPart(backup, contents, { part: "database/", to: cluster });
  for (const folder of ["pg_wal/archive_status", "pg_wal/summaries"])
    await mkdir(join(cluster, folder), { recursive: true, mode: 0o700 });
  await writeFile(join(cluster, "recovery.signal"), "", { mode: 0o600 });
  if (point !== undefined) await placeLog(cluster, physicalOf(backup), point);
  return bytes;
}

function physicalOf({ manifest }: Backup): PhysicalPart {
  if (manifest.database.kind === "physical") return manifest.database;
  throw new RestoreError(
    "这是逻辑备份，不能恢复到某一时刻。This backup is a copy of rows: it holds one moment and no other can be restored from it.",
  );
}

async function placeLog(cluster: string, part: PhysicalPart, { walArchive }: PointInTime): Promise<void> {
  const candidates = [part.walArchive, walArchive, join(walArchive ?? "", basename(part.walArchive ?? "none"))];
  for (const folder of candidates) {
    if (folder === null || folder === undefined) continue;
    const names = (await readdir(folder).catch(() => [])).filter((name) => /^[0-9A-F]{24}\.gz$/.test(name));
    const needed = names.filter((name) => name.slice(0, 24) >= part.firstWal);
    if (needed.length === 0) continue;
    await mkdir(join(cluster, logFolder), { mode: 0o700 });
    for (const name of needed) await copyPlain(join(folder, name), join(cluster, logFolder, name));
    return;
  }
  throw new RestoreError(
    "找不到归档日志，请用 SP_WAL_ARCHIVE 指定。The archived log is not there: name its folder in SP_WAL_ARCHIVE.",
  );
}

/** Starts the copy, which reads its log up to the very point that the backup's facts belong to, or up to a point in time. */
export async function startCopy(
  backup: Backup,
  dataDir: string,
  { point, log }: { point: PointInTime | undefined; log: (line: string) => void },
): Promise<EmbeddedPostgres> {
  const part = physicalOf(backup);
  const target: Record<string, string> =
    point === undefined
      ? { recovery_target_lsn: part.lsn, recovery_target_inclusive: "off", restore_command: "false" }
      : {
          // "Z" is an abbreviation to PostgreSQL, which knows none while it recovers.
          recovery_target_time: point.until.toISOString().replace("Z", "+00"),
          restore_command: `test -f ${logFolder}/%f.gz && gzip -dc ${logFolder}/%f.gz > "%p"`,
        };
  const settings: Record<string, string> = {
    ...target,
    recovery_target_timeline: "current",
    recovery_target_action: "promote",
    hot_standby: "off",
    // What it says goes to its start's log, where a failure is read from.
    logging_collector: "off",
  };
  try {
    const server = await startEmbeddedPostgres({
      dataDir,
      profile: "production",
      log,
      recovery: { settings, readyWithinMs },
    });
    await rm(join(dataDir, "postgres", logFolder), { recursive: true, force: true });
    return server;
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError) || !/before configured recovery target/.test(error.message))
      throw error;
    throw new RestoreError(
      "归档日志没有到达所要的时刻。The archived log does not reach the moment that was asked for: name an earlier one.",
    );
  }
}

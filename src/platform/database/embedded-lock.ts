import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { EmbeddedPostgresError } from "./embedded-error.ts";
import { startOfProcess } from "./embedded-process.ts";

/** Held by the one platform that owns a data folder. */
export type FolderLock = { readonly assertHeld: () => void; readonly release: () => void };

type Holder = { readonly pid: number; readonly start: string | undefined; readonly token: string };

/**
 * Takes a data folder for this process, or refuses at once with DATA_FOLDER_IN_USE. The file names its holder by
 * process id and start time, so that a killed platform never blocks the next start.
 */
export function lockFolder(path: string): FolderLock {
  const own: Holder = { pid: process.pid, start: startOfProcess(process.pid), token: randomUUID() };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (tryTake(path, own)) return { assertHeld: () => assertHeld(path, own), release: () => release(path, own) };
    const holder = readHolder(path);
    if (holder !== undefined && isAlive(holder)) throw inUse(path, holder.pid);
    if (holder !== undefined) removeDead(path, holder);
  }
  throw inUse(path, readHolder(path)?.pid);
}

const isAlive = (holder: Holder): boolean => holder.start !== undefined && startOfProcess(holder.pid) === holder.start;

const inUse = (path: string, pid: number | undefined): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "DATA_FOLDER_IN_USE",
    `数据目录正被另一个升平进程（${pid ?? "?"}）使用，请先停止它或另设 SP_DATA_DIR。 ` +
      `Another Shengping process (${pid ?? "?"}) uses this data folder (${path}): stop it, or set SP_DATA_DIR.`,
  );

function tryTake(path: string, own: Holder): boolean {
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    linkSync(draft, path); // unlike rename, link refuses when another was first
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The holder; one that nobody can be when the file cannot be read as such (a disk that was full). */
function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return { pid: 0, start: undefined, token: "" };
  }
}

/** Two starters may judge the same dead lock: the slower must not remove what the faster has put in its place. */
function removeDead(path: string, dead: Holder): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const found = readHolder(aside);
  if (found !== undefined && found.token !== dead.token && isAlive(found)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function assertHeld(path: string, own: Holder): void {
  const holder = readHolder(path);
  if (holder?.token !== own.token) throw inUse(path, holder?.pid);
}

function release(path: string, own: Holder): void {
  if (readHolder(path)?.token === own.token) rmSync(path, { force: true });
}

/**
 * One installation at a time per checkout. The lock is a file that names its holder by process id and start time
 * (an id alone may by now belong to another program), so a killed holder blocks nobody. Plain JavaScript for Node 18.
 */
import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

const WAIT_AT_MOST_MS = 15 * 60_000;

/** When a process began, as text that no later process with the same id repeats; undefined when it is gone. */
export function startOf(pid) {
  if (process.platform !== "linux") {
    try {
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
    } catch {
      return undefined;
    }
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(/\s+/);
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return fields[0] === "Z" ? undefined : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function readHolder(path) {
  try {
    const text = readFileSync(path, "utf8");
    const { pid, start } = JSON.parse(text);
    return { text, pid, alive: startOf(pid) === start };
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    if (error instanceof SyntaxError) return { text: undefined, pid: 0, alive: false };
    throw error;
  }
}

/** Removes the lock of a dead holder. Should a live one have come between, it is put back. */
function removeDead(path, dead) {
  const aside = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  const found = readHolder(aside);
  if (found?.alive && found.text !== dead.text) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function tryTake(path) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }));
  try {
    linkSync(draft, path); // unlike rename, link refuses when another was first
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Waits for the lock and returns the function that gives it back. `onWait` is called once, with the holder's id. */
export async function takeInstallLock(path, onWait, waitAtMostMs = WAIT_AT_MOST_MS) {
  const deadline = Date.now() + waitAtMostMs;
  let told = false;
  while (!tryTake(path)) {
    const holder = readHolder(path);
    if (holder && !holder.alive) {
      removeDead(path, holder);
      continue;
    }
    if (holder && !told) onWait(holder.pid);
    told ||= holder !== undefined;
    if (Date.now() > deadline) throw new Error(`another installation holds ${path} for too long`);
    await new Promise((wake) => setTimeout(wake, 200));
  }
  return () => rmSync(path, { force: true });
}

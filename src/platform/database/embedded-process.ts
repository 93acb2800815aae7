import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * When a process began, as text that no later process with the same id repeats; undefined when it is gone. An id
 * alone proves nothing: after a power cut it may belong to any other program.
 */
export function startOfProcess(pid: number): string | undefined {
  if (process.platform !== "linux") return askPs(pid, "lstart=");
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 1)
      .trim()
      .split(/\s+/);
    // A zombie only waits for its parent to look: it holds neither files nor memory.
    if (fields[0] === "Z") return undefined;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function askPs(pid: number, field: string): string | undefined {
  try {
    return execFileSync("ps", ["-o", field, "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Ids of the processes that work inside a folder. Outside Linux only `suspect` is looked at, by its command line. */
export function processesIn(folder: string, suspect: number | undefined): number[] {
  if (process.platform !== "linux") {
    const command = suspect === undefined ? undefined : askPs(suspect, "command=");
    return suspect !== undefined && command?.includes(folder) ? [suspect] : [];
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolder(pid) === folder);
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // gone meanwhile, a zombie, or somebody else's
  }
}

/** Sends a signal; a process that is already gone is what the caller wanted. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Asks every 20 ms until `done` or until the time is over; says which of the two it was. */
export async function waitUntil(done: () => boolean, atMostMs: number): Promise<boolean> {
  const deadline = Date.now() + atMostMs;
  while (!done()) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

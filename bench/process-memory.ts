import { readdirSync, readFileSync } from "node:fs";

const pageBytes = 4_096;

type Process = { readonly pid: number; readonly parent: number; readonly name: string; readonly rssMib: number };

function processes(): Process[] {
  return readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [
        { pid: Number(entry), parent: Number(fields[1]), name, rssMib: (Number(fields[21]) * pageBytes) / 2 ** 20 },
      ];
    } catch {
      return []; // it has just ended
    }
  });
}

/** Resident memory of a process and all below it except PostgreSQL, MiB. Linux only; null elsewhere. */
export function residentMib(pid: number): number | null {
  if (process.platform !== "linux") return null;
  const all = processes();
  const sumFrom = (root: Process): number =>
    root.name.startsWith("postgres")
      ? 0
      : root.rssMib + all.filter((each) => each.parent === root.pid).reduce((sum, child) => sum + sumFrom(child), 0);
  const root = all.find((each) => each.pid === pid);
  return root === undefined ? null : sumFrom(root);
}

/** Resident memory of the child of a process that runs this file, MiB; null when there is none. Linux only. */
export function childMib(pid: number, file: string): number | null {
  if (process.platform !== "linux") return null;
  const child = processes().find((each) => each.parent === pid && commandOf(each.pid).includes(file));
  return child?.rssMib ?? null;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // it has just ended
  }
}

/** Looks every quarter of a second until stopped; the highest that was seen. */
export function watchMemory(pid: number, look = residentMib): { readonly stop: () => number | null } {
  let highest = look(pid);
  const timer = setInterval(() => {
    const now = look(pid);
    if (now !== null && (highest === null || now > highest)) highest = now;
  }, 250);
  return {
    stop: () => {
      clearInterval(timer);
      return highest;
    },
  };
}

import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

export type SpEnd = { readonly code: number | null; readonly out: string; readonly err: string };

/** The `sp` command as people run it. `onStart` gets its process id, for tests that kill it. */
export function sp(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onStart: (pid: number) => void = () => undefined,
): Promise<SpEnd> {
  const child = spawn(process.execPath, [join(root, "tools/sp.ts"), ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid !== undefined) onStart(child.pid);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((fulfil, reject) => {
    child.once("error", reject);
    child.once("close", (code) => fulfil({ code, out, err }));
  });
}

/** The last line as JSON; the words of the command where it is none. */
export function jsonOf<T>({ out, err }: SpEnd): T {
  try {
    return JSON.parse(out) as T;
  } catch {
    throw new Error(`sp printed no JSON: ${out}${err}`);
  }
}

import { appendFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { atRest, clock, type WatchState } from "./judge.ts";

export type Acknowledgement = { readonly alarm: string; readonly by: string; readonly at: number };
/** What the watchdog remembers over its own restarts, and what `sp watch status` shows. */
export type Kept = {
  readonly state: WatchState;
  readonly lookedAt: number | null;
  readonly problem: string | null;
  readonly channelProblem: string;
};

const nothing: Kept = { state: atRest, lookedAt: null, problem: null, channelProblem: "" };
const logBytesMax = 5_000_000;

export async function openWatchDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
}

export async function readKept(dir: string): Promise<Kept> {
  return { ...nothing, ...(await readJson<Partial<Kept>>(join(dir, "state.json"))) };
}

/** Written whole, then renamed: a watchdog that is killed amid it finds the old one. */
export async function writeKept(dir: string, kept: Kept): Promise<void> {
  const file = join(dir, "state.json");
  await writeFile(`${file}.new`, JSON.stringify(kept));
  await rename(`${file}.new`, file);
}

export async function takeAcknowledgement(dir: string): Promise<Acknowledgement | undefined> {
  const file = join(dir, "ack.json");
  const found = await readJson<Acknowledgement>(file);
  if (found !== undefined) await rm(file, { force: true });
  return found;
}

export const leaveAcknowledgement = (dir: string, acknowledgement: Acknowledgement): Promise<void> =>
  writeFile(join(dir, "ack.json"), JSON.stringify(acknowledgement));

/** The log that is there when every channel is dead; two files of five megabytes at the most. */
export async function note(dir: string, line: string): Promise<void> {
  const file = join(dir, "watch.log");
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logBytesMax) await rename(file, `${file}.1`);
  const text = `${clock(Date.now())} ${line}\n`;
  process.stdout.write(text);
  await appendFile(file, text);
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch {
    return undefined; // not there, or half of it
  }
}

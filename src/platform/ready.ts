import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Instant } from "../kernel/clock.ts";
import { seconds } from "../kernel/clock.ts";
import type { Database } from "./database/database.ts";
import { databaseAnswers } from "./database/database.ts";

/** What `/readyz` says: each part with whether it works, and a plain sentence for what does not. */
export type Readiness = {
  readonly parts: Readonly<Record<string, boolean>>;
  readonly reasons: Readonly<Record<string, string>>;
};

/** Whoever asks more often gets the last answer of the disk: watching must not wear it. */
const askedAgainAfter = seconds(2);
/** A write that failed so lately means that the next will fail too. */
const failedLately = seconds(10);
const sample = Buffer.alloc(4_096, 7);

/**
 * Readiness of the machinery: the database answers and takes writes, and the data folder has room. A disk that is full
 * still answers every question; only a write tells.
 */
export function createReadiness(options: { dataDir: string; database: Database; clock: Clock }) {
  const { dataDir, database, clock } = options;
  let disk: { at: Instant; problem: string | undefined } | undefined;

  const diskProblem = async (): Promise<string | undefined> => {
    const now = clock.now();
    if (disk === undefined || Math.abs(now - disk.at) >= askedAgainAfter)
      disk = { at: now, problem: await writeProblem(join(dataDir, "ready-check")) };
    return disk.problem;
  };
  const databaseProblem = async (): Promise<string | undefined> => {
    if (!(await databaseAnswers(database.db))) return "the database does not answer";
    const failed = database.lastWriteFailure();
    if (failed === undefined || Date.now() - failed.at > failedLately) return undefined;
    return `the database could not write (${failed.code})`;
  };
  return async (): Promise<Readiness> => {
    const problems = { database: await databaseProblem(), disk: await diskProblem() };
    const found = Object.entries(problems);
    return {
      parts: Object.fromEntries(found.map(([part, problem]) => [part, problem === undefined])),
      reasons: Object.fromEntries(found.flatMap(([part, problem]) => (problem === undefined ? [] : [[part, problem]]))),
    };
  };
}

async function writeProblem(file: string): Promise<string | undefined> {
  try {
    await writeFile(file, sample, { flush: true });
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return code === "ENOSPC" ? "no room in the data folder" : `the data folder cannot be written (${code})`;
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

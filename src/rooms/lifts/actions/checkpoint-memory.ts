import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "../../../platform/platform.ts";
import type { Checkpoint } from "../contract.ts";

/**
 * A second memory of the checkpoints, outside the database: a line each in `checkpoints.ndjson` of the data folder. A
 * database that was restored to an older point, or whose checkpoints were taken out, is noticed by it.
 */
const fileOf = (dataDir: string): string => join(dataDir, "checkpoints.ndjson");

export async function rememberCheckpoint(dataDir: string, made: Checkpoint): Promise<void> {
  const { no, day, at, hash, root, keyId, signature } = made;
  await appendFile(fileOf(dataDir), `${JSON.stringify({ no, day, at, hash, root, keyId, signature })}\n`);
}

type Remembered = { readonly no: number; readonly day: string; readonly hash: string };

/** Says, once for each new checkpoint, that the database knows less than what was signed before. */
export async function noticeOlderDatabase(
  { config, log }: Pick<Platform, "config" | "log">,
  last: Checkpoint | undefined,
): Promise<void> {
  const remembered = await lastRemembered(fileOf(config.dataDir));
  if (remembered === undefined || (remembered.no === last?.no && remembered.hash === last.hash)) return;
  log.error(
    { remembered: remembered.no, day: remembered.day, inDatabase: last?.no ?? 0 },
    "the database does not hold the checkpoint that was signed last: it was restored to an older point, or changed; whoever keeps the newer checkpoint will see two histories",
  );
}

async function lastRemembered(file: string): Promise<Remembered | undefined> {
  try {
    const line = (await readFile(file, "utf8")).trimEnd().split("\n").at(-1) ?? "";
    return JSON.parse(line) as Remembered;
  } catch {
    return undefined; // the first checkpoint, or a data folder without its memory
  }
}

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { unfinishedMark } from "../database/embedded-postgres.ts";
import { type Content, copyFile, keepStored, parseContents } from "./copy-files.ts";
import { type Backup, contentsName, evidenceName } from "./manifest.ts";
import { RestoreError } from "./restore-error.ts";

/**
 * Takes an empty folder for a restore and marks it: until the mark goes, no platform starts there. A folder whose restore was
 * cut short may be taken again, and begins anew.
 */
export async function takeFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const names = await readdir(dataDir);
  const mark = join(dataDir, unfinishedMark);
  if (names.length > 0 && !existsSync(mark))
    throw new RestoreError(
      `${dataDir} 不是空目录，不会覆盖。请用 SP_DATA_DIR 指定一个新目录。${dataDir} is not empty and is left alone: name a new folder in SP_DATA_DIR.`,
    );
  await assertIdle(dataDir);
  for (const name of names.filter((each) => each !== unfinishedMark))
    await rm(join(dataDir, name), { recursive: true });
  await writeFile(mark, `${process.pid}\n`, { flush: true });
}

/** Another restore may be at work in it. */
async function assertIdle(dataDir: string): Promise<void> {
  const pid = Number(await readFile(join(dataDir, unfinishedMark), "utf8").catch(() => "0"));
  if (pid === 0 || pid === process.pid || !isRestore(await commandOf(pid))) return;
  throw new RestoreError(
    `另一个恢复（进程 ${pid}）正在使用 ${dataDir}。Another restore (process ${pid}) is at work in ${dataDir}.`,
  );
}

const isRestore = (command: string): boolean => command.includes("restore");
const commandOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");

export const releaseFolder = (dataDir: string): Promise<void> => rm(join(dataDir, unfinishedMark), { force: true });

/** Reads the list of a backup's files and holds it, and each size, against the manifest; before anything is copied. */
export async function readContents({ folder, manifest }: Backup): Promise<readonly Content[]> {
  const text = await readFile(join(folder, contentsName), "utf8").catch(() => {
    throw damaged(contentsName);
  });
  if (createHash("sha256").update(text).digest("hex") !== manifest.contentsSha256) throw damaged(contentsName);
  const contents = parseContents(text);
  for (const { path, bytes } of contents.filter((each) => !each.path.endsWith("/"))) {
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (found?.size !== bytes) throw damaged(path);
  }
  return contents;
}

const damaged = (path: string): RestoreError =>
  new RestoreError(`备份已损坏：${path}。The backup is damaged: ${path} is not what was written.`);

/** Copies one part of a backup (`database/`, `secrets/`); a file whose bytes have changed since ends the restore. */
export async function copyPart(
  { folder }: Backup,
  contents: readonly Content[],
  { part, to }: { part: string; to: string },
): Promise<number> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  await chmod(to, 0o700);
  let bytes = 0;
  for (const content of contents.filter(({ path }) => path.startsWith(part))) {
    const target = join(to, content.path.slice(part.length));
    if (content.path.endsWith("/")) await mkdir(target, { recursive: true, mode: 0o700 });
    else {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const made = await copyFile(join(folder, content.path), target);
      if (made?.sha256 !== content.sha256) throw damaged(content.path);
      bytes += made.bytes;
    }
  }
  return bytes;
}

/** Checks one part where it lies, for backups that are read and not copied. */
export async function checkPart({ folder }: Backup, contents: readonly Content[], part: string): Promise<void> {
  const { hashFile } = await import("./copy-files.ts");
  for (const content of contents.filter(({ path }) => path.startsWith(part) && !path.endsWith("/")))
    if ((await hashFile(join(folder, content.path))).sha256 !== content.sha256) throw damaged(content.path);
}

/** Brings every evidence file of the backup back, each with its hash looked at. Returns how many there are. */
export async function copyEvidence(backup: Backup, dataDir: string): Promise<number> {
  const { store, folder, manifest } = backup;
  const file = join(folder, evidenceName);
  if (
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex") !== manifest.evidenceSha256
  )
    throw damaged(evidenceName);
  const list = await open(file);
  let count = 0;
  for await (const line of createInterface({ input: list.createReadStream(), crlfDelay: Number.POSITIVE_INFINITY })) {
    const [, sha256 = ""] = /^([0-9a-f]{64}) \d+$/.exec(line) ?? [];
    if (sha256 === "") throw damaged(evidenceName);
    const path = `${sha256.slice(0, 2)}/${sha256}`;
    await keepStored(join(store, manifest.evidenceAt), join(dataDir, "files"), path).catch(() => {
      throw damaged(`${manifest.evidenceAt}/${path}`);
    });
    count += 1;
  }
  return count;
}

import { createHash } from "node:crypto";
import { chmod, mkdir, open, readdir, readFile, rename, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Content, contentLine, copyTree, DamagedFile, keepStored, storedFiles } from "./copy-files.ts";
import { copyLogically, type LogicalOrder } from "./logical-backup.ts";
import {
  type Backup,
  contentsName,
  evidenceName,
  listBackups,
  type Manifest,
  manifestName,
  nameOf,
} from "./manifest.ts";
import { type CopyAsked, copyPhysically, type PhysicalOrder } from "./physical-backup.ts";
import type { Proof } from "./read-facts.ts";

/** Everything that a backup needs to know; plain data, since it goes to a thread of its own. */
export type BackupOrder = {
  readonly store: string;
  readonly dataDir: string;
  readonly version: string;
  readonly database: PhysicalOrder | LogicalOrder;
  readonly schemas: readonly string[];
  readonly proofs: readonly Proof[];
  /** False before an upgrade: the evidence stays where it is, since no migration touches it. */
  readonly withEvidence: boolean;
  /** Backups older than this go, the newest one never; null keeps all. */
  readonly keepDays: number | null;
  /** How many are kept at the most; null = any number. */
  readonly keepNewest: number | null;
};

export type Progress = { readonly step: string; readonly bytes: number; readonly files: number };

/** Room that must be left when a backup begins; it is an early word only, a full disk is met anywhere. */
const roomFactor = 1.1;

/** There is no room for it: nothing was begun. */
export class NoRoom extends Error {
  readonly neededBytes: number;
  readonly freeBytes: number;

  constructor(neededBytes: number, freeBytes: number) {
    super(`the backup needs about ${neededBytes} bytes and ${freeBytes} are free`);
    this.neededBytes = neededBytes;
    this.freeBytes = freeBytes;
  }
}

/**
 * Takes a backup: beside, then renamed, so that what carries a backup's name is whole. What an earlier one left behind when it
 * was killed is removed first. Order: the database, then the evidence, so that no row names a file that is missing.
 */
export async function takeBackup(order: BackupOrder, tell: (progress: Progress) => void): Promise<Manifest> {
  const startedAt = new Date();
  await mkdir(order.store, { recursive: true, mode: 0o700 });
  await removeDrafts(order.store);
  await checkRoom(order);
  const name = nameOf(startedAt);
  const draft = join(order.store, `.part-${name}`);
  const counted = { step: "start", bytes: 0, files: 0 };
  const say = (more: Partial<typeof counted>): void => {
    Object.assign(counted, more);
    tell({ ...counted });
  };
  try {
    await mkdir(join(draft, "database"), { recursive: true, mode: 0o700 });
    const manifest = await fill(order, { draft, startedAt, say, counted });
    await writeFile(join(draft, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600, flush: true });
    await syncFolder(draft);
    await rename(draft, join(order.store, name));
    await syncFolder(order.store);
    await forgetOld(order, startedAt);
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

type Filling = {
  readonly draft: string;
  readonly startedAt: Date;
  readonly say: (more: { step?: string; bytes?: number; files?: number }) => void;
  readonly counted: Progress;
};

async function fill(order: BackupOrder, { draft, startedAt, say, counted }: Filling): Promise<Manifest> {
  const asked: CopyAsked = {
    to: join(draft, "database"),
    id: startedAt.getTime().toString(36),
    schemas: order.schemas,
    proofs: order.proofs,
    onBytes: (bytes) => say({ bytes: counted.bytes + bytes }),
    onStep: (step) => say({ step }),
  };
  const { database } = order;
  const copy = await (database.kind === "physical" ? copyPhysically(database, asked) : copyLogically(database, asked));
  say({ step: "secrets" });
  const secrets = await copySecrets(order.dataDir, draft);
  say({ step: "evidence" });
  const evidence = await copyEvidence(order, draft, () => say({ files: counted.files + 1 }));
  const contents = [...copy.contents.map((line) => ({ ...line, path: `database/${line.path}` })), ...secrets];
  const text = contents.map(contentLine).join("");
  await writeFile(join(draft, contentsName), text, { mode: 0o600, flush: true });
  return {
    format: 1,
    version: order.version,
    startedAt: startedAt.toISOString(),
    takenAt: copy.takenAt.toISOString(),
    endedAt: new Date().toISOString(),
    database: copy.part,
    facts: copy.facts,
    contentsSha256: createHash("sha256").update(text).digest("hex"),
    ...evidence,
    bytes: contents.reduce((sum, { bytes }) => sum + bytes, 0),
    roads: await readRoads(order.dataDir),
  };
}

async function copySecrets(dataDir: string, draft: string): Promise<Content[]> {
  const wanted = (path: string): boolean => !path.endsWith("/") && !path.endsWith(".draft");
  const from = join(dataDir, "secrets");
  const copied = await copyTree({ from, to: join(draft, "secrets"), wanted, onBytes: () => undefined });
  return copied.map((line) => ({ ...line, path: `secrets/${line.path}` }));
}

async function copyEvidence(
  order: BackupOrder,
  draft: string,
  onFile: () => void,
): Promise<Pick<Manifest, "evidenceAt" | "evidenceFiles" | "evidenceSha256" | "damaged">> {
  const from = join(order.dataDir, "files");
  const list = await open(join(draft, evidenceName), "wx", 0o600);
  const digest = createHash("sha256");
  const damaged: string[] = [];
  let evidenceFiles = 0;
  try {
    for await (const { sha256, path } of storedFiles(from)) {
      // A rotten file is told, and does not cost us the backup of all the others.
      const kept = await keep(order, from, path).catch((error: unknown) => {
        if (!(error instanceof DamagedFile)) throw error;
        damaged.push(path);
        return undefined;
      });
      if (kept === undefined) continue;
      const line = `${sha256} ${kept}\n`;
      digest.update(line);
      await list.writeFile(line);
      evidenceFiles += 1;
      onFile();
    }
    await list.datasync();
  } finally {
    await list.close();
  }
  const evidenceAt = order.withEvidence ? "files" : "../files";
  return { evidenceAt, evidenceFiles, evidenceSha256: digest.digest("hex"), damaged };
}

async function keep(order: BackupOrder, from: string, path: string): Promise<number> {
  const { bytes } = await keepStored(from, order.withEvidence ? join(order.store, "files") : from, path);
  return bytes;
}

async function readRoads(dataDir: string): Promise<Manifest["roads"]> {
  try {
    const roads = JSON.parse(await readFile(join(dataDir, "roads", "manifest.json"), "utf8")) as {
      builtAt: string;
      pbf: { bytes: number; sha256: string };
    };
    return { builtAt: String(roads.builtAt), pbfSha256: String(roads.pbf.sha256), pbfBytes: Number(roads.pbf.bytes) };
  } catch {
    return null; // none were built here
  }
}

async function removeDrafts(store: string): Promise<void> {
  for (const name of await readdir(store))
    if (name.startsWith(".part-backup-")) await rm(join(store, name), { recursive: true, force: true });
}

async function checkRoom({ database, store }: BackupOrder): Promise<void> {
  if (database.kind !== "physical") return;
  const neededBytes = Math.round((await bytesOf(database.cluster)) * roomFactor);
  const { bavail, bsize } = await statfs(store);
  if (bavail * bsize < neededBytes) throw new NoRoom(neededBytes, bavail * bsize);
}

async function bytesOf(folder: string): Promise<number> {
  const { stat } = await import("node:fs/promises");
  const names = await readdir(folder, { recursive: true });
  const kept = names.filter((name) => !/^(pg_wal|log)\//.test(name));
  const sizes = await Promise.all(
    kept.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A rename is on disk when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

async function forgetOld({ store, database, keepDays, keepNewest }: BackupOrder, now: Date): Promise<void> {
  const all = await listBackups(store);
  const oldest = keepDays === null ? Number.NEGATIVE_INFINITY : now.getTime() - keepDays * 86_400_000;
  const gone = all.filter(({ manifest }, i) => {
    const newer = all.length - 1 - i;
    return newer > 0 && (Date.parse(manifest.takenAt) < oldest || (keepNewest !== null && newer >= keepNewest));
  });
  for (const { folder } of gone) {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  }
  if (keepDays !== null)
    await forgetLog(
      all.filter((backup) => !gone.includes(backup)),
      database,
    );
}

/** Pieces of the archived log before the oldest backup that is kept: nothing can be restored with them. */
async function forgetLog(kept: readonly Backup[], database: BackupOrder["database"]): Promise<void> {
  if (database.kind !== "physical" || database.walArchive === null) return;
  const { walArchive } = database;
  const starts = kept.flatMap(({ manifest: { database: part } }) =>
    part.kind === "physical" && part.walArchive === walArchive ? [part.firstWal] : [],
  );
  const oldest = starts.sort()[0];
  if (oldest === undefined) return;
  for (const name of await readdir(walArchive).catch(() => []))
    if (/^[0-9A-F]{24}\.gz$/.test(name) && name.slice(0, 24) < oldest)
      await rm(join(walArchive, name), { force: true });
}

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/**
 * A folder of backups:
 *
 *     backup-20261123T183000Z/      one backup; it gets this name when it is whole
 *       manifest.json               what it is (this shape)
 *       contents.txt                a line for each of its files: sha256, bytes, path
 *       evidence.txt                a line for each file of the store: sha256, bytes
 *       database/                   physical: the server's files · logical: `<schema>.<table>.copy`
 *       secrets/                    passwords and keys of the data folder, mode 0600
 *     files/ab/abcdef…              the store of evidence files, shared by all backups: each is copied once
 *     drills/                       reports of restore drills
 */
export const manifestName = "manifest.json";
export const contentsName = "contents.txt";
export const evidenceName = "evidence.txt";
const nameShape = /^backup-\d{8}T\d{6}Z$/;

const tableFact = z.object({
  schema: z.string(),
  table: z.string(),
  rows: z.int(),
  /** Sum of hashes of all rows: the same rows in any order give the same digest. */
  digest: z.string(),
});
export type TableFact = z.output<typeof tableFact>;

const proofFact = z.object({ name: z.string(), lines: z.int(), sha256: z.string() });
export type ProofFact = z.output<typeof proofFact>;

/** What the database held at the backup's point, exactly: a restored copy must answer the same. */
const databaseFacts = z.object({ tables: z.array(tableFact), proofs: z.array(proofFact) });
export type DatabaseFacts = z.output<typeof databaseFacts>;

const physical = z.object({
  kind: z.literal("physical"),
  postgres: z.string(),
  /** Name of our database in the cluster. */
  database: z.string(),
  /** Place in the log that the facts belong to. */
  lsn: z.string(),
  /** First piece of the log that a restore needs. */
  firstWal: z.string(),
  /** Folder that the log was archived to, for a restore to a later point in time. */
  walArchive: z.string().nullable(),
});
const logicalTable = z.object({
  schema: z.string(),
  table: z.string(),
  columns: z.array(z.string()),
  /** For a partition: its parent and bounds, since the migrations do not make it. */
  partition: z.object({ parent: z.string(), bounds: z.string() }).nullable(),
});
const logical = z.object({
  kind: z.literal("logical"),
  postgres: z.string(),
  migrations: z.array(z.object({ schema: z.string(), name: z.string(), sha256: z.string() })),
  tables: z.array(logicalTable),
  sequences: z.array(z.object({ schema: z.string(), name: z.string(), last: z.string() })),
});
export type LogicalPart = z.output<typeof logical>;
export type PhysicalPart = z.output<typeof physical>;

export const manifestShape = z.object({
  format: z.literal(1),
  version: z.string(),
  startedAt: z.iso.datetime(),
  /** The moment that the copy shows. */
  takenAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  database: z.discriminatedUnion("kind", [physical, logical]),
  facts: databaseFacts,
  contentsSha256: z.string(),
  evidenceSha256: z.string(),
  evidenceFiles: z.int(),
  /** Evidence files that were rotten before the backup came: named, and not in it. */
  damaged: z.array(z.string()),
  /** Where the evidence files lie, from the folder of backups: with it, or (before an upgrade) in the data folder itself. */
  evidenceAt: z.enum(["files", "../files"]),
  bytes: z.int(),
  /** The roads are not copied: they are built anew from their extract (`sp roads build`). */
  roads: z.object({ builtAt: z.string(), pbfSha256: z.string(), pbfBytes: z.int() }).nullable(),
});
export type Manifest = z.output<typeof manifestShape>;
export type Backup = { readonly store: string; readonly folder: string; readonly manifest: Manifest };

export const nameOf = (at: Date): string => `backup-${at.toISOString().replace(/[-:]|\.\d+/g, "")}`;

/** Reads one backup; undefined when the folder is none. @throws Error when its manifest cannot be read. */
async function readBackup(store: string, name: string): Promise<Backup | undefined> {
  const folder = join(store, name);
  const text = await readFile(join(folder, manifestName), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = manifestShape.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${join(folder, manifestName)} is not a manifest of this version`);
  return { store, folder, manifest: parsed.data };
}

/** All whole backups of a folder of backups, the oldest first. */
export async function listBackups(store: string): Promise<Backup[]> {
  const names = (await readdir(store).catch(() => [])).filter((name) => nameShape.test(name)).sort();
  const found = await Promise.all(names.map((name) => readBackup(store, name)));
  return found.filter((backup) => backup !== undefined);
}

/** The backup that a person names: a folder of backups (its newest that shows a moment before `until`), or one backup. */
export async function findBackup(path: string, until?: Date): Promise<Backup | undefined> {
  const single = /^(.*)\/(backup-\d{8}T\d{6}Z)\/?$/.exec(path);
  if (single !== null) return readBackup(single[1] ?? "", single[2] ?? "");
  const all = await listBackups(path);
  return all.findLast(({ manifest }) => until === undefined || Date.parse(manifest.takenAt) <= until.getTime());
}

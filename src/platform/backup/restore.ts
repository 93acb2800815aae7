import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../database/embedded-postgres.ts";
import type { MigrationSet } from "../database/migrate.ts";
import { type DatabaseAddresses, prepareForeignServer, prepareOwnServer } from "../database/roles.ts";
import type { Content } from "./copy-files.ts";
import type { Backup, DatabaseFacts } from "./manifest.ts";
import { firstDifference, type Proof, readFacts, speakPlainly } from "./read-facts.ts";
import { checkPart, copyEvidence, copyPart, readContents, releaseFolder, takeFolder } from "./restore-folder.ts";
import { loadRows } from "./restore-logical.ts";
import { type PointInTime, placeCluster, startCopy } from "./restore-physical.ts";

/** What a check of the business found: chains of the ledger, chain of the audit. */
export type Finding = { readonly name: string; readonly ok: boolean; readonly detail: string };

export type RestoreAsked = {
  readonly backup: Backup;
  /** New, or empty. */
  readonly dataDir: string;
  /** Another moment than the backup's own; physical backups with an archived log only. */
  readonly point?: PointInTime | undefined;
  /** An empty database on a server that others run; undefined = our own server in the folder. */
  readonly external?: { readonly url: string; readonly appUrl: string | undefined } | undefined;
  readonly sets: readonly MigrationSet[];
  readonly schemas: readonly string[];
  readonly proofs: readonly Proof[];
  /** Walks the chains in the restored database, by the address of one who may read all. */
  readonly check: (url: string) => Promise<readonly Finding[]>;
  readonly tell: (line: string) => void;
};

export type RestoreReport = {
  /** Equal in everything that could be compared, and every chain fits. */
  readonly ok: boolean;
  readonly backup: string;
  readonly takenAt: string;
  readonly version: string;
  readonly kind: "physical" | "logical";
  readonly dataDir: string;
  readonly bytes: number;
  readonly evidenceFiles: number;
  readonly tables: number;
  readonly rows: number;
  /** The first thing that is not as it was backed up; null = nothing, or (to a point in time) not comparable. */
  readonly difference: string | null;
  /** False for a point in time: the rows are then not those of the backup. */
  readonly compared: boolean;
  /** Last change that a restore to a point in time holds. */
  readonly lastChangeAt: string | null;
  readonly findings: readonly Finding[];
  readonly damagedBefore: readonly string[];
  readonly seconds: number;
};

/**
 * Restores a backup into a new folder and proves the copy: every file by its hash, every table by count and digest at the
 * backup's very point, the ledger and the audit by their chains. The platform is not started. @throws RestoreError.
 */
export async function restoreBackup(asked: RestoreAsked): Promise<RestoreReport> {
  const { backup, dataDir, tell } = asked;
  const begun = performance.now();
  await takeFolder(dataDir);
  tell("正在核对备份 checking the backup");
  const contents = await readContents(backup);
  await copyPart(backup, contents, { part: "secrets/", to: join(dataDir, "secrets") });
  const kept = { bytes: backup.manifest.bytes, evidenceFiles: await copyEvidence(backup, dataDir) };
  const proved =
    backup.manifest.database.kind === "physical"
      ? await restoreFiles(asked, contents)
      : await restoreRows(asked, contents);
  await releaseFolder(dataDir);
  return reportOf(asked, { ...kept, ...proved, seconds: (performance.now() - begun) / 1_000 });
}

type Proved = {
  readonly facts: DatabaseFacts;
  readonly findings: readonly Finding[];
  readonly lastChangeAt: string | null;
};

async function restoreFiles(asked: RestoreAsked, contents: readonly Content[]): Promise<Proved> {
  const { backup, dataDir, point, tell } = asked;
  tell("正在复制数据库文件 copying the database's files");
  await placeCluster(backup, contents, { dataDir, point });
  tell("正在启动副本 starting the copy");
  const server = await startCopy(backup, dataDir, { point, log: tell });
  try {
    const url = new URL(server.superuserUrl);
    const part = backup.manifest.database;
    if (part.kind === "physical") url.pathname = `/${part.database}`;
    return await prove(asked, url.href);
  } finally {
    await server.stop();
  }
}

async function restoreRows(asked: RestoreAsked, contents: readonly Content[]): Promise<Proved> {
  const { backup, external, dataDir, tell } = asked;
  const part = backup.manifest.database;
  if (part.kind !== "logical") throw new Error("not a copy of rows");
  await checkPart(backup, contents, "database/");
  const secretsDir = join(dataDir, "secrets");
  const load = async (addresses: DatabaseAddresses): Promise<Proved> => {
    tell("正在装入数据 loading the rows");
    await loadRows(backup, part, { addresses, sets: asked.sets });
    return prove(asked, addresses.migratorUrl);
  };
  if (external !== undefined) return load(await prepareForeignServer({ ...external, secretsDir }));
  const recovery = { settings: {}, readyWithinMs: 120_000 };
  const server = await startEmbeddedPostgres({ dataDir, profile: "production", log: tell, recovery });
  try {
    return await load(await prepareOwnServer({ superuserUrl: server.superuserUrl, name: "shengping", secretsDir }));
  } finally {
    await server.stop();
  }
}

async function prove(asked: RestoreAsked, url: string): Promise<Proved> {
  asked.tell("正在核对副本 comparing the copy");
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await speakPlainly(client);
    const last = await client.query<{ at: Date | null }>("select pg_last_xact_replay_timestamp() as at");
    await client.query("begin isolation level repeatable read read only");
    const portable = asked.backup.manifest.database.kind === "logical";
    // A backup of an older version knows fewer proofs, and lacks the tables of the others.
    const known = new Set(asked.backup.manifest.facts.proofs.map(({ name }) => name));
    const proofs = asked.proofs.filter(({ name }) => known.has(name));
    const facts = await readFacts(client, { ...asked, proofs, portable });
    await client.query("commit");
    const findings = await asked.check(url);
    return { facts, findings, lastChangeAt: last.rows[0]?.at?.toISOString() ?? null };
  } finally {
    await client.end();
  }
}

function reportOf(
  { backup, dataDir, point }: RestoreAsked,
  made: Proved & { readonly bytes: number; readonly evidenceFiles: number; readonly seconds: number },
): RestoreReport {
  const { manifest } = backup;
  const difference = point === undefined ? (firstDifference(manifest.facts, made.facts) ?? null) : null;
  return {
    ok: difference === null && made.findings.every((finding) => finding.ok),
    backup: backup.folder,
    takenAt: manifest.takenAt,
    version: manifest.version,
    kind: manifest.database.kind,
    dataDir,
    bytes: made.bytes,
    evidenceFiles: made.evidenceFiles,
    tables: made.facts.tables.length,
    rows: made.facts.tables.reduce((sum, { rows }) => sum + rows, 0),
    difference,
    compared: point === undefined,
    lastChangeAt: made.lastChangeAt,
    findings: made.findings,
    damagedBefore: manifest.damaged,
    seconds: Math.round(made.seconds * 10) / 10,
  };
}

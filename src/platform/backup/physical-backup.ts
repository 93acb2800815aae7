import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { type Content, copyFile, copyTree, hashFile } from "./copy-files.ts";
import type { DatabaseFacts, PhysicalPart } from "./manifest.ts";
import { type Proof, readFacts, speakPlainly } from "./read-facts.ts";

export type PhysicalOrder = {
  readonly kind: "physical";
  readonly superuserUrl: string;
  readonly cluster: string;
  /** Name of our database in the cluster. */
  readonly database: string;
  readonly walArchive: string | null;
};

export type CopyOf = {
  readonly part: PhysicalPart;
  readonly facts: DatabaseFacts;
  readonly contents: readonly Content[];
  readonly takenAt: Date;
};

export type CopyAsked = {
  /** Empty folder that takes the database's files. */
  readonly to: string;
  readonly id: string;
  readonly schemas: readonly string[];
  readonly proofs: readonly Proof[];
  readonly onBytes: (bytes: number) => void;
  readonly onStep: (step: string) => void;
};

/** What makes no sense in a copy, or is made anew: locks, what sessions hold, the server's own words. */
const emptied = /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans|log)\/./;
const leftOut =
  /(^|\/)(pgsql_tmp[^/]*|pg_internal\.init[^/]*)(\/|$)|^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|recovery\.(signal|done)|sp_restore_wal\/)$/;
const control = "global/pg_control";

/**
 * A base backup of the running server without any tool of PostgreSQL: its files are copied while it writes, with the log
 * written meanwhile. Then the facts are read in a snapshot that lies exactly at one place of the log (the one that a
 * logical slot exports), and a restore stops at that very place: so the copy can be compared row for row, although
 * nothing was ever locked.
 */
export async function copyPhysically(order: PhysicalOrder, asked: CopyAsked): Promise<CopyOf> {
  const client = new pg.Client({ connectionString: order.superuserUrl });
  client.on("error", () => undefined); // the query under way tells it
  await client.connect();
  try {
    await speakPlainly(client);
    // The slot holds the log back until we have it; temporary, so that it goes with our connection, whatever ends us.
    await client.query("select pg_create_physical_replication_slot($1, true, true)", [`sp_copy_${asked.id}`]);
    await client.query("select pg_backup_start($1, true)", [asked.id]);
    asked.onStep("database");
    const contents = await copyCluster(order.cluster, asked);
    const { rows } = await client.query<{ label: string }>("select labelfile as label from pg_backup_stop(false)");
    const label = rows[0]?.label ?? "";
    await writeFile(join(asked.to, "backup_label"), label, { mode: 0o600, flush: true });
    const firstWal = /\(file ([0-9A-F]{24})\)/.exec(label)?.[1] ?? "";
    asked.onStep("facts");
    const point = await atOnePoint(client, order, asked);
    asked.onStep("log");
    const log = await copyLog(order.cluster, asked, { first: firstWal, last: point.lastWal });
    const labelled = { ...(await hashFile(join(asked.to, "backup_label"))), path: "backup_label" };
    const postgres = (await client.query<{ v: string }>("select current_setting('server_version') as v")).rows[0]?.v;
    return {
      part: {
        kind: "physical",
        postgres: postgres ?? "",
        database: order.database,
        lsn: point.lsn,
        firstWal,
        walArchive: order.walArchive,
      },
      facts: point.facts,
      contents: [...contents, labelled, ...log],
      takenAt: point.at,
    };
  } finally {
    await client.end();
  }
}

/** The control file last: it then knows of nothing that the copies before it do not. */
async function copyCluster(cluster: string, asked: CopyAsked): Promise<Content[]> {
  const wanted = (path: string): boolean => path !== control && !emptied.test(path) && !leftOut.test(path);
  const contents = await copyTree({ from: cluster, to: asked.to, wanted, onBytes: asked.onBytes });
  const made = await copyFile(join(cluster, control), join(asked.to, control));
  return made === undefined ? contents : [...contents, { ...made, path: control }];
}

type Point = { readonly lsn: string; readonly lastWal: string; readonly facts: DatabaseFacts; readonly at: Date };

async function atOnePoint(client: pg.Client, order: PhysicalOrder, asked: CopyAsked): Promise<Point> {
  const url = new URL(order.superuserUrl);
  url.pathname = `/${order.database}`;
  const reader = new pg.Client({ connectionString: url.href });
  url.searchParams.set("replication", "database");
  const walker = new pg.Client({ connectionString: url.href });
  for (const each of [reader, walker]) each.on("error", () => undefined);
  try {
    await Promise.all([reader.connect(), walker.connect()]);
    await speakPlainly(reader);
    const slot = await walker.query<{ consistent_point: string; snapshot_name: string }>(
      `CREATE_REPLICATION_SLOT sp_point_${asked.id} TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')`,
    );
    const { consistent_point: lsn = "", snapshot_name: snapshot = "" } = slot.rows[0] ?? {};
    const at = new Date();
    await reader.query("begin isolation level repeatable read read only");
    await reader.query(`set transaction snapshot ${reader.escapeLiteral(snapshot)}`);
    await reader.query("select 1");
    await walker.end();
    // A record behind the point, so that a restore sees that it has come to it; then a new piece, so that this one is whole.
    const mark = await client.query<{ wal: string }>(
      "select pg_walfile_name(pg_create_restore_point($1)) as wal from (select 1) one",
      [asked.id],
    );
    await client.query("select pg_switch_wal()");
    const facts = await readFacts(reader, {
      ...asked,
      portable: false,
      onTable: (name) => asked.onStep(`facts ${name}`),
    });
    await reader.query("commit");
    return { lsn, lastWal: mark.rows[0]?.wal ?? "", facts, at };
  } finally {
    await Promise.allSettled([reader.end(), walker.end()]);
  }
}

async function copyLog(
  cluster: string,
  asked: CopyAsked,
  { first, last }: { first: string; last: string },
): Promise<Content[]> {
  await mkdir(join(asked.to, "pg_wal"), { recursive: true, mode: 0o700 });
  const names = (await readdir(join(cluster, "pg_wal"))).sort();
  const needed = names.filter(
    (name) => (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last) || isHistory(name),
  );
  const contents: Content[] = [];
  for (const name of needed) {
    const made = await copyFile(join(cluster, "pg_wal", name), join(asked.to, "pg_wal", name));
    if (made === undefined) throw new Error(`the piece ${name} of the log went away while it was copied`);
    asked.onBytes(made.bytes);
    contents.push({ ...made, path: `pg_wal/${name}` });
  }
  if (!needed.includes(first) || !needed.includes(last)) throw new Error(`the log lacks ${first} or ${last}`);
  return contents;
}

/** Which life of the database came from which, after restores. */
const isHistory = (name: string): boolean => /^[0-9A-F]{8}\.history$/.test(name);

import { hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { z } from "zod";
import { type ChainEntry, type ChainFault, followChains } from "../../src/rooms/lifts/model/ledger-chain.ts";
import { CommandError, type Connection } from "./connection.ts";

const entryShape = z.object({
  liftId: z.string(),
  no: z.int(),
  doneAt: z.string(),
  recordedAt: z.string(),
  room: z.string(),
  kind: z.string(),
  actor: z.string(),
  body: z.string(),
  previousHash: z.string(),
  hash: z.string(),
});

/** The running platform's ledgers, page by page. */
async function* pages(connection: Connection): AsyncGenerator<string> {
  for (let after: string | null = ""; after !== null; ) {
    const page = await connection.page(
      `/api/v1/ledger/export${after === "" ? "" : `?after=${encodeURIComponent(after)}`}`,
    );
    yield page.text;
    after = page.next;
  }
}

async function* linesOfPlatform(connection: Connection): AsyncGenerator<string> {
  for await (const page of pages(connection)) yield* page.split("\n");
}

async function* linesOfFile(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, "utf8");
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch {
    throw new CommandError(`${file} 打不开。 ${file} cannot be read.`);
  }
}

export type LedgerReport = {
  readonly ok: boolean;
  readonly entries: number;
  readonly lifts: number;
  readonly fault: ChainFault | { readonly line: number; readonly fault: "unreadable" } | null;
};

/** Checks every chain of an exported file, or of the running platform. */
export async function verifyLedger(source: { file: string } | { connection: Connection }): Promise<LedgerReport> {
  const follower = followChains((text) => hash("sha256", text, "hex"));
  let line = 0;
  for await (const text of "file" in source ? linesOfFile(source.file) : linesOfPlatform(source.connection)) {
    line += 1;
    if (text === "") continue;
    const entry = readEntry(text);
    const fault = entry === undefined ? ({ line, fault: "unreadable" } as const) : follower.take(entry);
    if (fault !== undefined) {
      const { entries, lifts } = follower.report();
      return { ok: false, entries, lifts, fault };
    }
  }
  const { entries, lifts } = follower.report();
  return { ok: true, entries, lifts, fault: null };
}

function readEntry(text: string): ChainEntry | undefined {
  try {
    return entryShape.parse(JSON.parse(text));
  } catch {
    return undefined; // reported with its line
  }
}

const meaning = {
  "missing-before": "entries before it are missing, or it stands out of order",
  "broken-link": "it does not follow the entry before it",
  changed: "its contents were changed after it was written",
  malformed: "its fields have not the shape of an entry",
} as const;

export function printLedgerReport({ entries, lifts, fault }: LedgerReport): string {
  if (fault === null) return `${entries} entries of ${lifts} lifts, all chains fit`;
  if ("line" in fault) return `line ${fault.line} is not a ledger entry (${entries} entries before it fit)`;
  return `entry ${fault.no} of lift ${fault.liftId} does not fit: ${meaning[fault.fault]} (${entries} entries before it fit)`;
}

/** Writes all ledgers into a file that others can verify; it appears only when it is whole. Returns the number of entries. */
export async function exportLedger(connection: Connection, file: string): Promise<number> {
  const draft = `${file}.${process.pid}`;
  const out = await open(draft, "w").catch(() => {
    throw new CommandError(`${file} 写不了。 ${file} cannot be written.`);
  });
  let entries = 0;
  try {
    for await (const page of pages(connection)) {
      await out.writeFile(page);
      entries += page.split("\n").length - 1;
    }
    await out.sync();
  } finally {
    await out.close();
  }
  await rename(draft, file);
  return entries;
}

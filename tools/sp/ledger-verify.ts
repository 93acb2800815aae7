import { hash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SignedCheckpoint } from "../../src/rooms/lifts/model/checkpoint.ts";
import { type ExportFault, faultInRoot } from "../../src/rooms/lifts/model/verify-export.ts";
import { CommandError } from "./connection.ts";
import { eachLine, linesOf, type Stretch } from "./ledger-lines.ts";
import { type Keys, type Preamble, readPreamble } from "./ledger-preamble.ts";
import { readStretch, readStretchOfFile, type StretchResult } from "./ledger-stretch.ts";

export type LedgerReport = {
  readonly ok: boolean;
  readonly entries: number;
  readonly lifts: number;
  /** Entries that no checkpoint signs yet. */
  readonly newer: number;
  /** False: an export of a part of the register, whose ends cannot be held against the signed root. */
  readonly complete: boolean;
  readonly checkpoints: number;
  readonly lastCheckpoint: {
    readonly no: number;
    readonly day: string;
    readonly at: string;
    readonly keyId: string;
  } | null;
  /** Whether the key was handed in, or only stood in the file itself. */
  readonly keyGiven: boolean;
  readonly fault: ExportFault | null;
};

const partStart = Buffer.from('\n{"part":');
/** Below this size a second worker costs more than it brings. */
const worthSplitting = 32 << 20;

/** Checks an exported file offline: checkpoints, every chain, and the ends of the chains against the signed root. */
export async function verifyExport(file: string, keys: Keys | undefined): Promise<LedgerReport> {
  const size = await stat(file).then(
    (found) => found.size,
    () => {
      throw new CommandError(`${file} 打不开。 ${file} cannot be read.`);
    },
  );
  const begin = await preambleEnd(file, size);
  const lines: string[] = [];
  for await (const text of linesOf({ file, from: 0, to: begin })) lines.push(...eachLine(text));
  const read = readPreamble(lines, keys);
  if ("fault" in read) return reportOf({ fault: read.fault, keys });
  const stretches = await split({ file, from: begin, to: size });
  const results = await Promise.all(
    stretches.map((each) => (stretches.length > 1 ? byWorker(each) : readStretchOfFile(each))),
  );
  return conclude(read.preamble, results, { keys, linesBefore: lines.length });
}

/** Checks the pages of a running platform as they come. */
export async function verifyPages(pages: AsyncIterable<string>, keys: Keys | undefined): Promise<LedgerReport> {
  const reader = readStretch();
  let read: ReturnType<typeof readPreamble> | undefined;
  let linesBefore = 0;
  for await (const page of pages) {
    let text = page;
    if (read === undefined) {
      const end = page.startsWith('{"part":') ? 0 : page.indexOf('\n{"part":') + 1;
      const lines = [...eachLine(page.slice(0, end))];
      linesBefore = lines.length;
      read = readPreamble(lines, keys);
      text = page.slice(end);
    }
    if ("fault" in read) return reportOf({ fault: read.fault, keys });
    if (!reader.read(text)) break;
  }
  if (read === undefined || "fault" in read) return reportOf({ fault: { line: 1, fault: "no-header" }, keys });
  return conclude(read.preamble, [reader.result()], { keys, linesBefore });
}

function conclude(
  preamble: Preamble,
  results: readonly StretchResult[],
  { keys, linesBefore }: { keys: Keys | undefined; linesBefore: number },
): LedgerReport {
  const whole = { entries: 0, lifts: 0, newer: 0 };
  let lines = linesBefore;
  let lastLift = "";
  const done = (fault: ExportFault | undefined): LedgerReport => reportOf({ ...whole, preamble, fault, keys });
  for (const result of results) {
    if (result.firstLift !== "" && result.firstLift <= lastLift)
      return done({ liftId: result.firstLift, no: 1, fault: "out-of-order" });
    whole.entries += result.entries;
    whole.lifts += result.lifts;
    whole.newer += result.newer;
    if (result.fault !== undefined)
      return done("line" in result.fault ? { ...result.fault, line: result.fault.line + lines } : result.fault);
    lines += result.lines;
    if (result.lastLift !== "") lastLift = result.lastLift;
  }
  if (results.at(-1)?.ended !== true) return done({ line: lines, fault: "file-cut-short" });
  const { last, complete } = preamble;
  if (last === undefined || !complete) return done(undefined);
  return done(faultInRoot(last, { leaves: leavesOf(results), covered: whole.entries - whole.newer }, sha256));
}

const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");

function* leavesOf(results: readonly StretchResult[]): Generator<string> {
  for (const { leaves } of results) {
    const bytes = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength);
    for (let at = 0; at < bytes.length; at += 32) yield bytes.toString("hex", at, at + 32);
  }
}

function reportOf(found: {
  readonly preamble?: Preamble;
  readonly entries?: number;
  readonly lifts?: number;
  readonly newer?: number;
  readonly fault: ExportFault | undefined;
  readonly keys: Keys | undefined;
}): LedgerReport {
  const { preamble, entries = 0, lifts = 0, newer = 0, fault, keys } = found;
  return {
    ok: fault === undefined,
    entries,
    lifts,
    newer,
    complete: preamble?.complete ?? false,
    checkpoints: preamble?.checkpoints.length ?? 0,
    lastCheckpoint: preamble?.last === undefined ? null : facts(preamble.last),
    keyGiven: keys !== undefined,
    fault: fault ?? null,
  };
}

const facts = ({ no, day, at, keyId }: SignedCheckpoint) => ({ no, day, at, keyId });

/** Where the first `part` line begins; the end of the file when there is none. */
async function preambleEnd(file: string, size: number): Promise<number> {
  return (await findPart(file, -1, size)) ?? size;
}

/** The stretches for as many processors as there are, each beginning at a `part` line. */
async function split({ file, from, to }: Stretch): Promise<Stretch[]> {
  const shares = to - from < worthSplitting ? 1 : Math.min(availableParallelism(), 4);
  const cuts = [from];
  for (let share = 1; share < shares; share += 1) {
    const cut = await findPart(file, from + Math.floor(((to - from) * share) / shares), to);
    if (cut !== undefined && cut > (cuts.at(-1) ?? 0)) cuts.push(cut);
  }
  return cuts.map((cut, i) => ({ file, from: cut, to: cuts[i + 1] ?? to }));
}

/** The beginning of the first `part` line after a byte; -1 stands for before the file. */
async function findPart(file: string, after: number, to: number): Promise<number | undefined> {
  const handle = await open(file);
  try {
    const bytes = Buffer.alloc(1 << 20);
    for (let at = Math.max(0, after); at < to; at += bytes.length - partStart.length) {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
      const read = bytes.subarray(0, bytesRead);
      if (at === 0 && after < 0 && read.indexOf(partStart.subarray(1)) === 0) return 0;
      const found = read.indexOf(partStart);
      if (found >= 0) return at + found + 1;
    }
    return undefined;
  } finally {
    await handle.close();
  }
}

function byWorker(stretch: Stretch): Promise<StretchResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./ledger-stretch-worker.ts", import.meta.url), { workerData: stretch });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

import { hash } from "node:crypto";
import type { ChainEnd } from "../../src/rooms/lifts/model/checkpoint-heads.ts";
import type { ChainEntry } from "../../src/rooms/lifts/model/ledger-chain.ts";
import { type ExportFault, followStretch, type StretchReport } from "../../src/rooms/lifts/model/verify-export.ts";
import { eachLine, linesOf, type Stretch } from "./ledger-lines.ts";

/** What a stretch of an export held. Faults that name a line count from the stretch's first. */
export type StretchResult = StretchReport & {
  readonly fault: ExportFault | undefined;
  readonly lines: number;
  /** Whether its last line is the `end` of the export. */
  readonly ended: boolean;
  /** Leaves of the signed ends, 32 bytes each. */
  readonly leaves: Uint8Array;
};

export type StretchReader = {
  /** Takes lines; false when one does not fit and nothing more need be read. */
  readonly read: (text: string) => boolean;
  readonly result: () => StretchResult;
};

/** Reads the lines of a stretch, which may begin at a `part` line only. */
export function readStretch(): StretchReader {
  const leaves: string[] = [];
  const follower = followStretch(
    (data) => hash("sha256", data, "hex"),
    (leaf) => void leaves.push(leaf),
  );
  let [lines, ended]: [number, boolean] = [0, false];
  let fault: ExportFault | undefined;
  const take = (line: string): ExportFault | undefined => {
    if (line === "" || ended) return line === "" ? undefined : { line: lines, fault: "unreadable" };
    const value = parse(line);
    if (isEntry(value)) return follower.entry(value);
    if (isHead(value)) return follower.head(value.head);
    ended = value?.end === true;
    return ended || value?.part !== undefined ? undefined : { line: lines, fault: "unreadable" };
  };
  return {
    read: (text) => {
      for (const line of eachLine(text)) {
        lines += 1;
        fault = take(line);
        if (fault !== undefined) return false;
      }
      return true;
    },
    result: () => ({
      ...follower.report(),
      fault: fault ?? follower.end(),
      lines,
      ended,
      leaves: Buffer.from(leaves.join(""), "hex"),
    }),
  };
}

export async function readStretchOfFile(stretch: Stretch): Promise<StretchResult> {
  const reader = readStretch();
  for await (const text of linesOf(stretch)) if (!reader.read(text)) break;
  return reader.result();
}

type Line = { readonly [name: string]: unknown };

function parse(line: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Line) : undefined;
  } catch {
    return undefined; // reported with its number
  }
}

/** By hand instead of by a schema: a million of them are looked at. */
const isEntry = (value: Line | undefined): value is Line & ChainEntry =>
  value !== undefined &&
  typeof value.liftId === "string" &&
  typeof value.no === "number" &&
  typeof value.doneAt === "string" &&
  typeof value.recordedAt === "string" &&
  typeof value.room === "string" &&
  typeof value.kind === "string" &&
  typeof value.actor === "string" &&
  typeof value.body === "string" &&
  typeof value.previousHash === "string" &&
  typeof value.hash === "string";

const isHead = (value: Line | undefined): value is Line & { head: ChainEnd } => {
  const head = value?.head as Line | undefined;
  return (
    typeof head === "object" &&
    head !== null &&
    typeof head.liftId === "string" &&
    typeof head.no === "number" &&
    typeof head.hash === "string"
  );
};

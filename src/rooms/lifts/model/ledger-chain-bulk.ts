import type { Instant } from "../../../kernel/clock.ts";
import { assert } from "../../../kernel/result.ts";
import { beforeFirst, type ChainHead, hashedText, isWellFormed } from "./ledger-chain.ts";

/** A trace in the words of the chain: `actor` as `kind:id`, `body` as the exact JSON text that will be hashed and kept. */
export type BulkTrace = {
  readonly liftId: string;
  readonly room: string;
  readonly kind: string;
  readonly doneAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly body: string;
};

/** Columns of `lifts.ledger_entry` and `lifts.ledger_head` in the order of the lines below, for COPY … FROM STDIN in text format. */
export const ledgerEntryColumns = "lift_id, no, done_at, recorded_at, room, kind, actor, body, previous_hash, hash";
export const ledgerHeadColumns = "lift_id, no, hash";

export type BulkChains = {
  /** Lines for COPY, ended by a line break each. */
  readonly entries: readonly string[];
  readonly heads: readonly string[];
  readonly entryCount: number;
  readonly headCount: number;
};

/**
 * Chains many traces at once, in the order given for each lift. Chains begin anew where `headOf` gives nothing; the caller
 * holds the locks of the heads that it gives. About 4 µs an entry, hashing included.
 * @throws when a field holds a line break: two different entries could then read alike.
 */
export function chainTraces(
  traces: readonly BulkTrace[],
  sha256: (text: string) => string,
  headOf: (liftId: string) => ChainHead | undefined = () => undefined,
): BulkChains {
  const heads = new Map<string, ChainHead>();
  const iso = rememberIso();
  const lines: string[] = [];
  for (const trace of traces) {
    const head = heads.get(trace.liftId) ?? headOf(trace.liftId) ?? beforeFirst;
    const entry = {
      liftId: trace.liftId,
      no: head.no + 1,
      doneAt: iso(trace.doneAt),
      recordedAt: iso(trace.recordedAt),
      room: trace.room,
      kind: trace.kind,
      actor: trace.actor,
      body: trace.body,
      previousHash: head.hash,
    };
    assert(isWellFormed(entry), `a trace of ${trace.room}/${trace.kind} has no line breaks in its fields`);
    const hash = sha256(hashedText(entry));
    heads.set(trace.liftId, { no: entry.no, hash });
    lines.push(
      `${entry.liftId}\t${entry.no}\t${entry.doneAt}\t${entry.recordedAt}\t${copied(entry.room)}\t${copied(entry.kind)}\t${copied(entry.actor)}\t${copied(entry.body)}\t${entry.previousHash}\t${hash}\n`,
    );
  }
  const headLines = Array.from(heads, ([liftId, head]) => `${liftId}\t${head.no}\t${head.hash}\n`);
  return { entries: lines, heads: headLines, entryCount: lines.length, headCount: heads.size };
}

/** COPY's text format: a backslash, a tab or a carriage return would end or change the field. */
const copied = (text: string): string =>
  /[\\\t\r]/.test(text) ? text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\r", "\\r") : text;

/** An import writes the same few moments a million times. */
function rememberIso(): (at: Instant) => string {
  let last = Number.NaN;
  let text = "";
  return (at) => {
    if (at !== last) {
      text = new Date(at).toISOString();
      last = at;
    }
    return text;
  };
}

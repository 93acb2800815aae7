import { assert } from "../../../kernel/result.ts";
import {
  auditLeaf,
  beforeFirstCheckpoint,
  type CheckpointFacts,
  chainLeaf,
  checkpointText,
  type SignedCheckpoint,
} from "./checkpoint.ts";
import type { ChainEnd } from "./checkpoint-heads.ts";
import { beforeFirst, type ChainEntry, type ChainFault, faultAfter } from "./ledger-chain.ts";
import { growTree, type Sha256 } from "./merkle.ts";

/** The first thing in an export that does not fit. */
export type ExportFault =
  | ChainFault
  /** out-of-order: chains stand in the order of their ids; other-entry: not the entry that the checkpoint signed; cut-short: the chain ends at `no`, the checkpoint knows more; lift-missing: none of its entries is there. */
  | {
      readonly liftId: string;
      readonly no: number;
      readonly fault: "out-of-order" | "other-entry" | "cut-short" | "lift-missing";
    }
  /** changed: its facts do not give its hash; missing-before: one before it is gone; broken-link: it names another before it; unknown-key: of a key that is not trusted; bad-signature; wrong-root: the ends of chains are not those that were signed; wrong-counts. */
  | {
      readonly checkpointNo: number;
      readonly fault:
        | "changed"
        | "missing-before"
        | "broken-link"
        | "unknown-key"
        | "bad-signature"
        | "wrong-root"
        | "wrong-counts";
    }
  /** no-header: not an export; file-cut-short: its last line is missing; checkpoint-missing: the header names one that is not there. */
  | { readonly line: number; readonly fault: "unreadable" | "no-header" | "file-cut-short" | "checkpoint-missing" };

type SignatureCheck = (publicKey: string, text: string, signature: string) => boolean;

/** The chain of checkpoints, oldest first: numbers, links, hashes, signatures by keys that are trusted. Undefined when all fit. */
export function faultInCheckpoints(
  checkpoints: readonly SignedCheckpoint[],
  means: { readonly sha256: Sha256; readonly signedBy: SignatureCheck; readonly trusted: ReadonlyMap<string, string> },
): ExportFault | undefined {
  let before: { no: number; hash: string } = { no: 0, hash: beforeFirstCheckpoint };
  for (const each of checkpoints) {
    const fault = faultOfCheckpoint(before, each, means);
    if (fault !== undefined) return { checkpointNo: each.no, fault };
    before = each;
  }
  return undefined;
}

function faultOfCheckpoint(
  before: { no: number; hash: string },
  each: SignedCheckpoint,
  { sha256, signedBy, trusted }: Parameters<typeof faultInCheckpoints>[1],
): Extract<ExportFault, { checkpointNo: number }>["fault"] | undefined {
  const text = checkpointText(each);
  if (each.no !== before.no + 1) return "missing-before";
  if (sha256(text) !== each.hash) return "changed";
  if (each.previousHash !== before.hash) return "broken-link";
  const key = trusted.get(each.keyId);
  if (key === undefined) return "unknown-key";
  return signedBy(key, text, each.signature) ? undefined : "bad-signature";
}

/** What a stretch of an export held, when all of it fitted. */
export type StretchReport = {
  readonly entries: number;
  readonly lifts: number;
  /** Entries after the ends that the checkpoint signed: sound by their chain, not yet under a signature. */
  readonly newer: number;
  readonly lastLift: string;
  readonly firstLift: string;
};

export type StretchFollower = {
  readonly head: (head: ChainEnd) => ExportFault | undefined;
  readonly entry: (entry: ChainEntry) => ExportFault | undefined;
  /** After the last line: what is still missing. */
  readonly end: () => ExportFault | undefined;
  readonly report: () => StretchReport;
};

/**
 * Follows the chains of an export, or of a stretch of it that begins at a `part` line. Heads (the ends that the last checkpoint
 * signed) stand before the entries of their lift; both are in the order of lift ids. `onLeaf` gets the leaves of the tree.
 */
export function followStretch(sha256: Sha256, onLeaf: (leaf: string) => void): StretchFollower {
  /** Ends that are signed and not yet reached, in the order of ids. */
  const signed = new Map<string, ChainEnd>();
  let current: { liftId: string; no: number; hash: string } = { liftId: "", ...beforeFirst };
  let lastHead = "";
  let firstLift = "";
  let [entries, lifts, newer] = [0, 0, 0];

  const missingBefore = (liftId: string | undefined): ExportFault | undefined => {
    const [first] = signed.values();
    if (first === undefined || (liftId !== undefined && first.liftId >= liftId)) return undefined;
    return first.liftId === current.liftId
      ? { liftId: first.liftId, no: current.no, fault: "cut-short" }
      : { liftId: first.liftId, no: 0, fault: "lift-missing" };
  };
  const open = ({ liftId, no }: ChainEntry): ExportFault | undefined => {
    if (liftId < current.liftId) return { liftId, no, fault: "out-of-order" };
    const missing = missingBefore(liftId);
    current = { liftId, ...beforeFirst };
    firstLift ||= liftId;
    lifts += 1;
    return missing;
  };
  return {
    head: (head) => {
      if (head.liftId <= lastHead || head.liftId <= current.liftId)
        return { liftId: head.liftId, no: head.no, fault: "out-of-order" };
      lastHead = head.liftId;
      signed.set(head.liftId, head);
      onLeaf(chainLeaf(head.liftId, head, sha256));
      return undefined;
    },
    entry: (entry) => {
      const fault = (entry.liftId === current.liftId ? undefined : open(entry)) ?? faultAfter(current, entry, sha256);
      if (fault !== undefined) return fault;
      current.no = entry.no;
      current.hash = entry.hash;
      entries += 1;
      const end = signed.get(entry.liftId);
      if (end === undefined) newer += 1;
      else if (entry.no === end.no) {
        if (entry.hash !== end.hash) return { liftId: entry.liftId, no: entry.no, fault: "other-entry" };
        signed.delete(entry.liftId);
      }
      return undefined;
    },
    end: () => missingBefore(undefined),
    report: () => ({ entries, lifts, newer, firstLift, lastLift: current.liftId }),
  };
}

/** Whether the leaves, with that of the audit, give the root that was signed, and the counts agree. */
export function faultInRoot(
  last: CheckpointFacts,
  found: { readonly leaves: Iterable<string>; readonly covered: number },
  sha256: Sha256,
): ExportFault | undefined {
  const tree = growTree(sha256);
  for (const leaf of found.leaves) tree.add(leaf);
  const lifts = tree.size();
  tree.add(auditLeaf(last, sha256));
  if (tree.root() !== last.root) return { checkpointNo: last.no, fault: "wrong-root" };
  assert(Number.isSafeInteger(lifts), "leaves are counted");
  if (lifts !== last.lifts || found.covered !== last.entries) return { checkpointNo: last.no, fault: "wrong-counts" };
  return undefined;
}

import { type ChainEnd, headsPerPart } from "./checkpoint-heads.ts";
import { leafHash, rootOf, type Sha256 } from "./merkle.ts";

/**
 * A checkpoint: the Merkle root over the ends of all chains at one moment, signed with Ed25519. Each names the hash of the
 * one before, so that none can be taken out or put in. docs/ledger.md says the format for others.
 */
export type CheckpointFacts = {
  /** 1, 2, 3 … without a gap. */
  readonly no: number;
  /** Day of the Chinese calendar for which it was made. */
  readonly day: string;
  /** When it was made: ISO 8601, UTC, milliseconds. A late one says so here. */
  readonly at: string;
  /** Lifts with entries, and all their entries. */
  readonly lifts: number;
  readonly entries: number;
  /** Id of the last sealed audit row, and its hash; 0 and zeros before the first. */
  readonly auditNo: number;
  readonly auditHash: string;
  readonly root: string;
  readonly previousHash: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo in DER). */
  readonly keyId: string;
};

export type SignedCheckpoint = CheckpointFacts & {
  /** SHA-256 of the text. */
  readonly hash: string;
  /** Ed25519 over the text, base64. */
  readonly signature: string;
  /** SubjectPublicKeyInfo in DER, base64. */
  readonly publicKey: string;
};

export const beforeFirstCheckpoint = "0".repeat(64);

/** The text that is hashed and signed: a line for each fact. */
export const checkpointText = (facts: CheckpointFacts): string =>
  [
    "sp-checkpoint-1",
    facts.no,
    facts.day,
    facts.at,
    facts.lifts,
    facts.entries,
    facts.auditNo,
    facts.auditHash,
    facts.root,
    facts.previousHash,
    facts.keyId,
  ].join("\n");

/** The leaf of one chain: a lift's id or `audit`, the number of its last entry and that entry's hash. */
export const chainLeaf = (chain: string, head: { no: number; hash: string }, sha256: Sha256): string =>
  leafHash(`sp-head-1\n${chain}\n${head.no}\n${head.hash}`, sha256);

/** The chain of audit rows is the last leaf of every tree. */
export const auditLeaf = (facts: Pick<CheckpointFacts, "auditNo" | "auditHash">, sha256: Sha256): string =>
  chainLeaf("audit", { no: facts.auditNo, hash: facts.auditHash }, sha256);

export const leavesOf = (ends: readonly ChainEnd[], sha256: Sha256): string[] =>
  ends.map((end) => chainLeaf(end.liftId, end, sha256));

/**
 * Roots of all parts with the audit's leaf as the last of the tree: it lies in the last part, or is one of its own after a
 * full one. Their root is the root of the whole tree, because a part holds a power of two.
 */
export function rootsWithAudit(
  parts: { readonly roots: readonly string[]; readonly lastLeaves: readonly string[] },
  audit: string,
  sha256: Sha256,
): string[] {
  const full = parts.lastLeaves.length === headsPerPart || parts.roots.length === 0;
  return full ? [...parts.roots, audit] : [...parts.roots.slice(0, -1), rootOf([...parts.lastLeaves, audit], sha256)];
}

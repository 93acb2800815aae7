import { assert } from "../../../kernel/result.ts";

/**
 * The Merkle tree of RFC 6962 (section 2.1): leaf = SHA-256(0x00 ‖ text), node = SHA-256(0x01 ‖ left ‖ right), the left
 * part of n leaves is the largest power of two below n. Hashes are 64 hexadecimal digits.
 */
export type Sha256 = (data: string | Uint8Array) => string;

export const leafHash = (text: string, sha256: Sha256): string => sha256(`\0${text}`);

export type Tree = {
  readonly add: (hash: string) => void;
  readonly size: () => number;
  /** The root of what was added so far. @throws when that is nothing. */
  readonly root: () => string;
};

/** Grows a tree leaf by leaf and keeps one hash for each complete part only: a million leaves in twenty hashes. */
export function growTree(sha256: Sha256): Tree {
  const node = nodeHasher(sha256);
  /** Complete parts from the largest to the smallest; their sizes are the bits of `size`. */
  const parts: string[] = [];
  let size = 0;
  return {
    add: (hash) => {
      let whole = hash;
      for (let bit = size; bit % 2 === 1; bit = (bit - 1) / 2) whole = node(taken(parts), whole);
      parts.push(whole);
      size += 1;
    },
    size: () => size,
    root: () => {
      assert(size > 0, "a tree has a leaf");
      return parts.slice(0, -1).reduceRight((right, left) => node(left, right), parts.at(-1) ?? "");
    },
  };
}

function taken(parts: string[]): string {
  const last = parts.pop();
  assert(last !== undefined, "a part is there for each bit of the size");
  return last;
}

export function rootOf(hashes: readonly string[], sha256: Sha256): string {
  const tree = growTree(sha256);
  for (const hash of hashes) tree.add(hash);
  return tree.root();
}

/** The hashes beside the way from leaf `index` to the root, nearest first (RFC 6962, 2.1.1). */
export function pathOf(hashes: readonly string[], index: number, sha256: Sha256): string[] {
  if (hashes.length <= 1) return [];
  const split = largestPowerBelow(hashes.length);
  const left = hashes.slice(0, split);
  const right = hashes.slice(split);
  return index < split
    ? [...pathOf(left, index, sha256), rootOf(right, sha256)]
    : [...pathOf(right, index - split, sha256), rootOf(left, sha256)];
}

const largestPowerBelow = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));

export type Proof = { readonly index: number; readonly leaves: number; readonly path: readonly string[] };

/** The root to which a leaf and its path lead; undefined when the path has not the length that its place needs (RFC 9162, 2.1.3.2). */
export function rootOfProof(leaf: string, proof: Proof, sha256: Sha256): string | undefined {
  const node = nodeHasher(sha256);
  let at = proof.index;
  let last = proof.leaves - 1;
  let hash = leaf;
  if (at < 0 || at > last) return undefined;
  for (const beside of proof.path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      hash = node(beside, hash);
      for (; at % 2 === 0 && at !== 0; at /= 2) last = Math.floor(last / 2);
    } else hash = node(hash, beside);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}

/** One scratch for all nodes of a tree: a million of them make no garbage. */
function nodeHasher(sha256: Sha256): (left: string, right: string) => string {
  const bytes = Buffer.alloc(65);
  bytes[0] = 1;
  return (left, right) => {
    bytes.write(left, 1, "hex");
    bytes.write(right, 33, "hex");
    return sha256(bytes);
  };
}

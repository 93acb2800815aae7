/**
 * The hash chain of a lift's ledger. Each entry's hash covers its own lines and the hash of the entry before it, so that
 * nothing can be changed, dropped from the middle, inserted, moved or re-dated unseen. Times are ISO 8601 in UTC with
 * milliseconds; `body` is the exact text that was written.
 */
export type ChainEntry = {
  readonly liftId: string;
  readonly no: number;
  readonly doneAt: string;
  readonly recordedAt: string;
  readonly room: string;
  readonly kind: string;
  readonly actor: string;
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
};

export type ChainFault = {
  readonly liftId: string;
  readonly no: number;
  /** missing-before: entries before it are gone, or it stands out of order; broken-link: it names another predecessor; changed: its lines do not give its hash. */
  readonly fault: "missing-before" | "broken-link" | "changed" | "malformed";
};

export type ChainHead = { readonly no: number; readonly hash: string };

/** What the first entry of every chain names as its predecessor. */
export const beforeFirst: ChainHead = { no: 0, hash: "0".repeat(64) };

const formatTag = "sp-ledger-1";

/** A line break inside a field could make two different entries read alike. */
export const isWellFormed = (entry: Omit<ChainEntry, "hash">): boolean =>
  !(
    entry.body.includes("\n") ||
    entry.liftId.includes("\n") ||
    entry.doneAt.includes("\n") ||
    entry.recordedAt.includes("\n") ||
    entry.room.includes("\n") ||
    entry.kind.includes("\n") ||
    entry.actor.includes("\n") ||
    entry.previousHash.includes("\n")
  );

/** The text whose SHA-256 (hexadecimal) is the entry's hash: a line for each field. */
export const hashedText = (entry: Omit<ChainEntry, "hash">): string =>
  `${formatTag}\n${entry.liftId}\n${entry.no}\n${entry.doneAt}\n${entry.recordedAt}\n${entry.room}\n${entry.kind}\n${entry.actor}\n${entry.body}\n${entry.previousHash}`;

/** Whether an entry fits after the head of its chain; undefined when it does. */
export function faultAfter(
  head: ChainHead,
  entry: ChainEntry,
  sha256: (text: string) => string,
): ChainFault | undefined {
  const fault = (what: ChainFault["fault"]): ChainFault => ({ liftId: entry.liftId, no: entry.no, fault: what });
  if (!isWellFormed(entry)) return fault("malformed");
  if (entry.no !== head.no + 1) return fault("missing-before");
  if (entry.previousHash !== head.hash) return fault("broken-link");
  return sha256(hashedText(entry)) === entry.hash ? undefined : fault("changed");
}

export type ChainReport = {
  readonly entries: number;
  readonly lifts: number;
  /** The first entry, in the order given, that does not fit. */
  readonly fault: ChainFault | undefined;
  /** Last number and hash of each chain. */
  readonly heads: ReadonlyMap<string, ChainHead>;
};

type ChainFollower = {
  /** Takes the next entry of any chain; undefined when it fits. After a fault, nothing more may be taken. */
  readonly take: (entry: ChainEntry) => ChainFault | undefined;
  readonly report: () => ChainReport;
};

/** Follows the chains of any number of lifts, entry by entry, each chain in its order; for files that do not fit into memory. */
function followChains(sha256: (text: string) => string): ChainFollower {
  const heads = new Map<string, ChainHead>();
  let entries = 0;
  let fault: ChainFault | undefined;
  return {
    take: (entry) => {
      fault = faultAfter(heads.get(entry.liftId) ?? beforeFirst, entry, sha256);
      if (fault !== undefined) return fault;
      heads.set(entry.liftId, { no: entry.no, hash: entry.hash });
      entries += 1;
      return undefined;
    },
    report: () => ({ entries, lifts: heads.size, fault, heads }),
  };
}

/** Follows all chains of the entries; stops at the first that does not fit. */
export function verifyChain(entries: Iterable<ChainEntry>, sha256: (text: string) => string): ChainReport {
  const follower = followChains(sha256);
  for (const entry of entries) if (follower.take(entry) !== undefined) break;
  return follower.report();
}

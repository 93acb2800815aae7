import { createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from "node:crypto";
import {
  auditLeaf,
  beforeFirstCheckpoint,
  chainLeaf,
  checkpointText,
  type SignedCheckpoint,
} from "../../src/rooms/lifts/model/checkpoint.ts";
import { beforeFirst, type ChainEntry, hashedText } from "../../src/rooms/lifts/model/ledger-chain.ts";
import { rootOf } from "../../src/rooms/lifts/model/merkle.ts";

/** An export made by hand, so that tests can change every part of it. */
export type MadeExport = {
  checkpoints: SignedCheckpoint[];
  heads: { liftId: string; no: number; hash: string }[];
  entries: ChainEntry[];
  complete: boolean;
};
export type Signing = {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  readonly keyId: string;
  readonly pem: string;
};

const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");

export function newSigning(): Signing {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = createPublicKey(privateKey);
  const der = key.export({ type: "spki", format: "der" });
  return {
    privateKey,
    publicKey: der.toString("base64"),
    keyId: sha256(der),
    pem: String(key.export({ type: "spki", format: "pem" })),
  };
}

export const liftIdOf = (n: number): string => `01920000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

/** A sound chain of `count` entries. */
export function chainOf(liftId: string, count: number, at = 1_700_000_000_000): ChainEntry[] {
  const entries: ChainEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    const time = new Date(at + i * 86_400_000).toISOString();
    const entry = {
      liftId,
      no: i + 1,
      doneAt: time,
      recordedAt: time,
      room: "lifts",
      kind: i === 0 ? "registered-here" : "party-began",
      actor: "person:01920000-0000-7000-8000-000000000001",
      body: `{"identifiers":[{"kind":"register","code":"31103301062019060001"}],"kind":"3110","n":${i}}`,
      previousHash: entries.at(-1)?.hash ?? beforeFirst.hash,
    };
    entries.push(rehashed(entry));
  }
  return entries;
}

export const rehashed = (entry: Omit<ChainEntry, "hash">): ChainEntry => ({
  ...entry,
  hash: sha256(hashedText(entry)),
});

/** Signs the ends as they are; the export's entries up to now are covered. */
export function signed(made: MadeExport, signing: Signing, day: string): MadeExport {
  const ends = new Map(made.entries.map((entry) => [entry.liftId, { no: entry.no, hash: entry.hash }]));
  const heads = [...ends].map(([liftId, end]) => ({ liftId, ...end }));
  const before = made.checkpoints.at(-1);
  const audit = { auditNo: 3, auditHash: sha256("audit") };
  const facts = {
    no: (before?.no ?? 0) + 1,
    day,
    at: `${day}T00:00:01.000Z`,
    lifts: heads.length,
    entries: made.entries.length,
    ...audit,
    root: rootOf([...heads.map((head) => chainLeaf(head.liftId, head, sha256)), auditLeaf(audit, sha256)], sha256),
    previousHash: before?.hash ?? beforeFirstCheckpoint,
    keyId: signing.keyId,
  };
  const checkpoint = sealed(facts, signing);
  return { ...made, heads, checkpoints: [...made.checkpoints, checkpoint] };
}

export function sealed(
  facts: Omit<SignedCheckpoint, "hash" | "signature" | "publicKey">,
  signing: Signing,
): SignedCheckpoint {
  const text = checkpointText(facts);
  const signature = sign(null, Buffer.from(text), signing.privateKey).toString("base64");
  return { ...facts, hash: sha256(text), signature, publicKey: signing.publicKey };
}

/** The export's lines, in parts of so many lifts. */
export function* linesOfExport(made: MadeExport, liftsPerPart = 2): Generator<string> {
  const checkpoint = made.checkpoints.at(-1)?.no ?? null;
  const exportedAt = "2026-11-24T00:00:00.000Z";
  yield JSON.stringify({ format: "sp-ledger-export-1", exportedAt, complete: made.complete, checkpoint });
  for (const each of made.checkpoints) yield JSON.stringify({ checkpoint: each });
  const lifts = [...new Set([...made.heads, ...made.entries].map(({ liftId }) => liftId))];
  const [heads, entries] = [grouped(made.heads), grouped(made.entries)];
  for (let at = 0; at === 0 || at < lifts.length; at += liftsPerPart) {
    const part = lifts.slice(at, at + liftsPerPart);
    yield JSON.stringify({ part: { after: lifts[at - 1] ?? null } });
    for (const lift of part) for (const head of heads.get(lift) ?? []) yield JSON.stringify({ head });
    for (const lift of part) for (const entry of entries.get(lift) ?? []) yield JSON.stringify(entry);
  }
  yield '{"end":true}';
}

function grouped<Row extends { readonly liftId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.liftId);
    if (group === undefined) groups.set(row.liftId, [row]);
    else group.push(row);
  }
  return groups;
}

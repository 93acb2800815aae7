import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { SignedCheckpoint } from "../../src/rooms/lifts/model/checkpoint.ts";
import { type ExportFault, faultInCheckpoints } from "../../src/rooms/lifts/model/verify-export.ts";
import { CommandError } from "./connection.ts";

const header = z.object({
  format: z.literal("sp-ledger-export-1"),
  exportedAt: z.string(),
  complete: z.boolean(),
  checkpoint: z.int().nullable(),
});

export const checkpointShape = z.object({
  no: z.int(),
  day: z.string(),
  at: z.string(),
  lifts: z.int(),
  entries: z.int(),
  auditNo: z.int(),
  auditHash: z.string(),
  root: z.string(),
  previousHash: z.string(),
  keyId: z.string(),
  hash: z.string(),
  signature: z.string(),
  publicKey: z.string(),
});

export type Preamble = {
  readonly complete: boolean;
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly last: SignedCheckpoint | undefined;
};

/** Public keys that are trusted, by their id. */
export type Keys = ReadonlyMap<string, string>;

/** Reads header and checkpoints, and checks the checkpoints; keys are those given, or else those that stand in the file. */
export function readPreamble(
  lines: readonly string[],
  given: Keys | undefined,
): { readonly preamble: Preamble } | { readonly fault: ExportFault } {
  const head = header.safeParse(jsonOf(lines[0]));
  if (!head.success) return { fault: { line: 1, fault: "no-header" } };
  const checkpoints: SignedCheckpoint[] = [];
  for (const [i, line] of lines.slice(1).entries()) {
    const read = z.object({ checkpoint: checkpointShape }).safeParse(jsonOf(line));
    if (!read.success) return { fault: { line: i + 2, fault: "unreadable" } };
    checkpoints.push(read.data.checkpoint);
  }
  const fault = faultInCheckpoints(checkpoints, { sha256, signedBy, trusted: given ?? keysIn(checkpoints) });
  if (fault !== undefined) return { fault };
  const last = checkpoints.at(-1);
  if ((last?.no ?? null) !== head.data.checkpoint) return { fault: { line: 1, fault: "checkpoint-missing" } };
  return { preamble: { complete: head.data.complete, checkpoints, last } };
}

const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");

const jsonOf = (line: string | undefined): unknown => {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return undefined;
  }
};

const idOf = (der: Uint8Array): string => hash("sha256", der, "hex");

const keysIn = (checkpoints: readonly SignedCheckpoint[]): Keys =>
  new Map(checkpoints.map(({ publicKey }) => [idOf(Buffer.from(publicKey, "base64")), publicKey]));

/** Checkpoints of years are signed by few keys. */
const opened = new Map<string, KeyObject>();

export function signedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    const known = opened.get(publicKey);
    const key = known ?? createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
    if (known === undefined) opened.set(publicKey, key);
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
  } catch {
    return false; // not a key at all
  }
}

/** One or more public keys in PEM. After a change of the key both are named in one file. */
export async function readPublicKeys(file: string): Promise<Keys> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new CommandError(`${file} 打不开。 ${file} cannot be read.`);
  });
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  if (blocks.length === 0) throw new CommandError(`${file} 里没有公钥。 ${file} holds no public key in PEM.`);
  return new Map(
    blocks.map((pem) => {
      const der = createPublicKey(pem).export({ type: "spki", format: "der" });
      return [idOf(der), der.toString("base64")];
    }),
  );
}

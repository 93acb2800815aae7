import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Seals small secrets that stand in the database with a key that does not: `SP_DATA_DIR/secrets/account-key`. Who has only
 * the database, or a copy of it, cannot make codes. AES-256-GCM, bound to the account whose secret it is.
 */
export type SecretBox = {
  readonly seal: (secret: Uint8Array, accountId: string) => Buffer;
  /** @throws when the bytes were changed, belong to another account, or the key is another. */
  readonly open: (sealed: Uint8Array, accountId: string) => Buffer;
  /** A keyed hash, for codes too short to be safe behind a plain one. */
  readonly hash: (text: string, accountId: string) => Buffer;
};

const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

const opened = new Map<string, SecretBox>();

/** The box of this data folder; its key is made, readable by its owner only, when first needed. */
export function secretBoxOf(dataDir: string): SecretBox {
  const known = opened.get(dataDir);
  if (known !== undefined) return known;
  const box = boxWith(keyOf(dataDir));
  opened.set(dataDir, box);
  return box;
}

function keyOf(dataDir: string): Buffer {
  const folder = join(dataDir, "secrets");
  const file = join(folder, "account-key");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    // Exclusive: of two processes that start at once, both end with the same key.
    writeFileSync(file, `${randomBytes(keyBytes).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64url");
  if (key.length !== keyBytes) throw new Error(`${file} is damaged: bring it back from a backup`);
  return key;
}

const boxWith = (key: Buffer): SecretBox => ({
  seal: (secret, accountId) => {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(accountId));
    const body = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([Buffer.from([version]), iv, cipher.getAuthTag(), body]);
  },
  open: (sealed, accountId) => {
    const bytes = Buffer.from(sealed);
    if (bytes[0] !== version) throw new Error("a sealed secret is of an unknown version");
    const iv = bytes.subarray(1, 1 + ivBytes);
    const tag = bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes);
    const decipher = createDecipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(accountId)).setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(1 + ivBytes + tagBytes)), decipher.final()]);
  },
  hash: (text, accountId) => createHmac("sha256", key).update(`${accountId}\n${text}`).digest(),
});

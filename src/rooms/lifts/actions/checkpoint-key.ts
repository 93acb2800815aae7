import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, sign } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The key that signs checkpoints. Who has a copy of it can sign another history: keep it secret, and keep a copy of it safe. */
export type CheckpointKey = {
  readonly keyId: string;
  /** SubjectPublicKeyInfo in DER, base64. */
  readonly publicKey: string;
  /** Ed25519, base64. */
  readonly sign: (text: string) => string;
};

/** Opens `secrets/checkpoint-key` of the data folder and makes it, readable by its owner only, at the first start. */
export function openCheckpointKey(dataDir: string): CheckpointKey {
  const folder = join(dataDir, "secrets");
  const file = join(folder, "checkpoint-key");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const made = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    // Exclusive: of two processes that start at once, both end with the same key.
    writeFileSync(file, made, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const key = readKey(file);
  const der = createPublicKey(key).export({ type: "spki", format: "der" });
  return {
    keyId: hash("sha256", der, "hex"),
    publicKey: der.toString("base64"),
    sign: (text) => sign(null, Buffer.from(text), key).toString("base64"),
  };
}

function readKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (error) {
    throw new Error(
      `${file} cannot be read: bring back your copy of it. Without one, delete it and start again; a new key is made, and everybody who verifies must be told`,
      { cause: error },
    );
  }
}

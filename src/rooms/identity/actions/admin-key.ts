import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Principal } from "../../../kernel/principal.ts";

/** The key of who sits at the machine: whoever can read `SP_DATA_DIR/secrets/admin-token` may do everything by the `sp` command. */
export type AdminKey = { readonly tokenHash: Uint8Array };

const holder: Principal = {
  kind: "key",
  keyId: "admin-token",
  name: "sp",
  grants: [
    { role: "administrator", scope: { kind: "everything" } },
    { role: "dispatcher", scope: { kind: "everything" } },
  ],
};

/** Name of a key by its id; undefined for one that is not ours any more. */
export const keyName = (keyId: string): string | undefined =>
  holder.kind === "key" && keyId === holder.keyId ? holder.name : undefined;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Reads the token of this data folder and makes it, readable by its owner only, at the first start. */
export function openAdminKey(dataDir: string): AdminKey {
  const folder = join(dataDir, "secrets");
  const file = join(folder, "admin-token");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    // Exclusive: of two processes that start at once, both end with the same token.
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const token = readFileSync(file, "utf8").trim();
  if (token.length < 40) throw new Error(`${file} is damaged: delete it and start again, and a new token is made`);
  return { tokenHash: hashOf(token) };
}

/** Undefined when the bearer token is not this key. Hashes of equal length are compared in constant time. */
export const principalOfKey = (key: AdminKey, bearer: string | undefined): Principal | undefined =>
  bearer !== undefined && timingSafeEqual(hashOf(bearer), key.tokenHash) ? holder : undefined;

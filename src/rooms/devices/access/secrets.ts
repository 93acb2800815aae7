import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A device's secret is 24 random bytes that we made, so nobody can guess it and a slow password hash would protect nothing.
 * A fast one matters: after a power cut a whole city logs in within a minute.
 */
export type SecretHash = { readonly salt: Buffer; readonly hash: Buffer };

/** The same as memory keeps it of each device, as one Latin-1 text: two buffers would be four times as large. */
export type KeptSecret = string;
export const keptSecret = ({ salt, hash }: SecretHash): KeptSecret =>
  String.fromCharCode(salt.length) + salt.toString("latin1") + hash.toString("latin1");

const hashWith = (salt: Buffer, secret: string): Buffer => createHmac("sha256", salt).update(secret).digest();

export function newSecret(): SecretHash & { readonly secret: string } {
  // A table that holds it would take a leading hyphen for a formula.
  const secret = randomBytes(24).toString("base64url").replace(/^-/, "_");
  return { secret, ...secretHashOf(secret) };
}

export function secretHashOf(secret: string): SecretHash {
  const salt = randomBytes(16);
  return { salt, hash: hashWith(salt, secret) };
}

export function isSecret(kept: KeptSecret, secret: string): boolean {
  const bytes = Buffer.from(kept, "latin1");
  const saltEnd = 1 + (bytes[0] ?? 0);
  return timingSafeEqual(hashWith(bytes.subarray(1, saltEnd), secret), bytes.subarray(saltEnd));
}

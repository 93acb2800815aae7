import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A device's secret is 24 random bytes that we made, so nobody can guess it and a slow password hash would protect nothing.
 * A fast one matters: after a power cut a whole city logs in within a minute.
 */
export type SecretHash = { readonly salt: Buffer; readonly hash: Buffer };

const hashWith = (salt: Buffer, secret: string): Buffer => createHmac("sha256", salt).update(secret).digest();

export function newSecret(): SecretHash & { readonly secret: string } {
  const secret = randomBytes(24).toString("base64url");
  const salt = randomBytes(16);
  return { secret, salt, hash: hashWith(salt, secret) };
}

export const isSecret = ({ salt, hash }: SecretHash, secret: string): boolean =>
  timingSafeEqual(hashWith(salt, secret), hash);

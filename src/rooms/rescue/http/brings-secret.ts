import { timingSafeEqual } from "node:crypto";

/** Whether a request brings the secret that the city has set for this door: `Authorization: Bearer …`. */
export function bringsSecret(header: string | undefined, secret: string): boolean {
  const [given, right] = [Buffer.from(header ?? ""), Buffer.from(`Bearer ${secret}`)];
  return given.length === right.length && timingSafeEqual(given, right);
}

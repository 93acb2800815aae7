import { Secret, TOTP } from "otpauth";
import type { Instant } from "../../../kernel/clock.ts";

/** RFC 6238 as every authenticator app does it: SHA-1, six digits, steps of 30 seconds; 20 bytes of secret (RFC 4226 §4). */
export const totpSecretBytes = 20;
const stepMs = 30_000;
/** One step before and after, for clocks that are off. */
const driftSteps = 1;

const totpOf = (secret: Uint8Array, label = ""): TOTP =>
  new TOTP({ issuer: "升平", label, secret: new Secret({ buffer: Uint8Array.from(secret).buffer }) });

/** `otpauth://` address for the QR code, and the secret in base32 for those who type it. */
export function totpAddress(secret: Uint8Array, label: string): { readonly uri: string; readonly secret: string } {
  const totp = totpOf(secret, label);
  return { uri: totp.toString(), secret: totp.secret.base32 };
}

/** The code that an app shows at this moment. */
export const totpCodeAt = (secret: Uint8Array, at: Instant): string => totpOf(secret).generate({ timestamp: at });

/**
 * The time step of a code that is right now, one step early or late included; undefined when it is wrong. Who takes the
 * code must remember the step and take none that is not newer (RFC 6238 §5.2: a code is good once).
 */
export function totpStepOf(secret: Uint8Array, code: string, at: Instant): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: at, window: driftSteps });
  return delta === null ? undefined : Math.floor(at / stepMs) + delta;
}

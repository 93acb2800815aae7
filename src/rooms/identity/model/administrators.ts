import { ok, type Result, refuse } from "../../../kernel/result.ts";
import type { Role } from "../contract.ts";

/** The three who keep each other honest (三员); nobody may hold two of them. */
export const threeAdministrators = [
  "system-administrator",
  "security-administrator",
  "audit-administrator",
] as const satisfies readonly Role[];

/** `single`: one administrator does it all. `three`: system, security and audit are kept by three people (三员). */
export type AdministrationMode = "single" | "three";

const isOfThree = (role: string): boolean => threeAdministrators.some((each) => each === role);

/**
 * Whether somebody who holds `held` may also get `role`. One person never holds two of the three, in either mode, so that
 * the switch finds three people. Refused: IDENTITY_ADMINISTRATORS_APART, IDENTITY_MODE_THREE.
 */
export function mayAlsoHold(held: readonly string[], role: Role, mode: AdministrationMode): Result<null> {
  if (mode === "three" && role === "administrator") return refuse("IDENTITY_MODE_THREE");
  if (isOfThree(role) && held.some((other) => isOfThree(other) && other !== role))
    return refuse("IDENTITY_ADMINISTRATORS_APART");
  return ok(null);
}

/** The roles that must always have a holder, or nobody could keep the platform. */
export const indispensable = (mode: AdministrationMode): readonly Role[] =>
  mode === "single" ? ["administrator"] : threeAdministrators;

export type Holder = { readonly role: string; readonly personId: string };

/** Three roles, each held, by different people. Refused: IDENTITY_THREE_MISSING. */
export function mayBecomeThree(holders: readonly Holder[]): Result<null> {
  const missing = threeAdministrators.filter((role) => !holders.some((holder) => holder.role === role));
  return missing.length === 0 ? ok(null) : refuse("IDENTITY_THREE_MISSING", { roles: missing.join(", ") });
}

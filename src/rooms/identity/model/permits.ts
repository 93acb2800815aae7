import type { CrewId, OrganisationId } from "../../../kernel/ids.ts";
import { type Grant, type Principal, regionHolds, type Scope } from "../../../kernel/principal.ts";
import { never } from "../../../kernel/result.ts";
import type { Permission, Role } from "../contract.ts";
import { rolePermissions } from "./role-permissions.ts";

/** What a thing offers for being held against a scope: where it lies, whom it belongs to, which crew it concerns. */
export type ScopeTarget = {
  readonly regionCode?: string | null;
  /** Code of what the place is used for (学校, 医院, …). */
  readonly sector?: string | null;
  readonly organisationIds?: readonly (OrganisationId | null)[];
  readonly crewId?: CrewId;
};

const ruleOf = (grant: Grant) =>
  Object.hasOwn(rolePermissions, grant.role) ? rolePermissions[grant.role as Role] : undefined;

/** A grant counts only in a scope in which its role may be given at all. */
const grantHolds = (grant: Grant, permission: string): boolean => {
  const rule = ruleOf(grant);
  return rule?.scopes.includes(grant.scope.kind) === true && rule.permissions.includes(permission as Permission);
};

/**
 * Whether somebody may do this at all; where, say `scopesOf` and `covers`. `public` is everybody's, and a person always
 * reaches his own account: someone without a role that counts must still be able to set up his second step or log out.
 */
export function permits(principal: Principal, permission: string): boolean {
  if (permission === "public") return true;
  if (permission === "session.own" && principal.kind === "person") return true;
  return principal.kind !== "public" && principal.grants.some((grant) => grantHolds(grant, permission));
}

/** In which scopes somebody holds a permission; empty when nowhere. */
export function scopesOf(principal: Principal, permission: string): Scope[] {
  if (principal.kind === "public") return [];
  return principal.grants.filter((grant) => grantHolds(grant, permission)).map((grant) => grant.scope);
}

/** Whether one of the scopes reaches the thing. */
export const covers = (scopes: readonly Scope[], target: ScopeTarget): boolean =>
  scopes.some((scope) => reaches(scope, target));

function reaches(scope: Scope, target: ScopeTarget): boolean {
  switch (scope.kind) {
    case "everything":
      return true;
    case "region":
      return typeof target.regionCode === "string" && regionHolds(scope.code, target.regionCode);
    case "sector":
      return (
        target.sector === scope.sector &&
        typeof target.regionCode === "string" &&
        regionHolds(scope.regionCode, target.regionCode)
      );
    case "organisation":
      return target.organisationIds?.includes(scope.id) === true;
    case "crew":
      return target.crewId === scope.id;
    default:
      return never(scope);
  }
}

/** Whether one of the scopes is the whole: what concerns everybody is for such holders only. */
export const reachesAll = (scopes: readonly Scope[]): boolean => scopes.some((scope) => scope.kind === "everything");

/** Full duty telephones are for those who must ring them, and for those who keep the lists of them right. */
export const seesPhones = (principal: Principal): boolean =>
  permits(principal, "rescue.dispatch") || permits(principal, "crews.import");

/** A person's own telephone is for who must ring it; everybody else asks for it by name and reason (unmasking). */
export const ringsPeople = (principal: Principal): boolean => permits(principal, "rescue.dispatch");

/** `13812345678` → `138****5678`; short numbers lose all but two digits. */
export function maskPhone(phone: string | null): string | null {
  if (phone === null) return null;
  const keep = phone.length >= 9 ? [3, 4] : [1, 1];
  const [head = 0, tail = 0] = keep;
  if (phone.length <= head + tail) return "*".repeat(phone.length);
  return phone.slice(0, head) + "*".repeat(phone.length - head - tail) + phone.slice(-tail);
}

/** `110101199001011234` → `11**************34`; nothing of a short one. For numbers of certificates and of identity cards. */
export function maskNumber(number: string | null): string | null {
  if (number === null) return null;
  if (number.length < 8) return "*".repeat(number.length);
  return number.slice(0, 2) + "*".repeat(number.length - 4) + number.slice(-2);
}

/** `张三丰` → `张**`, `Ann Lee` → `A**`: who it was may be guessed by colleagues, not read by strangers. */
export function maskName(name: string): string {
  const [first = "", ...rest] = [...name.trim()];
  return first + "*".repeat(Math.min(2, Math.max(1, rest.length)));
}

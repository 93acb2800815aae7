import type { ImportsDoor } from "./platform/imports/imports-parts.ts";
import { actorOf, maskPhone, recordAudit, requireFresh, scopesOf, seesPhones } from "./rooms/identity/index.ts";

/** Imports know no people: this is what they ask of identity. */
export const importsDoor: ImportsDoor = {
  actorOf: (principal) => {
    const { kind, id } = actorOf(principal);
    return `${kind}:${id}`;
  },
  regionsOf: (principal, permission) => {
    const scopes = scopesOf(principal, permission);
    if (scopes.some(({ kind }) => kind === "everything")) return null;
    return scopes.flatMap((scope) => (scope.kind === "region" ? [scope.code] : []));
  },
  audit: (tx, entry) => recordAudit(tx, { ...entry, outcome: "done" }),
  requireFresh,
  seesPhones,
  maskPhone: (phone) => maskPhone(phone) ?? "",
};

import type { ImportsDoor } from "./platform/imports/imports-parts.ts";
import { regionsOfScopes } from "./platform/imports/run-reach.ts";
import { actorOf, maskPhone, recordAudit, requireFresh, scopesOf, seesPhones } from "./rooms/identity/index.ts";

/** Imports know no people: this is what they ask of identity. */
export const importsDoor: ImportsDoor = {
  actorOf: (principal) => {
    const { kind, id } = actorOf(principal);
    return `${kind}:${id}`;
  },
  regionsOf: (principal, permission) => regionsOfScopes(scopesOf(principal, permission)),
  audit: (tx, entry) => recordAudit(tx, { ...entry, outcome: "done" }),
  requireFresh,
  seesPhones,
  maskPhone: (phone) => maskPhone(phone) ?? "",
};

/**
 * The door of identity: who asks, what they may do and where, organisations and regions, accounts, audit.
 *
 * Published views: identity.v_organisation (id, code, name, kind, region_code, duty_phone, address, postcode),
 * identity.v_organisation_name (every name by which one is or was known, with its days), identity.v_region (code, name, parent).
 */

export { actorOf } from "./actions/actor-of.ts";
export { openAdminKey, principalOfKey } from "./actions/admin-key.ts";
export { importRowByRow } from "./actions/import-row-by-row.ts";
export {
  insertOrganisations,
  loadOrganisationNames,
  makeOrganisations,
  type NewOrganisation,
} from "./actions/make-organisations.ts";
export { recordAudit } from "./actions/record-audit.ts";
export { type ImportAsk, recordImportBatch } from "./actions/record-import.ts";
export { requireFresh } from "./actions/require-fresh.ts";
export { findPrincipalBySession } from "./actions/sessions.ts";
export { prepareSetup } from "./actions/set-up.ts";
export { findOrganisationByCode, upsertOrganisation } from "./actions/upsert-organisation.ts";
export { upsertRegion } from "./actions/upsert-region.ts";
export { assertRoutesPermitted } from "./http/assert-routes-permitted.ts";
export {
  covers,
  maskPhone,
  permits,
  reachesAll,
  ringsPeople,
  type ScopeTarget,
  scopesOf,
  seesPhones,
} from "./model/permits.ts";
export { actorNames } from "./views/actor-names.ts";
export { auditHead } from "./views/audit-seals.ts";
export { auditHeadProof } from "./views/backup-proof.ts";

import type { Proof } from "../../../platform/backup/read-facts.ts";

/** The end of the chain of audit rows: a restored copy must have the very same. */
export const auditHeadProof: Proof = {
  name: "audit head",
  lines: "select row_id || ' ' || hash from identity.audit_seal order by row_id desc limit 1",
};

import type { Proof } from "../../../platform/backup/read-facts.ts";

/** The ends of all chains: a restored copy must have the very same. */
export const ledgerHeadsProof: Proof = {
  name: "ledger heads",
  lines: "select lift_id || ' ' || no || ' ' || hash from lifts.ledger_head order by lift_id",
};

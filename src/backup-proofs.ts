import type { Proof } from "./platform/backup/index.ts";
import { auditHeadProof } from "./rooms/identity/index.ts";
import { ledgerHeadsProof } from "./rooms/lifts/index.ts";

/** What a restored copy must repeat word for word, beside the rows of every table. */
export const backupProofs: readonly Proof[] = [ledgerHeadsProof, auditHeadProof];

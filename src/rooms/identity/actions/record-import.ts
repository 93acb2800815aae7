import type { Instant } from "../../../kernel/clock.ts";
import type { Principal } from "../../../kernel/principal.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { FormRow } from "../../../platform/files/csv-form.ts";
import { recordAudit } from "./record-audit.ts";

/** Who hands in which file. */
export type ImportAsk = { readonly csv: string; readonly principal: Principal; readonly address: string };

type Batch = {
  readonly ask: ImportAsk;
  readonly act: string;
  readonly batch: readonly FormRow<unknown>[];
  readonly at: Instant;
};

/** An import is many transactions; each says for itself who handed in which rows. */
export async function recordImportBatch(tx: Tx, { ask, act, batch, at }: Batch): Promise<void> {
  const detail = { fromRow: batch[0]?.row, toRow: batch.at(-1)?.row };
  const { principal, address } = ask;
  await recordAudit(tx, { principal, act, target: "import", outcome: "done", detail, address, at });
}

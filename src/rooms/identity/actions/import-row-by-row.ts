import type { z } from "zod";
import { ok, type Result } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { batchesOf, createTally, type FormRow, readCsvForm, type Tally } from "../../../platform/files/csv-form.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { ImportReport } from "../contract.ts";
import { type ImportAsk, recordImportBatch } from "./record-import.ts";

/** A form whose rows stand each for itself. */
export type RowForm<S extends z.ZodObject> = {
  readonly form: S;
  /** Name of the act in the audit. */
  readonly act: string;
  /** Takes or refuses one row, and says so in the tally. */
  readonly importRow: (tx: Tx, row: FormRow<z.output<S>>, tally: Tally) => Promise<void>;
};

const rowsPerTransaction = 200;

/** Reads one of our CSV forms and takes it in, some hundred rows a transaction, each with its audit row. */
export async function importRowByRow<S extends z.ZodObject>(
  { database, clock }: Pick<Platform, "database" | "clock">,
  ask: ImportAsk,
  { form, act, importRow }: RowForm<S>,
): Promise<Result<ImportReport>> {
  const read = readCsvForm(ask.csv, form);
  if (!read.ok) return read;
  const tally = createTally(read.value);
  for (const batch of batchesOf(read.value.rows, rowsPerTransaction))
    await database.bulk.transaction().execute(async (tx) => {
      for (const row of batch) await importRow(tx, row, tally);
      await recordImportBatch(tx, { ask, act, batch, at: clock.now() });
    });
  return ok(tally.report());
}

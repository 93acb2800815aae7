import { z } from "zod";
import { ok, type Result } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import { batchesOf, createTally, type FormRow, readCsvForm, type Tally } from "../../../platform/files/csv-form.ts";
import type { Platform } from "../../../platform/platform.ts";
import { type ImportReport, organisationKinds } from "../contract.ts";
import { type ImportAsk, recordImportBatch } from "./record-import.ts";
import { upsertOrganisation } from "./upsert-organisation.ts";
import { regionExists } from "./upsert-region.ts";

const form = z.object({
  code: z.string().regex(/^[A-Za-z0-9._-]{2,40}$/, "代码应为 2 至 40 位字母或数字 (2 to 40 letters or digits)"),
  name: z.string().max(120),
  kind: z.enum(organisationKinds),
  region: z.string().regex(/^\d{6,12}$/),
  duty_phone: z
    .string()
    .regex(/^\+?[0-9-]{3,20}$/, "电话应为数字 (a telephone number)")
    .optional(),
});
type Row = z.output<typeof form>;

const rowsPerTransaction = 200;

/** Organisations in the form `code,name,kind,region,duty_phone`, known again by their code. */
export async function importOrganisations(
  platform: Pick<Platform, "database" | "clock">,
  ask: ImportAsk,
): Promise<Result<ImportReport>> {
  const read = readCsvForm(ask.csv, form);
  if (!read.ok) return read;
  const tally = createTally(read.value);
  for (const batch of batchesOf(read.value.rows, rowsPerTransaction))
    await platform.database.bulk.transaction().execute(async (tx) => {
      for (const row of batch) await importRow(tx, row, tally);
      await recordImportBatch(tx, { ask, act: "identity.organisations-imported", batch, at: platform.clock.now() });
    });
  return ok(tally.report());
}

async function importRow(tx: Tx, { row, value }: FormRow<Row>, tally: Tally): Promise<void> {
  if (!(await regionExists(tx, value.region))) {
    const text = `没有行政区划 ${value.region} (unknown region)`;
    return tally.refuse({ row, column: "region", code: "IDENTITY_REGION_UNKNOWN", text });
  }
  const { code, name, kind, region, duty_phone } = value;
  const seed = { code, name, kind, regionCode: region, dutyPhone: duty_phone ?? null };
  tally.count((await upsertOrganisation(tx, seed)).was);
}

import { z } from "zod";
import type { Scope } from "../../../kernel/principal.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { FormRow, Tally } from "../../../platform/files/csv-form.ts";
import type { Platform } from "../../../platform/platform.ts";
import { type ImportReport, organisationKinds } from "../contract.ts";
import { covers, scopesOf } from "../model/permits.ts";
import { importRowByRow } from "./import-row-by-row.ts";
import type { ImportAsk } from "./record-import.ts";
import { findOrganisationByCode, upsertOrganisation } from "./upsert-organisation.ts";
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

/** Organisations in the form `code,name,kind,region,duty_phone`, known again by their code. */
export const importOrganisations = (
  platform: Pick<Platform, "database" | "clock">,
  ask: ImportAsk,
): Promise<Result<ImportReport>> =>
  importRowByRow(platform, ask, {
    form,
    act: "identity.organisations-imported",
    importRow: (tx, row, tally) => importRow(tx, row, { tally, scopes: scopesOf(ask.principal, "lifts.import") }),
  });

type Given = { readonly tally: Tally; readonly scopes: readonly Scope[] };

async function importRow(tx: Tx, { row, value }: FormRow<Row>, { tally, scopes }: Given): Promise<void> {
  if (!(await regionExists(tx, value.region))) {
    const text = `没有行政区划 ${value.region} (unknown region)`;
    return tally.refuse({ row, column: "region", code: "IDENTITY_REGION_UNKNOWN", text });
  }
  const before = await findOrganisationByCode(tx, value.code);
  if (![value.region, before?.regionCode ?? value.region].every((regionCode) => covers(scopes, { regionCode }))) {
    const text = `${value.region} 不在您的管辖范围内 (outside your scope)`;
    return tally.refuse({ row, column: "region", code: "IDENTITY_OUT_OF_SCOPE", text });
  }
  const { code, name, kind, region, duty_phone } = value;
  const seed = { code, name, kind, regionCode: region, dutyPhone: duty_phone ?? null };
  tally.count((await upsertOrganisation(tx, seed)).was);
}

import { z } from "zod";
import { regionHolds } from "../../../kernel/principal.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Tx } from "../../../platform/database/database.ts";
import type { FormRow, Tally } from "../../../platform/files/csv-form.ts";
import type { Platform } from "../../../platform/platform.ts";
import type { ImportReport } from "../contract.ts";
import { importRowByRow } from "./import-row-by-row.ts";
import type { ImportAsk } from "./record-import.ts";
import { regionExists, upsertRegion } from "./upsert-region.ts";

const code = z.string().regex(/^\d{6,12}$/, "行政区划代码应为 6 至 12 位数字 (6 to 12 digits)");
/** The whole nation: where a parent is left empty. */
const nation = "100000";
const form = z.object({ code, name: z.string().max(80), parent: code.default(nation) });
type Row = z.output<typeof form>;

/** Regions in the form `code,name,parent`; a parent stands before its children, in the file or in the tree; an empty one is the nation. */
export const importRegions = (
  platform: Pick<Platform, "database" | "clock">,
  ask: ImportAsk,
): Promise<Result<ImportReport>> =>
  importRowByRow(platform, ask, { form, act: "identity.regions-imported", importRow });

async function importRow(tx: Tx, { row, value }: FormRow<Row>, tally: Tally): Promise<void> {
  if (value.parent === value.code || !regionHolds(value.parent, value.code)) {
    const text = `${value.parent} 不是 ${value.code} 的上级 (does not hold it)`;
    return tally.refuse({ row, column: "parent", code: "IDENTITY_PARENT_WRONG", text });
  }
  if (!(await regionExists(tx, value.parent))) {
    const text = `没有行政区划 ${value.parent} (unknown region)`;
    return tally.refuse({ row, column: "parent", code: "IDENTITY_REGION_UNKNOWN", text });
  }
  tally.count(await upsertRegion(tx, value));
}

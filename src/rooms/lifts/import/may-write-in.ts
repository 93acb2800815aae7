import { regionHolds } from "../../../kernel/principal.ts";
import type { RunFacts } from "../../../platform/imports/import-form.ts";

/** Whether a run may write to lifts of a region. */
export const mayWriteIn = ({ regions }: Pick<RunFacts, "regions">, regionCode: string): boolean =>
  regions === null || regions.some((region) => regionHolds(region, regionCode));

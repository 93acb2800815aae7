import { expect, test } from "vitest";
import type { Result } from "../../src/kernel/result.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { importCrews } from "../../src/rooms/crews/import-crews.ts";
import { importOrganisations } from "../../src/rooms/identity/actions/import-organisations.ts";
import { importRegions } from "../../src/rooms/identity/actions/import-regions.ts";
import { importHistory } from "../../src/rooms/lifts/actions/import-history.ts";
import { importLifts } from "../../src/rooms/lifts/actions/import-lifts.ts";
import { importParties } from "../../src/rooms/lifts/actions/import-parties.ts";
import { forms } from "./import-file.ts";
import { guides } from "./import-forms.ts";

const imports = {
  regions: importRegions,
  organisations: importOrganisations,
  lifts: importLifts,
  parties: importParties,
  history: importHistory,
  crews: importCrews,
};

/** A wrong head is refused before anything of the platform is touched, and the refusal names the columns. */
const untouched = {} as Platform;
const ask = (csv: string) => ({ csv, principal: { kind: "public" } as const, address: "" });
const columnsIn = (result: Result<unknown>, key: string): string[] =>
  result.ok ? [] : String(result.refusal.params?.[key]).split(", ");

test.each(forms)("the help of %s names the columns that the import reads, and those that it needs", async (form) => {
  const { columns } = guides[form];
  const names = columns.map(({ name }) => name);
  const needed = columns.filter((column) => column.needed === true).map(({ name }) => name);
  const optional = names.filter((name) => !needed.includes(name));
  const unknown = await imports[form](untouched, ask("no-such-column\n"));
  expect(columnsIn(unknown, "known")).toEqual(names);
  const lacking = await imports[form](untouched, ask(`${optional.join(",")}\n`));
  expect(columnsIn(lacking, "columns")).toEqual(needed);
});

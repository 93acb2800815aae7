import { importReport } from "../src/rooms/identity/contract.ts";
import type { Api } from "./api.ts";
import type { City } from "./city/city.ts";
import { cityCsv } from "./city/csv.ts";
import { peopleColumns, peopleCsv, peopleOf } from "./city/people.ts";
import { importRegister, importTable } from "./import-register.ts";
import type { RegisterRow } from "./registers/register-rows.ts";

/** Bytes of a form are limited: larger tables come in parts. */
const rowsAtOnce = 10_000;

/** Imports a city by the platform's own forms. The same city again changes nothing. Throws when a row is refused. */
export async function populate(api: Api, city: City, report: (line: string) => void): Promise<void> {
  const since = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10);
  for (const { form, csv } of cityCsv(city, since)) report(`${form}: ${await importForm(api, form, csv)}`);
}

/** A register with the gaps that real ones have, as the page for imports takes it; everything else by the small forms. */
export async function populateRegister(
  api: Api,
  city: City,
  { rows, asOf, seed }: { readonly rows: readonly RegisterRow[]; readonly asOf: string; readonly seed: number },
  report: (line: string) => void,
): Promise<void> {
  const forms = new Map(cityCsv({ ...city, lifts: [] }, "").map(({ form, csv }) => [form, csv]));
  for (const form of ["regions", "organisations"] as const)
    report(`${form}: ${await importForm(api, form, forms.get(form) ?? "")}`);
  report(`lifts: ${await importRegister(api, city.name, rows)}`);
  const csv = peopleCsv(peopleOf(city, { asOf, seed }));
  const people = { form: "people", name: `${city.name}持证人员`, columns: peopleColumns, csv };
  report(`people: ${await importTable(api, people)}`);
  report(`crews: ${await importForm(api, "crews", forms.get("crews") ?? "")}`);
}

async function importForm(api: Api, form: string, csv: string): Promise<number> {
  let count = 0;
  for (const part of partsOf(csv)) {
    const result = await api.post(`/api/v1/imports/${form}`, { csv: part }, importReport);
    const [first] = result.refused;
    if (first !== undefined)
      throw new Error(`import of ${form}, row ${first.row}, ${first.column}: ${first.code} ${first.text}`);
    count += result.rows;
  }
  return count;
}

/** Each part with the head; cells of ours hold no line breaks. */
function* partsOf(csv: string): Generator<string> {
  const [head = "", ...lines] = csv.trimEnd().split("\n");
  for (let from = 0; from < lines.length; from += rowsAtOnce)
    yield `${[head, ...lines.slice(from, from + rowsAtOnce)].join("\n")}\n`;
}

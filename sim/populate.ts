import { importReport } from "../src/rooms/identity/contract.ts";
import type { Api } from "./api.ts";
import type { City } from "./city/city.ts";
import { cityCsv } from "./city/csv.ts";
import type { RegisterRow } from "./registers/register-rows.ts";

/** Bytes of a form are limited: larger tables come in parts. */
const rowsAtOnce = 10_000;

/** Imports a city by the platform's own forms. The same city again changes nothing. Throws when a row is refused. */
export async function populate(
  api: Api,
  city: City,
  report: (line: string) => void,
  rows?: readonly RegisterRow[],
): Promise<void> {
  const since = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10);
  for (const { form, csv } of cityCsv(city, since, rows)) {
    let count = 0;
    for (const part of partsOf(csv)) {
      const result = await api.post(`/api/v1/imports/${form}`, { csv: part }, importReport);
      const [first] = result.refused;
      if (first !== undefined)
        throw new Error(`import of ${form}, row ${first.row}, ${first.column}: ${first.code} ${first.text}`);
      count += result.rows;
    }
    report(`${form}: ${count}`);
  }
}

/** Each part with the head; cells of ours hold no line breaks. */
function* partsOf(csv: string): Generator<string> {
  const [head = "", ...lines] = csv.trimEnd().split("\n");
  for (let from = 0; from < lines.length; from += rowsAtOnce)
    yield `${[head, ...lines.slice(from, from + rowsAtOnce)].join("\n")}\n`;
}

import { importReport } from "../src/rooms/identity/contract.ts";
import type { Api } from "./api.ts";
import type { City } from "./city/city.ts";
import { cityCsv } from "./city/csv.ts";

/** Imports a city by the platform's own forms. The same city again changes nothing. Throws when a row is refused. */
export async function populate(api: Api, city: City, report: (line: string) => void): Promise<void> {
  const since = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10);
  for (const { form, csv } of cityCsv(city, since)) {
    const result = await api.post(`/api/v1/imports/${form}`, { csv }, importReport);
    const [first] = result.refused;
    if (first !== undefined)
      throw new Error(`import of ${form}, row ${first.row}, ${first.column}: ${first.code} ${first.text}`);
    report(`${form}: ${result.rows}`);
  }
}

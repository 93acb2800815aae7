import type { ReadingRules } from "../../../platform/imports/import-form.ts";
import { readDate } from "../../../platform/imports/read-date.ts";
import { readNumber } from "../../../platform/imports/read-number.ts";
import { tidyText } from "../../../platform/imports/tidy-text.ts";
import { isDayParameter } from "../contract.ts";
import type { LatestDays } from "../model/far-days.ts";
import { numericParameters, parameterNames } from "./parameter-fields.ts";
import { readStoreys, type Storeys } from "./read-storeys.ts";
import { isNothing, type RowCells } from "./row-cells.ts";

export const wordMax = 120;

/** A parameter whose number or day cannot be read stays as it was written; a day far ahead is left out. */
export function parametersIn(
  cells: RowCells,
  { units, latest }: ReadingRules & { readonly latest: LatestDays },
  formerKind: string | undefined,
): Record<string, string | number> {
  const found: Record<string, string | number> = formerKind === undefined ? {} : { registeredKind: formerKind };
  let further: Storeys | undefined;
  for (const name of parameterNames) {
    const cell = cells.raw(name);
    if (isNothing(cell)) continue;
    if (isDayParameter(name)) {
      const day = readDate(cell).ok ? cells.day(name, latest.inUseSince) : keptAsText(cells, name, "DATE_KEPT_AS_TEXT");
      if (day !== null) found[name] = day;
      continue;
    }
    if (!numericParameters.has(name)) {
      found[name] = cells.text(name, wordMax);
      continue;
    }
    const read = readNumber(cell, ownUnit[name], units[name])?.value;
    const several = read === undefined && isStoreys(name) ? readStoreys(cell, name) : undefined;
    further = several === undefined ? further : { ...further, ...several };
    const value = read ?? several?.[name as keyof Storeys];
    if (value !== undefined) found[name] = value;
    else if (several === undefined) found[name] = keptAsText(cells, name);
  }
  addStoreys(cells, found, further);
  return found;
}

const isStoreys = (name: string): name is keyof Storeys => name === "storeys" || name === "stops" || name === "doors";

function keptAsText(cells: RowCells, field: string, code = "NUMBER_KEPT_AS_TEXT"): string {
  const cell = cells.raw(field);
  cells.remark(field, code, { cell: cell.slice(0, 40) });
  return tidyText(cell).slice(0, wordMax);
}

/** What one cell says of storeys, stops and doors fills what their own columns leave open. */
function addStoreys(cells: RowCells, found: Record<string, string | number>, further: Storeys | undefined): void {
  const cell = cells.raw("storeys_stops_doors");
  const together = isNothing(cell) ? undefined : readStoreys(cell, "storeys");
  for (const several of [further, together])
    for (const [name, value] of Object.entries(several ?? {})) found[name] ??= value;
  if (!isNothing(cell) && together === undefined) found.storeys ??= keptAsText(cells, "storeys_stops_doors");
}
const ownUnit: Readonly<Record<string, string>> = {
  ratedLoad: "kg",
  ratedSpeed: "m/s",
  travelHeight: "m",
  nominalWidth: "mm",
  useSectionLength: "m",
};

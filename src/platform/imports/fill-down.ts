import type { ImportField } from "./import-form.ts";
import { comparable } from "./tidy-text.ts";

/** Changes `cells`, which stand in the order of the form's fields. @returns the fields that it filled, by their place. */
export type FillDown = (cells: string[]) => readonly number[];

const nothing: readonly number[] = [];

/**
 * What a sheet with merged cells leaves behind when it is saved as CSV: blanks below the first row. They are filled from the row above
 * while that agrees in the fields over which such cells are merged, from the widest (compound) to the narrowest (unit); a level that
 * differs ends it. Undefined for forms without such fields.
 */
export function createFillDown(fields: readonly ImportField[]): FillDown | undefined {
  const at = new Map(fields.map(({ name }, i) => [name, i]));
  const levels = fields.flatMap(({ mergedOver }, i) => (mergedOver === undefined ? [] : [i]));
  const [first] = levels;
  if (first === undefined) return undefined;
  const agreeing = (fields[first]?.mergedOver ?? []).map((name) => at.get(name) ?? -1);
  let above: readonly string[] | undefined;
  return (cells) => {
    const before = above;
    above = cells;
    if (before === undefined || !agrees(before, cells, agreeing)) return nothing;
    const filled: number[] = [];
    for (const level of levels) {
      const [held, cell] = [before[level] ?? "", cells[level] ?? ""];
      if (cell === "" && held !== "") {
        cells[level] = held;
        filled.push(level);
      } else if (comparable(cell) !== comparable(held)) break;
    }
    return filled;
  };
}

/** The first of the fields must be there and the same; of the others no two may differ. */
const agrees = (before: readonly string[], cells: readonly string[], agreeing: readonly number[]): boolean =>
  agreeing.every((at, i) => {
    const [held, cell] = [before[at] ?? "", cells[at] ?? ""];
    return held === "" || cell === "" ? i > 0 : held === cell || comparable(held) === comparable(cell);
  });

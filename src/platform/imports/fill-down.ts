import type { ImportField } from "./import-form.ts";
import { comparable } from "./tidy-text.ts";

/** Changes `cells`, which stand in the order of the form's fields. @returns the fields that it filled, by their place. */
export type FillDown = (cells: string[]) => readonly number[];

const nothing: readonly number[] = [];
/** What is kept in mind of rows further up. */
const placesMax = 10_000;

/**
 * What a sheet with merged cells leaves behind when it is saved as CSV: blanks below the first row. They are filled from the row above
 * while that agrees in the fields over which such cells are merged, from the widest (compound) to the narrowest (unit); a level that
 * differs ends it. The widest is also taken from the last row that agreed, wherever it stands: gates of one compound take turns.
 * Undefined for forms without such fields.
 */
export function createFillDown(fields: readonly ImportField[]): FillDown | undefined {
  const at = new Map(fields.map(({ name }, i) => [name, i]));
  const levels = fields.flatMap(({ mergedOver }, i) => (mergedOver === undefined ? [] : [i]));
  const [first] = levels;
  if (first === undefined) return undefined;
  const agreeing = (fields[first]?.mergedOver ?? []).map((name) => at.get(name) ?? -1);
  const widest = createMemory(agreeing);
  let above: readonly string[] | undefined;
  return (cells) => {
    const filled = above !== undefined && agrees(above, cells, agreeing) ? fillFrom(above, cells, levels) : [];
    above = cells;
    const held = widest(cells, cells[first] ?? "");
    if (held === undefined) return filled.length === 0 ? nothing : filled;
    cells[first] = held;
    return [first, ...filled];
  };
}

function fillFrom(above: readonly string[], cells: string[], levels: readonly number[]): number[] {
  const filled: number[] = [];
  for (const level of levels) {
    const [held, cell] = [above[level] ?? "", cells[level] ?? ""];
    if (cell === "" && held !== "") {
      cells[level] = held;
      filled.push(level);
    } else if (comparable(cell) !== comparable(held)) break;
  }
  return filled;
}

/** Keeps what a place was last filled with. @returns it for a blank. */
function createMemory(agreeing: readonly number[]): (cells: readonly string[], cell: string) => string | undefined {
  const byPlace = new Map<string, string>();
  return (cells, cell) => {
    if ((cells[agreeing[0] ?? -1] ?? "") === "") return undefined;
    const place = agreeing.map((at) => comparable(cells[at] ?? "")).join("\n");
    if (cell === "") return byPlace.get(place);
    if (byPlace.size >= placesMax) byPlace.clear();
    byPlace.set(place, cell);
    return undefined;
  };
}

/** The first of the fields must be there and the same; of the others no two may differ. */
const agrees = (before: readonly string[], cells: readonly string[], agreeing: readonly number[]): boolean =>
  agreeing.every((at, i) => {
    const [held, cell] = [before[at] ?? "", cells[at] ?? ""];
    return held === "" || cell === "" ? i > 0 : held === cell || comparable(held) === comparable(cell);
  });

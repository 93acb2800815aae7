import { HashTable } from "./hash-table.ts";
import { hashText } from "./hash64.ts";
import type { FormSession, ReadRow, RowProblem } from "./import-form.ts";
import type { MendedRows } from "./mended-memory.ts";
import type { SourceRowRead } from "./row-source.ts";

export type Judged<Row> =
  | { readonly is: "left-out" }
  | { readonly is: "unchanged"; readonly remarks?: readonly RowProblem[] }
  | { readonly is: "refused"; readonly problems: readonly RowProblem[] }
  | { readonly is: "read"; readonly row: ReadRow<Row>; readonly remarks?: readonly RowProblem[] };

/**
 * What is to be said of each row by itself and beside the rows before it: no data, as the source gave it last time, refused, or read.
 * Of rows that stand twice the first wins; a refused row takes no name away from a later one. A row that was refused before and mended
 * here is as good as unchanged; one that stood twice and comes among mended rows as it was is refused again.
 */
export function createRowJudge<Row>(
  session: FormSession<Row>,
  mended: MendedRows,
): (row: SourceRowRead) => Judged<Row> {
  const names = new HashTable(1 << 16);
  const keys = new HashTable(1 << 16);
  return (row) => {
    if (row.kind !== "data") return { is: "left-out" };
    const mendedKey = mended.keyOf(row.hash);
    if (mendedKey !== undefined && session.memory?.given(mendedKey) === true)
      return { is: "unchanged", remarks: [{ field: null, code: "ROW_MENDED" }] };
    if (row.problems.length > 0) return { is: "refused", problems: row.problems };
    const keyText = session.keyOf(row.cells);
    const key = hashText(keyText);
    if (keyText !== "") {
      const known = session.memory?.look(key, row.hash);
      if (known !== undefined) {
        const before = keys.set(key, row.no);
        if (known === "same" && before === 0) return { is: "unchanged" };
        return { is: "refused", problems: [twice(before === 0 ? row.no : before, keyText)] };
      }
    }
    const stillTwice = mended.twiceOf(row.hash);
    if (stillTwice !== undefined) return { is: "refused", problems: [stillTwice] };
    const reading = session.read(row.cells);
    if (!reading.ok) return { is: "refused", problems: reading.problems };
    const found = session.namesOf(reading.row);
    for (const name of found) {
      const before = names.get(hashText(name));
      if (before !== 0) return { is: "refused", problems: [twice(before, name)] };
    }
    for (const name of found) names.set(hashText(name), row.no);
    const read = { no: row.no, row: reading.row, key, hash: row.hash };
    return reading.remarks === undefined
      ? { is: "read", row: read }
      : { is: "read", row: read, remarks: reading.remarks };
  };
}

const twice = (row: number, name: string): RowProblem => ({
  field: null,
  code: "ROW_TWICE",
  params: { row, name: name.slice(name.indexOf(":") + 1) },
});

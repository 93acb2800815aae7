import type { Instant } from "../../../kernel/clock.ts";

/** As many rows as a person can read in a table program. */
const csvRowsMax = 100_000;
export const csvPageRows = 5_000;

export const iso = (at: Instant | null): string => (at === null ? "" : new Date(at).toISOString());

/** A list as CSV, read by its keyset pages. */
export async function csv<Row>(
  head: readonly string[],
  read: (after: string | undefined) => Promise<{ rows: readonly Row[]; next: string | null }>,
  cells: (row: Row) => readonly (string | null)[],
): Promise<string> {
  const lines = [head.map(quoted).join(",")];
  let after: string | undefined;
  for (let page = 0; page < csvRowsMax / csvPageRows; page += 1) {
    const { rows, next } = await read(after);
    for (const row of rows)
      lines.push(
        cells(row)
          .map((cell) => quoted(cell ?? ""))
          .join(","),
      );
    if (next === null) break;
    after = next;
  }
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

/** A cell that begins like a formula would be run by a spreadsheet. */
const quoted = (cell: string): string => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { type RegisterRow, registerColumns } from "./register-rows.ts";

const charactersAtOnce = 1 << 18;

/** Writes rows as CSV (UTF-8, no quotes needed), no faster than the disk takes them. Returns how many. */
export async function writeRegisterCsv(file: string, rows: Iterable<RegisterRow>): Promise<number> {
  const out = createWriteStream(file);
  let text = head;
  let count = 0;
  for (const row of rows) {
    text += csvLine(row);
    count += 1;
    if (text.length < charactersAtOnce) continue;
    const full = !out.write(text);
    text = "";
    if (full) await once(out, "drain");
  }
  out.end(text);
  await finished(out);
  return count;
}

/** A small register as one text. */
export const csvOf = (rows: readonly RegisterRow[]): string => head + rows.map(csvLine).join("");

const head = `${registerColumns.join(",")}\n`;
const [firstColumn, ...otherColumns] = registerColumns;

function csvLine(row: RegisterRow): string {
  let line = row[firstColumn];
  for (const column of otherColumns) line += `,${row[column]}`;
  return `${line}\n`;
}

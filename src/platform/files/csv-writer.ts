import { Readable } from "node:stream";
import type { TableColumn, WrittenCell, WrittenTable } from "./written-table.ts";

const chunkCharacters = 1 << 17;

/**
 * A table as CSV: UTF-8 with a byte order mark, so that Excel reads its Chinese; lines end with CR LF. A text that begins
 * with = + - @ would be run as a formula by the program that opens it: it gets a leading apostrophe, which our reader takes off again.
 */
export function csvStream(table: Omit<WrittenTable, "sheet">): Readable {
  return Readable.from(csvChunks(table), { objectMode: false });
}

async function* csvChunks({ columns, rows }: Omit<WrittenTable, "sheet">): AsyncGenerator<Buffer> {
  let text = `\uFEFF${columns.map(({ header }) => quoted(header)).join(",")}\r\n`;
  for await (const row of rows) {
    for (let i = 0; i < columns.length; i += 1) {
      if (i > 0) text += ",";
      text += cellText(row[i], columns[i]);
    }
    text += "\r\n";
    if (text.length < chunkCharacters) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

function cellText(cell: WrittenCell | undefined, column: TableColumn | undefined): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return String(cell).toUpperCase();
  if (column?.kind === "number" && cell.trim() !== "" && Number.isFinite(Number(cell))) return cell;
  return quoted(harmless(cell));
}

const harmless = (text: string): string => (/^[\s']*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text);

/** The opposite of what `csvStream` does to a text that looks like a formula. */
export const withoutApostrophe = (cell: string): string =>
  /^'[\s']*[=+\-@＝＋－＠]/.test(cell) ? cell.slice(1) : cell;

function quoted(text: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

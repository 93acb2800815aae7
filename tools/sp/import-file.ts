import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { type ImportReport, importReport } from "../../src/rooms/identity/contract.ts";
import { CommandError, type Connection } from "./connection.ts";

export const forms = ["regions", "organisations", "lifts", "parties", "history", "crews"] as const;
export type Form = (typeof forms)[number];

/** One request stays below the platform's limit for bodies, with room for what JSON adds. */
const charactersPerRequest = 200_000;

/** Sends a CSV file in parts and adds their reports up; rows keep their numbers. */
export async function importFile(connection: Connection, form: Form, file: string): Promise<ImportReport> {
  const text = decode(
    await readFile(file).catch(() => {
      throw new CommandError(`${file} 打不开。 ${file} cannot be opened.`);
    }),
  );
  const total: ImportReport = { rows: 0, created: 0, changed: 0, unchanged: 0, refused: [] };
  for (const csv of partsOf(text)) {
    const part = importReport.parse(await connection.call("POST", `/api/v1/imports/${form}`, { csv }));
    total.refused.push(...part.refused.map((cell) => ({ ...cell, row: cell.row + total.rows })));
    for (const key of ["rows", "created", "changed", "unchanged"] as const) total[key] += part[key];
  }
  return total;
}

/** UTF-8 as it should be, else the encoding in which Chinese office programs save CSV. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Parts of whole records, each with the head. */
export function partsOf(text: string): string[] {
  if (text.length <= charactersPerRequest) return [text];
  const [head, ...records] = recordsOf(text).map((cells) => `${cells.map(quoted).join(",")}\n`);
  const parts: string[] = [];
  let part = head ?? "";
  for (const record of records) {
    if (part !== head && part.length + record.length > charactersPerRequest) {
      parts.push(part);
      part = head ?? "";
    }
    part += record;
  }
  return [...parts, part];
}

function recordsOf(text: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
  } catch (error) {
    throw new CommandError(`The file is no readable CSV: ${error instanceof Error ? error.message : error}`);
  }
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const namedMax = 20;

export function printReport(report: ImportReport): string[] {
  const { rows, created, changed, unchanged, refused } = report;
  const refusedRows = rows - created - changed - unchanged;
  const named = refused
    .slice(0, namedMax)
    .map(
      (cell) =>
        `  第 ${cell.row} 行 row ${cell.row}${cell.column === null ? "" : ` ${cell.column}`}: ${cell.text} [${cell.code}]`,
    );
  return [
    `${rows} rows: ${created} created, ${changed} changed, ${unchanged} unchanged, ${refusedRows} refused`,
    ...named,
    ...(refused.length > namedMax ? [`  … and ${refused.length - namedMax} more (--json shows them)`] : []),
  ];
}

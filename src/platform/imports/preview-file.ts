import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { TableFile } from "../files/table-file.ts";
import { openTable } from "../files/table-reader.ts";
import { isRefusedFile } from "./file-covers.ts";
import { createFillDown } from "./fill-down.ts";
import { type FoundHead, findHead, headAt, kindOfRow, type RawRow } from "./find-head.ts";
import { type Column, columnsOf, type GuessedColumn, guessColumns } from "./guess-mapping.ts";
import type { FilePreview, ImportMapping } from "./import-contract.ts";
import type { ImportField } from "./import-form.ts";
import { chooseSheet, firstRows } from "./row-source.ts";
import { comparable } from "./tidy-text.ts";

export type PreviewAsk = Pick<ImportMapping, "sheet" | "encoding" | "separator" | "headRow"> & {
  readonly headRows: number | null;
};
export type PreviewOrder = {
  readonly filePath: string;
  readonly fields: readonly ImportField[];
  readonly saved: ImportMapping | null;
  readonly ask: PreviewAsk;
  /** How the form itself reads a word of a choice. */
  readonly understands: (field: string, word: string) => string | null;
};

const sampledRows = 3_000;
const shownRows = 12;
const samplesMax = 4;
const wordsMax = 60;
const cellShown = 80;

/** A look into a file: its sheets, its head, a guess of the mapping with its certainty, words of choices. Decides nothing. */
export async function previewFile(order: PreviewOrder): Promise<Result<FilePreview>> {
  const { ask, saved } = order;
  const encoding = ask.encoding ?? saved?.encoding ?? null;
  const separator = ask.separator ?? saved?.separator ?? null;
  const opened = await openTable(order.filePath, {
    ...(encoding === null ? {} : { encoding }),
    ...(separator === null ? {} : { separator }),
  });
  if (!opened.ok) return opened;
  try {
    return await look(opened.value, order, { encoding, separator });
  } finally {
    await opened.value.close();
  }
}

async function look(
  file: TableFile,
  order: PreviewOrder,
  chosen: Pick<ImportMapping, "encoding" | "separator">,
): Promise<Result<FilePreview>> {
  const { ask, fields, saved } = order;
  const sheet = await chooseSheet(file, ask.sheet ?? saved?.sheet ?? null);
  const first = await firstRows(file, sheet);
  const headRow = ask.headRow ?? saved?.headRow ?? null;
  const head =
    headRow === null ? findHead(first, fields) : headAt(first, headRow, ask.headRows ?? saved?.headRows ?? 1);
  if (first.length === 0) return refuse("TABLE_EMPTY");
  if (head === undefined) return refuse("IMPORTS_NO_HEAD");
  const rows = await sample(file, sheet, head);
  if (rows.length === 0) return refuse("IMPORTS_NO_ROWS");
  const columns = columnsOf(head.heads, rows);
  const guessed = guessColumns(columns, fields, saved);
  const sheetName = file.sheets[sheet]?.name ?? "";
  return ok({
    kind: file.kind,
    encoding: file.encoding ?? null,
    separator: file.separator ?? null,
    sheets: file.sheets.map(({ name, hidden, rowsEstimate }) => ({ name, hidden, rowsEstimate: rowsEstimate ?? null })),
    sheet: sheetName,
    headRow: head.headRow,
    headRows: head.headRows,
    firstRows: first.slice(0, shownRows).map(shown),
    columns: guessed.map((guess, i) => ({ ...guess, ...told(columns[i], guess, order) })),
    mapping: {
      sheet: sheetToKeep(file.kind === "xlsx" ? sheetName : null, head.heads, saved),
      ...chosen,
      headRow: ask.headRow,
      headRows: ask.headRow === null ? 1 : head.headRows,
      columns: guessed.map(({ head: name, nth, field, unit }) => ({ head: name, nth, field, unit })),
      values: saved?.values ?? {},
      defaults: saved?.defaults ?? {},
      coordinates: saved?.coordinates ?? "wgs84",
      repeatsAbove: saved?.repeatsAbove ?? blanksFollow(rows, guessed, fields),
    },
    missingFields: missing(guessed, order),
  });
}

/** Refused rows stand in a sheet of ours: next month's file has the source's own again. */
const sheetToKeep = (found: string | null, heads: readonly string[], saved: ImportMapping | null): string | null =>
  isRefusedFile(heads) && saved !== null ? saved.sheet : found;

const shown = ({ row, cells }: RawRow) => ({ row, cells: cells.slice(0, 60).map((cell) => cell.slice(0, cellShown)) });

async function sample(file: TableFile, sheet: number, head: FoundHead): Promise<(readonly string[])[]> {
  const found: (readonly string[])[] = [];
  for await (const batch of file.rows(sheet)) {
    for (const { row, cells } of batch)
      if (row >= head.headRow + head.headRows && kindOfRow(cells, head.heads, 2) === "data") found.push(cells);
    if (found.length >= sampledRows) break;
  }
  return found.slice(0, sampledRows);
}

/** Whether a blank stands below a filled cell of a field that sheets merge downward, as in a workbook that was saved as CSV. */
function blanksFollow(
  rows: readonly (readonly string[])[],
  guessed: readonly GuessedColumn[],
  fields: readonly ImportField[],
): boolean {
  const fillDown = createFillDown(fields);
  if (fillDown === undefined) return false;
  const columnsBy = fields.map(({ name }) => guessed.flatMap(({ field }, column) => (field === name ? [column] : [])));
  return rows.some((row) => {
    const cells = columnsBy.map((columns) =>
      columns
        .map((column) => row[column] ?? "")
        .filter((cell) => cell !== "")
        .join(" "),
    );
    return fillDown(cells).length > 0;
  });
}

function told(column: Column | undefined, guess: GuessedColumn, { fields, saved, understands }: PreviewOrder) {
  const filled = (column?.cells ?? []).filter((cell) => cell !== "");
  const samples = [...new Set(filled)].slice(0, samplesMax).map((cell) => cell.slice(0, cellShown));
  const field = fields.find(({ name }) => name === guess.field);
  if (field?.looks !== "choice") return { samples, filled: filled.length, words: [] };
  const counts = new Map<string, number>();
  for (const cell of filled) if (counts.size < 1_000 || counts.has(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const table = saved?.values[field.name] ?? {};
  const words = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, wordsMax)
    .map(([word, count]) => ({
      word: word.slice(0, 200),
      count,
      value: table[word] ?? table[comparable(word)] ?? understands(field.name, word),
    }));
  return { samples, filled: filled.length, words };
}

function missing(guessed: readonly GuessedColumn[], { fields, saved }: PreviewOrder): string[] {
  const mapped = new Set(guessed.map(({ field }) => field));
  return fields
    .filter(({ name, required }) => required && !mapped.has(name) && (saved?.defaults[name] ?? "") === "")
    .map(({ name }) => name);
}

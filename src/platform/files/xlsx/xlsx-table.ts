import { ok, type Result } from "../../../kernel/result.ts";
import { type RowsOptions, TableFault, type TableFile, type TableRow, type TableSheet } from "../table-file.ts";
import { findMergedAreas, type MergedArea, MergeFiller } from "./merged-areas.ts";
import { SheetRows } from "./sheet-rows.ts";
import type { TextPool } from "./text-pool.ts";
import { readSharedTexts, readWorkbook, type SheetPart, type Workbook } from "./workbook.ts";
import { createXmlEvents } from "./xml-events.ts";
import { openZipParts, type ZipParts } from "./zip-parts.ts";

/** A workbook that is open. Shared texts are read at the first row: they may be most of the file. */
type Book = {
  readonly parts: ZipParts;
  readonly workbook: Workbook;
  readonly texts: () => Promise<TextPool>;
  readonly progress: { bytes: number; total: number };
};

const estimatedSheetsMax = 32;

/** Opens an XLSX file (ECMA-376, also strict) as tables, one per sheet that holds cells. */
export async function openXlsxTable(path: string): Promise<Result<TableFile>> {
  let parts: ZipParts | undefined;
  try {
    parts = await openZipParts(path);
    return ok(await tableOf(parts));
  } catch (error) {
    await parts?.close();
    if (error instanceof TableFault) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

async function tableOf(parts: ZipParts): Promise<TableFile> {
  const workbook = await readWorkbook(parts);
  const sheets: TableSheet[] = [];
  for (const sheet of workbook.sheets) {
    const rows = sheets.length < estimatedSheetsMax ? await claimedRows(parts, sheet.part) : undefined;
    const { name, hidden } = sheet;
    sheets.push(rows === undefined ? { name, hidden } : { name, hidden, rowsEstimate: rows });
  }
  let texts: Promise<TextPool> | undefined;
  const progress = { bytes: 0, total: 0 };
  const book: Book = {
    parts,
    workbook,
    progress,
    texts: () => {
      texts ??= readSharedTexts(parts, workbook.sharedTextsPart);
      return texts;
    },
  };
  return {
    kind: "xlsx",
    sheets,
    rows: (sheetIndex, options) => sheetRows(book, workbook.sheets[sheetIndex], options),
    bytesRead: () => progress.bytes,
    bytesTotal: () => progress.total,
    close: () => parts.close(),
  };
}

/** What `dimension` at the head of a sheet says; nobody leans on it. */
async function claimedRows(parts: ZipParts, part: string): Promise<number | undefined> {
  for await (const chunk of parts.read(part)) {
    const rows = /dimension\s+ref="(?:[A-Z]+\d+:)?[A-Z]+(\d+)"/.exec(chunk.toString("latin1", 0, 4_096))?.[1];
    return rows === undefined ? undefined : Number(rows);
  }
  return undefined;
}

async function* sheetRows(
  book: Book,
  sheet: SheetPart | undefined,
  options: RowsOptions = {},
): AsyncGenerator<readonly TableRow[]> {
  if (sheet === undefined) throw new Error("there is no such sheet in the file");
  const { parts, workbook, progress } = book;
  const batchRows = options.batchRows ?? 1_000;
  progress.total = parts.packedBytes(sheet.part);
  progress.bytes = 0;
  const merges = new MergeFiller(await mergedAreas(parts, sheet.part));
  const rows = new SheetRows({ workbook, texts: await book.texts(), merges, skipTo: options.skipTo ?? 1 });
  const events = createXmlEvents(rows.handlers);
  let fault: TableFault | undefined;
  try {
    const bytes = parts.read(sheet.part, (packed) => {
      progress.bytes = packed;
    });
    for await (const chunk of bytes) {
      events.write(chunk);
      while (rows.ready.length >= batchRows) yield rows.ready.splice(0, batchRows);
    }
    events.end();
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    fault = named(error, rows.wholeRow);
  }
  while (rows.ready.length > 0) yield rows.ready.splice(0, batchRows);
  if (fault !== undefined) throw fault;
}

/** In a file that is cut off the areas are not to be found; its rows still come, and then the fault. */
async function mergedAreas(parts: ZipParts, part: string): Promise<readonly MergedArea[]> {
  try {
    return await findMergedAreas(parts.read(part));
  } catch (error) {
    if (error instanceof TableFault && error.refusal.code === "TABLE_DAMAGED") return [];
    throw error;
  }
}

/** Damage is noticed below the rows, where the row is not known. */
function named({ refusal }: TableFault, row: number): TableFault {
  return new TableFault(refusal.code, refusal.params?.row === 0 ? { ...refusal.params, row } : refusal.params);
}

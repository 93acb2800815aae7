import { type FileHandle, open } from "node:fs/promises";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { cutRecords } from "./csv-records.ts";
import { withoutApostrophe } from "./csv-writer.ts";
import {
  type FlaggedCell,
  type OpenTableOptions,
  type RowsOptions,
  type TableEncoding,
  TableFault,
  type TableFile,
  type TableRow,
  tableLimits,
} from "./table-file.ts";
import { detectEncoding, markBytes, readAt } from "./text-encoding.ts";
import { type LinesOptions, readLines } from "./text-lines.ts";

type CsvFacts = LinesOptions & { readonly separator: string; readonly rowsEstimate: number };

const headBytes = 1 << 20;

/** Opens a text file as a table. It is looked through once for its encoding; rows are read by `rows`. */
export async function openCsvTable(path: string, options: OpenTableOptions = {}): Promise<Result<TableFile>> {
  const file = await open(path);
  const bytesTotal = (await file.stat()).size;
  const facts = await factsOf(file, bytesTotal, options).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  if (!facts.ok) {
    await file.close();
    return facts;
  }
  const progress = { bytes: 0 };
  return ok({
    kind: "csv",
    encoding: facts.value.encoding,
    separator: facts.value.separator,
    sheets: [{ name: "", hidden: false, rowsEstimate: facts.value.rowsEstimate }],
    rows: (_sheetIndex, rowsOptions) => csvRows(file, facts.value, progress, rowsOptions),
    bytesRead: () => progress.bytes,
    bytesTotal: () => bytesTotal,
    close: () => file.close(),
  });
}

async function factsOf(file: FileHandle, bytes: number, options: OpenTableOptions): Promise<Result<CsvFacts>> {
  const head = await readAt(file, 0, headBytes);
  if (head.length === 0) return refuse("TABLE_EMPTY");
  const found =
    options.encoding === undefined
      ? await detectEncoding(file)
      : { encoding: options.encoding, offset: markBytes(head, options.encoding) };
  const { encoding, offset } = found;
  if (encoding === undefined) return refuse("TABLE_ENCODING_UNKNOWN");
  const text = new TextDecoder(encoding).decode(head.subarray(offset));
  if (text.trim() === "") return refuse("TABLE_EMPTY");
  const lineEnd = !text.includes("\n") && text.includes("\r") ? "\r" : "\n";
  const lines = text.split(lineEnd).length;
  return ok({
    encoding,
    offset,
    lineEnd,
    separator: options.separator ?? sniffSeparator(lineEnd === "\r" ? text.replaceAll("\r", "\n") : text),
    rowsEstimate: head.length < headBytes ? lines : Math.round((lines / head.length) * bytes),
  });
}

/** The separator under which most of the first records have the same number of cells, and the most of them. `sep=;` names it. */
function sniffSeparator(text: string): string {
  const named = /^sep=(.)\r?\n/.exec(text)?.[1];
  if (named !== undefined) return named;
  const head = text.slice(0, 1 << 16);
  let best = { separator: ",", score: 0 };
  for (const separator of [",", ";", "\t", "|"]) {
    const counts = cutRecords(head, separator, true)
      .records.slice(0, 50)
      .filter((cells) => cells.some((cell) => cell !== ""))
      .map((cells) => cells.length);
    const usual = mostFrequent(counts);
    const score = usual < 2 ? 0 : counts.filter((count) => count === usual).length * 1_000 + usual;
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

function mostFrequent(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

async function* csvRows(
  file: FileHandle,
  facts: CsvFacts,
  progress: { bytes: number },
  options: RowsOptions = {},
): AsyncGenerator<readonly TableRow[]> {
  const batchRows = options.batchRows ?? 1_000;
  const cutter = new RecordCutter(facts.separator, facts.encoding, options.skipTo ?? 1);
  progress.bytes = 0;
  try {
    for await (const block of readLines(file, facts)) {
      progress.bytes = block.bytesRead;
      cutter.take(block.text, block.last);
      while (cutter.ready.length >= batchRows) yield cutter.ready.splice(0, batchRows);
      if (cutter.fault !== undefined) break;
    }
  } catch (error) {
    if (!(error instanceof TableFault)) throw error;
    cutter.fault = new TableFault(error.refusal.code, { ...error.refusal.params, row: cutter.row + 1 });
  }
  while (cutter.ready.length > 0) yield cutter.ready.splice(0, batchRows);
  if (cutter.fault !== undefined) throw cutter.fault;
}

/** Takes blocks of text, gives rows; what is wrong is kept as the fault until the rows before it have gone out. */
class RecordCutter {
  readonly #separator: string;
  readonly #skipTo: number;
  readonly #flagsPossible: boolean;
  #rest = "";
  row = 0;
  ready: TableRow[] = [];
  fault: TableFault | undefined;

  constructor(separator: string, encoding: TableEncoding, skipTo: number) {
    this.#separator = separator;
    this.#skipTo = skipTo;
    this.#flagsPossible = encoding !== "windows-1252";
  }

  take(block: string, last: boolean): void {
    const whole = this.#rest === "" ? block : this.#rest + block;
    const nul = whole.indexOf("\0");
    const text = nul === -1 ? whole : whole.slice(0, whole.lastIndexOf("\n", nul) + 1);
    const cut = cutRecords(text, this.#separator, last || nul !== -1);
    const suspect = (this.#flagsPossible && text.includes("\uFFFD")) || text.includes("E+");
    for (const cells of cut.records) if (!this.#add(cells, suspect)) return;
    this.#rest = text.slice(cut.end);
    if (nul !== -1) this.fault = new TableFault("TABLE_NUL", { row: this.row + 1 });
    else if (this.#rest.length > tableLimits.recordCharacters)
      this.fault = new TableFault("TABLE_RECORD_TOO_LONG", { row: this.row + 1, max: tableLimits.recordCharacters });
    else if (last && this.#rest !== "") this.fault = new TableFault("TABLE_QUOTE_OPEN", { row: this.row + 1 });
  }

  #add(cells: string[], suspect: boolean): boolean {
    this.row += 1;
    const { row } = this;
    if (row === 1 && cells.length <= 2 && /^sep=/.test(cells[0] ?? "")) return true;
    if (cells.length > tableLimits.columns) {
      this.fault = new TableFault("TABLE_TOO_MANY_COLUMNS", { row, max: tableLimits.columns });
      return false;
    }
    let empty = true;
    let flags: FlaggedCell[] = [];
    for (let column = 0; column < cells.length; column += 1) {
      const cell = cells[column] ?? "";
      const { length } = cell;
      const first = cell.charCodeAt(0);
      if (first === apostrophe) cells[column] = withoutApostrophe(cell);
      else if (first === hash && errorWords.has(cell)) flags.push({ column, flag: "error" });
      if (length > 0) empty = false;
      if (length <= tableLimits.cellCharacters) continue;
      const max = tableLimits.cellCharacters;
      this.fault = new TableFault("TABLE_CELL_TOO_LONG", { row, column: column + 1, max });
      return false;
    }
    if (empty || row < this.#skipTo) return true;
    if (suspect) flags = flags.concat(suspectCells(cells)).toSorted((a, b) => a.column - b.column);
    this.ready.push(flags.length > 0 ? { row, cells, flags } : { row, cells });
    return true;
  }
}

const apostrophe = 39;
const hash = 35;
/** What Excel shows in place of a value. */
const errorWords: ReadonlySet<string> = new Set(
  "#N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #GETTING_DATA #SPILL! #CALC!".split(" "),
);

/** Damaged characters, and codes of which Excel wrote only the first digits: 3.1103E+19. */
function suspectCells(cells: readonly string[]): FlaggedCell[] {
  return cells.flatMap((cell, column): FlaggedCell[] => {
    if (cell.includes("\uFFFD")) return [{ column, flag: "damaged" }];
    return /^-?\d+(\.\d+)?E\+\d+$/.test(cell) ? [{ column, flag: "precision" }] : [];
  });
}

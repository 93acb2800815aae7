import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { TableFile, TableRow } from "../files/table-file.ts";
import { openTable } from "../files/table-reader.ts";
import { createFillDown } from "./fill-down.ts";
import { type FoundHead, findHead, headAt, kindOfRow, type RowKind } from "./find-head.ts";
import { hash64 } from "./hash64.ts";
import type { ImportMapping } from "./import-contract.ts";
import type { Hash64, ImportField, RowProblem } from "./import-form.ts";
import { comparable } from "./tidy-text.ts";

/** A row of the file with its cells in the order of the form's fields. */
export type SourceRowRead = {
  readonly no: number;
  readonly kind: RowKind;
  readonly raw: readonly string[];
  readonly cells: readonly string[];
  readonly hash: Hash64;
  /** Cells that the file itself spoilt. */
  readonly problems: readonly RowProblem[];
  /** Formula cells: what the program that saved the file had computed was taken. Blanks that repeat the row above. */
  readonly remarks: readonly RowProblem[];
};
export type RowSource = {
  readonly sheet: string;
  readonly head: FoundHead;
  /** Field of each column of the file; -1 for none. */
  readonly fieldOf: readonly number[];
  readonly rowsEstimate: number | null;
  readonly rows: () => AsyncIterable<readonly SourceRowRead[]>;
  readonly close: () => Promise<void>;
};

const headRowsLooked = 60;
/** Few enough that rows are gone before the thread's heap takes them for lasting. */
const batchRows = 100;

export async function firstRows(file: TableFile, sheet: number): Promise<TableRow[]> {
  const found: TableRow[] = [];
  for await (const batch of file.rows(sheet, { batchRows: headRowsLooked })) {
    found.push(...batch);
    if (found.length >= headRowsLooked) break;
  }
  return found;
}

/** The sheet that a mapping names, else the first one that can be seen and has rows. */
export async function chooseSheet(file: TableFile, name: string | null): Promise<number> {
  const named = file.sheets.findIndex((sheet) => sheet.name === name);
  if (named >= 0) return named;
  for (const [i, sheet] of file.sheets.entries()) {
    if (sheet.hidden) continue;
    for await (const batch of file.rows(i, { batchRows: 5 })) if (batch.length > 0) return i;
  }
  return 0;
}

/** Opens a file as the mapping says. Refused: what `openTable` refuses, IMPORTS_NO_HEAD, IMPORTS_COLUMNS_GONE. */
export async function openRowSource(
  path: string,
  mapping: ImportMapping,
  fields: readonly ImportField[],
): Promise<Result<RowSource>> {
  const opened = await openTable(path, {
    ...(mapping.encoding === null ? {} : { encoding: mapping.encoding }),
    ...(mapping.separator === null ? {} : { separator: mapping.separator }),
  });
  if (!opened.ok) return opened;
  const file = opened.value;
  const sheet = await chooseSheet(file, mapping.sheet);
  const first = await firstRows(file, sheet);
  const head = mapping.headRow === null ? findHead(first, fields) : headAt(first, mapping.headRow, mapping.headRows);
  if (head === undefined) return closing(file, refuse("IMPORTS_NO_HEAD"));
  const fieldOf = fieldsOfColumns(head.heads, mapping, fields);
  const gone = mapping.columns.filter(
    ({ head: name, field }) => field !== null && !head.heads.some((each) => sameHead(each, name)),
  );
  if (gone.length > 0)
    return closing(
      file,
      refuse("IMPORTS_COLUMNS_GONE", {
        columns: gone
          .map(({ head: name }) => name)
          .join("、")
          .slice(0, 200),
      }),
    );
  const reader = createRowReader({ mapping, fields, fieldOf, head });
  return ok({
    sheet: file.sheets[sheet]?.name ?? "",
    head,
    fieldOf,
    rowsEstimate: file.sheets[sheet]?.rowsEstimate ?? null,
    rows: async function* () {
      for await (const batch of file.rows(sheet, { batchRows })) {
        const read: SourceRowRead[] = [];
        for (const row of batch) if (row.row >= head.headRow + head.headRows) read.push(reader(row));
        if (read.length > 0) yield read;
      }
    },
    close: () => file.close(),
  });
}

async function closing(file: TableFile, refusal: Result<never>): Promise<Result<never>> {
  await file.close();
  return refusal;
}

const sameHead = (a: string, b: string): boolean => comparable(a) === comparable(b);

function fieldsOfColumns(heads: readonly string[], mapping: ImportMapping, fields: readonly ImportField[]): number[] {
  const index = new Map(fields.map(({ name }, i) => [name, i]));
  const seen = new Map<string, number>();
  return heads.map((head) => {
    const key = comparable(head);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    const found = mapping.columns.find((each) => comparable(each.head) === key && each.nth === nth);
    return found?.field == null ? -1 : (index.get(found.field) ?? -1);
  });
}

type ReaderParts = {
  readonly mapping: ImportMapping;
  readonly fields: readonly ImportField[];
  readonly fieldOf: readonly number[];
  readonly head: FoundHead;
};

const noProblems: readonly RowProblem[] = [];

function createRowReader({ mapping, fields, fieldOf, head }: ReaderParts): (row: TableRow) => SourceRowRead {
  const defaults = fields.map(({ name }) => mapping.defaults[name] ?? "");
  const tables = fields.map(({ name }) => valueTable(mapping.values[name]));
  const mapped = fieldOf.flatMap((field, column) => (field < 0 ? [] : [{ column, field }]));
  const tabled = tables.flatMap((table, field) => (table === undefined ? [] : [{ table, field }]));
  // A mapping that means something else makes every row another one; where a file has its head, and columns of no field, do not.
  const { values, defaults: byDefault, coordinates } = mapping;
  const repeats = mapping.repeatsAbove === true ? { repeatsAbove: true } : {};
  const columns = mapping.columns.filter(({ field }) => field !== null);
  const meaning = { columns, values, byDefault, coordinates, ...repeats };
  const fillDown = mapping.repeatsAbove === true ? createFillDown(fields) : undefined;
  const seed = hash64([JSON.stringify(meaning)]).lo;
  return (row) => {
    const cells = defaults.slice();
    const own: string[] = [];
    let filled = 0;
    for (const { column, field } of mapped) {
      const cell = row.cells[column] ?? "";
      own.push(cell);
      if (cell === "") continue;
      filled += 1;
      cells[field] = joined(cells[field] as string, defaults[field] as string, cell);
    }
    for (const { table, field } of tabled) {
      const cell = cells[field] as string;
      if (cell !== "") cells[field] = table.get(cell) ?? table.get(comparable(cell)) ?? cell;
    }
    const kind = kindOfRow(row.cells, head.heads, filled);
    const fromAbove = (kind === "data" && fillDown?.(cells)) || [];
    for (const field of fromAbove) own.push(cells[field] as string);
    const found = row.flags === undefined ? noProblems : spoilt(row, fieldOf, fields);
    const problems = found.length === 0 ? found : found.filter(({ code }) => code !== "CELL_FORMULA");
    const formulas = found.length === 0 ? found : found.filter(({ code }) => code === "CELL_FORMULA");
    const told = fromAbove.map((field) => ({ field: fields[field]?.name ?? null, code: "CELL_FROM_ABOVE" }));
    const remarks = told.length === 0 ? formulas : [...formulas, ...told];
    return { no: row.row, kind, raw: row.cells, cells, hash: hash64(own, seed), problems, remarks };
  };
}

/** Several columns of one field: `1614` and `BROADWAY`. */
const joined = (before: string, byDefault: string, cell: string): string =>
  before === "" || before === byDefault ? cell : `${before} ${cell}`;

function valueTable(values: Readonly<Record<string, string>> | undefined): Map<string, string> | undefined {
  if (values === undefined || Object.keys(values).length === 0) return undefined;
  const entries = Object.entries(values);
  return new Map([...entries.map(([word, value]) => [comparable(word), value] as const), ...entries]);
}

/** A code of more digits than a spreadsheet keeps, an error of a formula, bytes that are no text. */
function spoilt(row: TableRow, fieldOf: readonly number[], fields: readonly ImportField[]): readonly RowProblem[] {
  const found: RowProblem[] = [];
  for (const { column, flag } of row.flags ?? []) {
    const field = fields[fieldOf[column] ?? -1];
    if (field === undefined) continue;
    const cell = (row.cells[column] ?? "").slice(0, 40);
    if (flag === "error") found.push({ field: field.name, code: "CELL_ERROR", params: { cell } });
    else if (flag === "damaged") found.push({ field: field.name, code: "CELL_DAMAGED", params: { cell } });
    else if (flag === "formula") found.push({ field: field.name, code: "CELL_FORMULA" });
    else if (flag === "precision" && field.looks === "code")
      found.push({ field: field.name, code: "CELL_PRECISION", params: { cell } });
  }
  return found.length === 0 ? noProblems : found;
}

import { parse } from "csv-parse/sync";
import { z } from "zod";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RefusalTexts } from "../http/route.ts";

/**
 * Our own CSV forms: a head with known column names in any order, then one record a row. Cells are trimmed and an empty
 * one counts as absent; each row is read by the form's zod object, whose fields get strings. Rows count from 1 after the head.
 */
export type FormRow<T> = { readonly row: number; readonly value: T };
export type RefusedCell = {
  readonly row: number;
  readonly column: string | null;
  readonly code: string;
  readonly text: string;
};
export type ReadForm<T> = {
  readonly rows: readonly FormRow<T>[];
  readonly refused: readonly RefusedCell[];
  readonly total: number;
};

const rowsMax = 200_000;
const recordCharactersMax = 20_000;
const refusedNamedMax = 1_000;

/** What a form as a whole can be refused for. */
export const csvFormRefusals: RefusalTexts = {
  IMPORT_NOT_CSV: { status: 422, zh: "文件不是可读的 CSV：{detail}", en: "The file is no readable CSV: {detail}" },
  IMPORT_EMPTY: { status: 422, zh: "文件没有内容。", en: "The file is empty." },
  IMPORT_COLUMN_MISSING: { status: 422, zh: "表头缺少列：{columns}", en: "The head lacks the columns: {columns}" },
  IMPORT_COLUMN_UNKNOWN: {
    status: 422,
    zh: "表头有不认识的列：{columns}；可用的列：{known}",
    en: "The head has unknown columns: {columns}; known are: {known}",
  },
  IMPORT_TOO_MANY_ROWS: {
    status: 422,
    zh: "超过 {max} 行，请分次导入。",
    en: "More than {max} rows: import in parts.",
  },
};

/** Refused as a whole only when the head or the text is wrong; wrong rows are named in `refused`, the others are read. */
export function readCsvForm<S extends z.ZodObject>(csv: string, form: S): Result<ReadForm<z.output<S>>> {
  const records = parseRecords(csv);
  if (!records.ok) return records;
  const [head, ...body] = records.value;
  if (head === undefined) return refuse("IMPORT_EMPTY");
  const fault = headFault(head, form);
  if (fault !== undefined) return fault;
  if (body.length > rowsMax) return refuse("IMPORT_TOO_MANY_ROWS", { max: rowsMax });
  const rows: FormRow<z.output<S>>[] = [];
  const refused: RefusedCell[] = [];
  for (const [at, cells] of body.entries()) {
    const row = at + 1;
    if (cells.length !== head.length) {
      const text = `应有 ${head.length} 格，实有 ${cells.length} 格 (${cells.length} cells instead of ${head.length})`;
      refused.push({ row, column: null, code: "IMPORT_CELL_COUNT", text });
      continue;
    }
    const named = Object.fromEntries(head.flatMap((name, i) => (cells[i] ? [[name, cells[i]]] : [])));
    const read = form.safeParse(named);
    if (read.success) rows.push({ row, value: read.data });
    else refused.push(...read.error.issues.map((issue) => refusedCell(row, issue, named)));
  }
  return ok({ rows, refused, total: body.length });
}

function parseRecords(csv: string): Result<string[][]> {
  try {
    return ok(
      parse(csv, {
        bom: true,
        trim: true,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: true,
        max_record_size: recordCharactersMax,
      }),
    );
  } catch (error) {
    return refuse("IMPORT_NOT_CSV", { detail: error instanceof Error ? error.message.slice(0, 200) : "" });
  }
}

function headFault(head: readonly string[], form: z.ZodObject): Result<never> | undefined {
  const known = Object.keys(form.shape);
  const unknown = head.filter((name, i) => !known.includes(name) || head.indexOf(name) !== i);
  if (unknown.length > 0)
    return refuse("IMPORT_COLUMN_UNKNOWN", { columns: unknown.join(", ").slice(0, 200), known: known.join(", ") });
  const missing = known.filter((name) => !head.includes(name) && !z.safeParse(form.shape[name], undefined).success);
  return missing.length > 0 ? refuse("IMPORT_COLUMN_MISSING", { columns: missing.join(", ") }) : undefined;
}

function refusedCell(
  row: number,
  issue: z.core.$ZodIssue,
  named: Readonly<Record<string, string | undefined>>,
): RefusedCell {
  const column = issue.path[0] === undefined ? null : String(issue.path[0]);
  const value = column === null ? undefined : named[column];
  if (value === undefined && column !== null)
    return { row, column, code: "IMPORT_CELL_EMPTY", text: "此格不能为空 (this cell must not be empty)" };
  return { row, column, code: "IMPORT_CELL_WRONG", text: `「${(value ?? "").slice(0, 60)}」 ${issue.message}` };
}

export type Outcome = "created" | "changed" | "unchanged";
export type ImportCounts = {
  readonly rows: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: RefusedCell[];
};

/** Counts what becomes of each row; the refused ones are named up to a thousand. */
export function createTally(read: Pick<ReadForm<unknown>, "refused" | "total">) {
  const counts = { created: 0, changed: 0, unchanged: 0 };
  const refused = read.refused.slice(0, refusedNamedMax);
  return {
    count: (outcome: Outcome): void => {
      counts[outcome] += 1;
    },
    refuse: (cell: RefusedCell): void => {
      if (refused.length < refusedNamedMax) refused.push(cell);
    },
    report: (): ImportCounts => ({
      rows: read.total,
      ...counts,
      refused: refused.toSorted((a, b) => a.row - b.row),
    }),
  };
}
export type Tally = ReturnType<typeof createTally>;

/** Cuts a list into parts, each for one transaction. */
export function batchesOf<T>(list: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < list.length; from += size) batches.push(list.slice(from, from + size));
  return batches;
}

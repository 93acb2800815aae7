import { HashTable } from "./hash-table.ts";
import { hashText } from "./hash64.ts";
import type { ImportReportFile } from "./import-contract.ts";
import type { ImportField, RowProblem, RunNote, Words } from "./import-form.ts";
import { inWords } from "./import-words.ts";
import type { RowSource, SourceRowRead } from "./row-source.ts";

const distinctMax = 2_000;
const samplesMax = 5;
const examplesMax = 5;
const leftOutMax = 50;
const sampleCharacters = 60;

type Column = {
  readonly head: string;
  readonly field: number;
  filled: number;
  readonly distinct: HashTable;
  more: boolean;
  readonly samples: string[];
};
type Found = {
  readonly problem: RowProblem;
  readonly remark: boolean;
  count: number;
  readonly rows: number[];
  readonly cells: string[];
};

/** Gathers what a dry run says: per column how it is filled and what is wrong in it, and what is wrong with rows as a whole. */
export class CheckReport {
  readonly #source: RowSource;
  readonly #fields: readonly ImportField[];
  readonly #columns: Column[];
  readonly #found = new Map<string, Found>();
  readonly #leftOut: ImportReportFile["leftOut"] = [];

  constructor(source: RowSource, fields: readonly ImportField[]) {
    this.#source = source;
    this.#fields = fields;
    this.#columns = source.head.heads.map((head, i) => ({
      head,
      field: source.fieldOf[i] ?? -1,
      filled: 0,
      distinct: new HashTable(),
      more: false,
      samples: [],
    }));
  }

  leftOut(row: SourceRowRead): void {
    if (row.kind === "data" || this.#leftOut.length >= leftOutMax) return;
    const text = row.raw
      .filter((cell) => cell !== "")
      .join(" ")
      .slice(0, 120);
    this.#leftOut.push({ row: row.no, why: row.kind, text });
  }

  take({ raw }: SourceRowRead): void {
    for (let i = 0; i < this.#columns.length; i += 1) {
      const cell = raw[i] ?? "";
      if (cell === "") continue;
      const column = this.#columns[i] as Column;
      column.filled += 1;
      if (column.more) continue;
      if (column.distinct.set(hashText(cell), 1) !== 0) continue;
      if (column.samples.length < samplesMax) column.samples.push(cell.slice(0, sampleCharacters));
      if (column.distinct.size > distinctMax) column.more = true;
    }
  }

  note(row: SourceRowRead, problems: readonly RowProblem[] | undefined, remark: boolean): void {
    for (const problem of problems ?? []) {
      const key = `${problem.field ?? ""} ${problem.code} ${remark}`;
      const before = this.#found.get(key);
      const found = before ?? { problem, remark, count: 0, rows: [], cells: [] };
      if (before === undefined) this.#found.set(key, found);
      found.count += 1;
      if (found.rows.length >= examplesMax) continue;
      found.rows.push(row.no);
      found.cells.push(this.#cellOf(row, problem.field));
    }
  }

  #cellOf(row: SourceRowRead, field: string | null): string {
    const index = this.#fields.findIndex(({ name }) => name === field);
    return (row.cells[index] ?? "").slice(0, sampleCharacters);
  }

  finish(words: Words, notes: readonly RunNote[]): ImportReportFile {
    const { head, sheet } = this.#source;
    const found = [...this.#found.values()];
    const reported = new Set<Found>();
    const columns = this.#columns.map((column) => {
      const field = this.#fields[column.field]?.name ?? null;
      const own = field === null ? [] : found.filter(({ problem }) => problem.field === field);
      for (const each of own) reported.add(each);
      return {
        head: column.head,
        field,
        filled: column.filled,
        distinct: column.distinct.size,
        distinctMore: column.more,
        samples: column.samples,
        problems: own.map(({ problem, remark, count, rows, cells }) => ({
          ...inWords(problem, words),
          count,
          remark,
          examples: rows.map((row, i) => ({ row, cell: cells[i] ?? "" })),
        })),
      };
    });
    const rest = found.filter((each) => !reported.has(each));
    return {
      sheet,
      headRow: head.headRow,
      headRows: head.headRows,
      columns,
      rows: rest.map(({ problem, remark, count, rows }) => ({
        ...inWords(problem, words),
        count,
        remark,
        examples: rows,
      })),
      leftOut: this.#leftOut,
      notes: notes.map((note) => ({ ...inWords(note, words), examples: [...(note.examples ?? [])] })),
    };
  }
}

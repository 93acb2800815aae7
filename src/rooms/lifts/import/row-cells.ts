import type { RowProblem } from "../../../platform/imports/import-form.ts";
import { readDate } from "../../../platform/imports/read-date.ts";
import { readNumber } from "../../../platform/imports/read-number.ts";
import { tidyCode, tidyText, tidyWord } from "../../../platform/imports/tidy-text.ts";
import { liftFields } from "./lift-fields.ts";

/** Where each field's cell stands. */
export const cellAt: Readonly<Record<string, number>> = Object.fromEntries(liftFields.map(({ name }, i) => [name, i]));

/** How registers write that there is nothing. */
const nothing = /^(无|暂无|没有|未知|不详|空|n\/?a|null|none|nil|#n\/a|[-—–/\\.*?]+)$/i;
export const isNothing = (cell: string): boolean => cell === "" || (cell.length < 6 && nothing.test(cell));

/** The cells of one row with what is found wrong or odd in them. */
export class RowCells {
  readonly #cells: readonly string[];
  readonly #at: Readonly<Record<string, number>>;
  readonly problems: RowProblem[] = [];
  readonly remarks: RowProblem[] = [];

  constructor(cells: readonly string[], at: Readonly<Record<string, number>> = cellAt) {
    this.#cells = cells;
    this.#at = at;
  }

  raw(field: string): string {
    return this.#cells[this.#at[field] ?? -1] ?? "";
  }

  refuse(field: string | null, code: string, params?: RowProblem["params"]): void {
    this.problems.push(params === undefined ? { field, code } : { field, code, params });
  }

  remark(field: string | null, code: string, params?: RowProblem["params"]): void {
    this.remarks.push(params === undefined ? { field, code } : { field, code, params });
  }

  text(field: string, charactersMax: number): string {
    const cell = this.raw(field);
    if (cell === "") return "";
    const text = tidyText(cell);
    if (text.length > charactersMax) this.refuse(field, "TEXT_TOO_LONG", { max: charactersMax });
    return text;
  }

  word(field: string): string {
    const cell = this.raw(field);
    return isNothing(cell) ? "" : tidyWord(cell);
  }

  code(field: string): string {
    const cell = this.raw(field);
    return isNothing(cell) ? "" : tidyCode(cell);
  }

  /** A day later than `latest` is a slip of the year: left out and remarked. */
  day(field: string, latest?: string): string | null {
    const cell = this.raw(field);
    if (isNothing(cell)) return null;
    const read = readDate(cell);
    if (!read.ok) {
      this.refuse(field, read.code, { cell: cell.slice(0, 40) });
      return null;
    }
    if (latest === undefined || read.day <= latest) return read.day;
    this.remark(field, "DATE_TOO_FAR", { cell: cell.slice(0, 40) });
    return null;
  }

  /** A number that cannot be read, or lies outside, is left out and remarked. */
  number(field: string, from: number, to: number): number | null {
    const cell = this.raw(field);
    if (isNothing(cell)) return null;
    const read = readNumber(cell);
    if (read !== undefined && read.value >= from && read.value <= to) return read.value;
    this.remark(field, "NUMBER_LEFT_OUT", { cell: cell.slice(0, 40) });
    return null;
  }

  phone(field: string): string | null {
    const cell = this.raw(field);
    if (isNothing(cell)) return null;
    const text = tidyWord(cell)
      .replace(/[\s()]/g, "")
      .replace(/[–—_]/g, "-");
    const first = /^\+?[0-9-]{3,20}/.exec(text)?.[0];
    if (first !== undefined && first.length === text.length) return text;
    this.remark(field, "PHONE_LEFT_OUT", { cell: cell.slice(0, 40) });
    return null;
  }
}

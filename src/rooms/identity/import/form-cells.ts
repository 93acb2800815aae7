import type { RowProblem, Words } from "../../../platform/imports/import-form.ts";
import { readDate } from "../../../platform/imports/read-date.ts";
import { comparable, tidyCode, tidyText, tidyWord } from "../../../platform/imports/tidy-text.ts";

/** How files write that there is nothing. */
const nothing = /^(无|暂无|没有|未知|不详|空|n\/?a|null|none|nil|#n\/a|[-—–/\\.*?]+)$/i;
const isNothing = (cell: string): boolean => cell === "" || (cell.length < 6 && nothing.test(cell));

/** What is said of rows of both forms. */
export const cellWords: Words = {
  CELL_EMPTY: { zh: "此项不能为空", en: "this must not be empty" },
  TEXT_TOO_LONG: { zh: "超过 {max} 个字", en: "longer than {max} characters" },
  CODE_WRONG: { zh: "「{cell}」不是可用的代码", en: "“{cell}” is no usable code" },
  WORD_UNKNOWN: {
    zh: "不认识「{cell}」；可在值对照表中说明",
    en: "“{cell}” is not known; the value table can explain it",
  },
  DATE_WRONG: { zh: "「{cell}」不是日期", en: "“{cell}” is no date" },
  DATE_TWO_DIGIT_YEAR: { zh: "「{cell}」的年份只有两位，请写四位年份", en: "“{cell}” has a year of two digits" },
  DATE_WITHOUT_DAY: { zh: "「{cell}」缺少日", en: "“{cell}” has no day" },
  POSTCODE_LEFT_OUT: {
    zh: "「{cell}」不是六位邮编，此格未导入",
    en: "“{cell}” is no postcode of six digits; the cell was left out",
  },
  PHONE_LEFT_OUT: {
    zh: "「{cell}」不是电话号码，此格未导入",
    en: "“{cell}” is no telephone number; the cell was left out",
  },
  REGION_UNKNOWN: { zh: "没有行政区划「{cell}」", en: "there is no region “{cell}”" },
  REGION_NOT_YOURS: { zh: "不在您的管辖范围内", en: "outside your scope" },
};

/** The cells of one row with what is found wrong or odd in them; an empty cell tells nothing. */
export class FormCells {
  readonly #cells: readonly string[];
  readonly #at: Readonly<Record<string, number>>;
  readonly problems: RowProblem[] = [];
  readonly remarks: RowProblem[] = [];

  constructor(cells: readonly string[], at: Readonly<Record<string, number>>) {
    this.#cells = cells;
    this.#at = at;
  }

  raw(field: string): string {
    const cell = this.#cells[this.#at[field] ?? -1] ?? "";
    return isNothing(cell) ? "" : cell;
  }

  refuse(field: string | null, code: string, params?: RowProblem["params"]): void {
    this.problems.push(params === undefined ? { field, code } : { field, code, params });
  }

  /** Undefined when the cell is empty. */
  text(field: string, max: number): string | undefined {
    const text = tidyText(this.raw(field));
    if (text.length > max) this.refuse(field, "TEXT_TOO_LONG", { max });
    return text === "" ? undefined : text;
  }

  code(field: string, shape: RegExp): string | undefined {
    const code = tidyCode(this.raw(field));
    if (code === "") return undefined;
    if (!shape.test(code)) this.refuse(field, "CODE_WRONG", { cell: code.slice(0, 40) });
    return code;
  }

  day(field: string): string | undefined {
    const cell = this.raw(field);
    if (cell === "") return undefined;
    const read = readDate(cell);
    if (read.ok) return read.day;
    this.refuse(field, read.code, { cell: cell.slice(0, 40) });
    return undefined;
  }

  /** What is no telephone number is left out and said so: nobody's row is refused for it. */
  phone(field: string): string | undefined {
    const cell = this.raw(field);
    const text = tidyWord(cell)
      .replace(/[\s()]/g, "")
      .replace(/[–—_]/g, "-");
    if (text === "" || /^\+?[0-9-]{3,20}$/.test(text)) return text === "" ? undefined : text;
    this.remarks.push({ field, code: "PHONE_LEFT_OUT", params: { cell: cell.slice(0, 40) } });
    return undefined;
  }

  /** Six digits; anything else is left out and said so. */
  postcode(field: string): string | undefined {
    const cell = this.raw(field);
    const digits = tidyWord(cell).replace(/\s/g, "");
    if (digits === "" || /^\d{6}$/.test(digits)) return digits === "" ? undefined : digits;
    this.remarks.push({ field, code: "POSTCODE_LEFT_OUT", params: { cell: cell.slice(0, 40) } });
    return undefined;
  }

  /** Undefined when empty, or refused because nobody knows the word. */
  choice<Value extends string>(field: string, understand: (word: string) => Value | undefined): Value | undefined {
    const cell = this.raw(field);
    if (cell === "") return undefined;
    const value = understand(cell);
    if (value === undefined) this.refuse(field, "WORD_UNKNOWN", { cell: cell.slice(0, 40) });
    return value;
  }
}

type Named = { readonly zh: string; readonly en: string };

/** Reads a word of an enumeration: its code, its Chinese or English name, or another word for it. */
export function wordReader<Value extends string>(
  names: Readonly<Record<Value, Named>>,
  others: Readonly<Record<string, Value>>,
): (word: string) => Value | undefined {
  const known = new Map<string, Value>();
  for (const [value, { zh, en }] of Object.entries<Named>(names))
    for (const word of [value, zh, en]) known.set(comparable(word), value as Value);
  for (const [word, value] of Object.entries(others)) known.set(comparable(word), value);
  return (word) => known.get(comparable(word));
}

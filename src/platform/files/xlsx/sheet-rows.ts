import { type CellFlag, type FlaggedCell, TableFault, type TableRow, tableLimits } from "../table-file.ts";
import { columnOf, dateText, isoDateText, numberText, unescapeText } from "./cell-values.ts";
import type { MergeFiller } from "./merged-areas.ts";
import type { TextPool } from "./text-pool.ts";
import { formatAt, type Workbook } from "./workbook.ts";
import type { Attributes, XmlHandlers } from "./xml-events.ts";

type Cell = { column: number; type: string; style: string | undefined; formula: boolean; text: string };

export type SheetSource = {
  readonly workbook: Workbook;
  readonly texts: TextPool;
  readonly merges: MergeFiller;
  readonly skipTo: number;
};

/**
 * Makes rows of the XML events of a sheet. Row and column are what `r` says; where it is absent, the next one. Rows that
 * go backwards are damage: going on after a break, and merged areas, lean on their order.
 */
export class SheetRows {
  readonly #source: SheetSource;
  #cells: string[] = [];
  #flags: FlaggedCell[] = [];
  #cell: Cell | undefined;
  #column = -1;
  #taking = false;
  #inReading = 0;
  row = 0;
  /** The last row that was read to its end. */
  wholeRow = 0;
  ready: TableRow[] = [];

  readonly handlers: XmlHandlers = {
    open: (name, attributes) => this.#open(name, attributes),
    close: (name) => this.#close(name),
    text: (piece) => this.#text(piece),
  };

  constructor(source: SheetSource) {
    this.#source = source;
  }

  #open(name: string, attributes: Attributes): void {
    if (name === "c") this.#openCell(attributes);
    else if (name === "v" || name === "t") this.#taking = this.#cell !== undefined && this.#inReading === 0;
    else if (name === "f") {
      if (this.#cell !== undefined) this.#cell.formula = true;
    } else if (name === "rPh") this.#inReading += 1;
    else if (name === "row") this.#openRow(attributes);
  }

  #close(name: string): void {
    if (name === "v" || name === "t") this.#taking = false;
    else if (name === "c") this.#closeCell();
    else if (name === "row") this.#closeRow();
    else if (name === "rPh") this.#inReading -= 1;
  }

  #text(piece: string): void {
    if (!this.#taking || this.#cell === undefined) return;
    if (this.#cell.text.length <= tableLimits.cellCharacters) this.#cell.text += piece;
  }

  #openRow(attributes: Attributes): void {
    const row = attributes.r === undefined ? this.row + 1 : Number(attributes.r);
    if (!Number.isInteger(row) || row <= this.row || row > tableLimits.xlsxRows)
      throw new TableFault("TABLE_DAMAGED", { row: this.row, detail: "rows are not in order" });
    this.row = row;
    this.#cells = [];
    this.#flags = [];
    this.#column = -1;
  }

  #openCell(attributes: Attributes): void {
    const named = attributes.r === undefined ? -1 : columnOf(attributes.r);
    this.#column = named === -1 ? this.#column + 1 : named;
    this.#cell = {
      column: this.#column,
      type: attributes.t ?? "n",
      style: attributes.s,
      formula: false,
      text: "",
    };
  }

  #closeCell(): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (cell === undefined || (cell.text === "" && !cell.formula)) return;
    const { column } = cell;
    const text = this.#textOf(cell).trim();
    if (text === "" && !cell.formula) return;
    if (column >= tableLimits.columns)
      throw new TableFault("TABLE_TOO_MANY_COLUMNS", { row: this.row, max: tableLimits.columns });
    if (text.length > tableLimits.cellCharacters) {
      const max = tableLimits.cellCharacters;
      throw new TableFault("TABLE_CELL_TOO_LONG", { row: this.row, column: column + 1, max });
    }
    while (this.#cells.length < column) this.#cells.push("");
    this.#cells[column] = text;
    if (cell.formula) this.#flag(column, "formula");
    if (cell.type === "e") this.#flag(column, "error");
    if (text.includes("\uFFFD")) this.#flag(column, "damaged");
  }

  #flag(column: number, flag: CellFlag): void {
    this.#flags.push({ column, flag });
  }

  #textOf({ type, text, style, column }: Cell): string {
    if (type === "s") {
      const shared = this.#source.texts.at(Number(text));
      if (shared !== undefined) return shared;
      throw new TableFault("TABLE_DAMAGED", { row: this.row - 1, detail: `no shared text ${text.slice(0, 20)}` });
    }
    if (type === "inlineStr" || type === "str") return unescapeText(text);
    if (type === "b") return text.trim() === "1" || text.trim() === "true" ? "TRUE" : "FALSE";
    if (type === "d") return isoDateText(text);
    if (type === "e") return text;
    const { workbook } = this.#source;
    const format = formatAt(workbook, style);
    const date = format.kind === "date" ? dateText(Number(text), format, workbook.from1904) : undefined;
    if (date !== undefined) return date;
    const number = numberText(text.trim(), format);
    if (number.precision) this.#flag(column, "precision");
    return number.text;
  }

  #closeRow(): void {
    this.wholeRow = this.row;
    if (this.#cells.length === 0 && this.#flags.length === 0) return;
    const { row } = this;
    this.#source.merges.fill(row, this.#cells, this.#flags);
    if (row < this.#source.skipTo) return;
    const flags = this.#flags.toSorted((a, b) => a.column - b.column);
    this.ready.push(flags.length > 0 ? { row, cells: this.#cells, flags } : { row, cells: this.#cells });
  }
}

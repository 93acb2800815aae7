/** A row whose cells hold more than this is a frame around text and no row of a table of tasks: its paragraphs stay lines. */
const cellLettersMax = 400;

/**
 * The rows of a table while its parts go by: cells stand apart by tabs, paragraphs of a cell in one line, so that a column keeps its meaning.
 * A table inside a cell is text of that cell.
 */
export class DocxRows {
  #depth = 0;
  #cells: string[][] = [];

  get inRow(): boolean {
    return this.#depth > 0;
  }

  openTable(): void {
    this.#depth += 1;
  }

  openCell(): void {
    if (this.#depth === 1) this.#cells.push([""]);
  }

  /** A cell over several columns stands for all of them. */
  span(columns: number): void {
    if (this.#depth !== 1) return;
    for (let i = 1; i < Math.min(columns, 64); i += 1) this.#cells.splice(-1, 0, []);
  }

  write(text: string): void {
    const cell = this.#cells.at(-1);
    if (cell !== undefined) cell.push((cell.pop() ?? "") + text);
  }

  endParagraph(): void {
    this.#cells.at(-1)?.push("");
  }

  /** The text of the row that ends. */
  endRow(): string {
    if (this.#depth !== 1) return "";
    const cells = this.#cells.map((lines) => lines.filter((line) => line !== ""));
    this.#cells = [];
    const isTable = cells.length > 1 && cells.every((lines) => lines.join("").length <= cellLettersMax);
    if (!isTable)
      return cells
        .flat()
        .map((line) => `${line}\n`)
        .join("");
    return `${cells.map((lines) => lines.join(" ").replace(/[\t\n]+/g, " ")).join("\t")}\n`;
  }

  closeTable(): void {
    this.#depth -= 1;
  }
}

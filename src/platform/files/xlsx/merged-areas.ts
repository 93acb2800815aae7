import { type FlaggedCell, TableFault, tableLimits } from "../table-file.ts";
import { columnOf } from "./cell-values.ts";

/** Rows count from 1, columns from 0; all four lie inside. */
export type MergedArea = {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
};

const tail = 400;

/**
 * The merged areas of a sheet. They stand behind its rows, so the part is looked through once before: for one word, without
 * reading the XML, which costs little beside reading the cells.
 */
export async function findMergedAreas(chunks: AsyncIterable<Buffer>): Promise<MergedArea[]> {
  const areas: MergedArea[] = [];
  let kept = "";
  for await (const chunk of chunks) {
    // Latin 1 is enough to see the word, whatever the encoding; the zeros of UTF-16 are taken out.
    const text = kept + (chunk.includes(0) ? chunk.toString("latin1").replaceAll("\0", "") : chunk.toString("latin1"));
    if (!text.includes("mergeCell")) {
      kept = text.slice(-tail);
      continue;
    }
    let end = 0;
    for (const match of text.matchAll(
      /<(?:\w+:)?mergeCell\s[^>]{0,200}?ref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["'][^>]{0,100}>/g,
    )) {
      end = match.index + match[0].length;
      const [, left = "", top = "", right = "", bottom = ""] = match;
      areas.push({ top: Number(top), bottom: Number(bottom), left: columnOf(left), right: columnOf(right) });
    }
    if (areas.length > tableLimits.merges) throw new TableFault("TABLE_TOO_MANY_TEXTS");
    kept = text.slice(Math.max(end, text.length - tail));
  }
  return areas.toSorted((a, b) => a.top - b.top);
}

type Filling = { readonly bottom: number; readonly text: string };

/** Fills merged areas while rows go by from top to bottom: each empty cell of an area gets the text of its first cell. */
export class MergeFiller {
  readonly #areas: readonly MergedArea[];
  readonly #fillings = new Map<number, Filling>();
  #next = 0;

  constructor(areas: readonly MergedArea[]) {
    this.#areas = areas;
  }

  /** Changes `cells` and adds to `flags`. Rows that hold nothing of their own need not be shown. */
  fill(row: number, cells: string[], flags: FlaggedCell[]): void {
    this.#open(row, cells);
    for (const [column, { bottom, text }] of this.#fillings) {
      if (bottom < row) {
        this.#fillings.delete(column);
        continue;
      }
      if ((cells[column] ?? "") !== "") continue;
      while (cells.length < column) cells.push("");
      cells[column] = text;
      flags.push({ column, flag: "merged" });
    }
  }

  #open(row: number, cells: readonly string[]): void {
    for (let area = this.#areas[this.#next]; area !== undefined && area.top <= row; area = this.#areas[this.#next]) {
      this.#next += 1;
      // Where the first row of an area is absent, its text is empty.
      const text = area.top === row ? (cells[area.left] ?? "") : "";
      if (text === "") continue;
      const filling = { bottom: area.bottom, text };
      const right = Math.min(area.right, tableLimits.columns - 1);
      for (let column = area.left; column <= right; column += 1) this.#fillings.set(column, filling);
    }
  }
}

import type { ImportField } from "./import-form.ts";
import { comparable } from "./tidy-text.ts";

/** A row of the file as it is. */
export type RawRow = { readonly row: number; readonly cells: readonly string[] };
export type FoundHead = { readonly headRow: number; readonly headRows: number; readonly heads: readonly string[] };

const looksLikeData = /\d{3,}|^\d+(\.\d+)?$|^\d{4}[-/.年]/;

/**
 * Where the head stands in the first rows: titles above it are single cells; a head has words and no data. Two rows are one head when
 * the upper one is a grouping (repeated or with gaps) and the lower has words that the form knows better.
 */
export function findHead(rows: readonly RawRow[], fields: readonly ImportField[]): FoundHead | undefined {
  const known = knownHeads(fields);
  const scored = rows.slice(0, 30).map((row) => ({ row, score: scoreOf(row.cells, known) }));
  const best = scored.reduce<(typeof scored)[number] | undefined>(
    (found, each) => (found === undefined || each.score > found.score ? each : found),
    undefined,
  );
  if (best === undefined || best.score <= 0) return undefined;
  const at = rows.indexOf(best.row);
  const above = rows[at - 1];
  const below = rows[at + 1];
  if (above !== undefined && isGrouping(above.cells, best.row.cells) && above.row === best.row.row - 1)
    return headOf([above, best.row]);
  if (below !== undefined && below.row === best.row.row + 1 && isSecondHead(best.row.cells, below.cells, known))
    return headOf([best.row, below]);
  return headOf([best.row]);
}

/** The heads when the person says where they stand. */
export function headAt(rows: readonly RawRow[], headRow: number, headRows: number): FoundHead | undefined {
  const found = rows.filter(({ row }) => row >= headRow && row < headRow + headRows);
  const heads = headOf(found);
  return heads === undefined ? undefined : { ...heads, headRow, headRows };
}

/** Two rows of one head: the lower word names the column; the upper one where the lower is empty or the same. */
function headOf(rows: readonly RawRow[]): FoundHead | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const heads = Array.from({ length: width }, (_, column) => {
    const words = rows.map(({ cells }) => (cells[column] ?? "").trim()).filter((word) => word !== "");
    return [...new Set(words)].join(" / ");
  });
  return { headRow: first.row, headRows: rows.length, heads };
}

function knownHeads(fields: readonly ImportField[]): Set<string> {
  return new Set(fields.flatMap(({ name, zh, en, aliases }) => [name, zh, en, ...aliases].map(headWord)));
}

/** A head as it is compared: without blanks, brackets with what is in them, stars and marks. */
export const headWord = (head: string): string =>
  comparable(head)
    .replace(/\([^)]*\)/g, "")
    .replace(/[*:_\-.、，,。？?#/\\]/g, "")
    .replace(/[()]/g, "");

function scoreOf(cells: readonly string[], known: ReadonlySet<string>): number {
  const words = cells.filter((cell) => cell !== "");
  if (words.length === 0) return 0;
  const hits = words.filter((cell) => known.has(headWord(cell))).length;
  const data = words.filter((cell) => looksLikeData.test(cell)).length;
  const wordy = words.filter((cell) => cell.length <= 40).length;
  if (words.length < 2 && hits === 0) return 0;
  return hits * 10 + wordy * 0.1 + new Set(words).size * 0.2 - data * 3;
}

/** `电梯信息 | 电梯信息 | 使用单位 | 使用单位` above the real heads. */
function isGrouping(above: readonly string[], head: readonly string[]): boolean {
  const words = above.filter((cell) => cell !== "");
  if (words.length < 2 || words.some((cell) => looksLikeData.test(cell))) return false;
  const repeated = new Set(words).size < words.length;
  return repeated || words.length < head.filter((cell) => cell !== "").length;
}

/** The best row is the upper one when only a few columns have a second line. */
function isSecondHead(head: readonly string[], below: readonly string[], known: ReadonlySet<string>): boolean {
  const words = below.filter((cell) => cell !== "");
  if (words.length === 0 || words.some((cell) => looksLikeData.test(cell))) return false;
  const hits = below.filter((cell, column) => cell !== "" && cell !== head[column] && known.has(headWord(cell))).length;
  const gaps = head.some((cell, column) => cell === "" && (below[column] ?? "") !== "");
  const merged = head.some((cell, column) => column > 0 && cell !== "" && cell === head[column - 1]);
  return hits >= 1 && (gaps || merged);
}

export type RowKind = "data" | "title" | "note" | "total" | "repeated-head";

const totals = /^(合计|总计|小计|共计|汇总|total|sum)/i;
const notes = /^(注|备注|说明|填表人|制表人|审核人|填报单位|填报日期|note|prepared by)[:：]?/i;

/** Rows below the head that are no data: totals, notes, the head again on every page. */
export function kindOfRow(cells: readonly string[], heads: readonly string[], filledMapped: number): RowKind {
  let words = 0;
  let first = "";
  for (const cell of cells) {
    if (cell === "") continue;
    if (words === 0) first = cell;
    words += 1;
    if (words > 4) break;
  }
  if (words <= 4 && totals.test(first)) return "total";
  if (words <= 2 && (notes.test(first) || (words === 1 && filledMapped <= 1 && first.length > 4))) return "note";
  if (words > 4 && first !== "" && isHeadAgain(cells, heads)) return "repeated-head";
  return "data";
}

function isHeadAgain(cells: readonly string[], heads: readonly string[]): boolean {
  let same = 0;
  for (let i = 0; i < cells.length && i < 6; i += 1) {
    const cell = cells[i] as string;
    if (cell === "") continue;
    if (!(heads[i] ?? "").includes(cell)) return false;
    same += 1;
  }
  return same >= 2;
}

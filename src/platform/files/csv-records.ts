/**
 * Cuts the text of a CSV file into records. Our own, since csv-parse reads a quarter of what the import of a large register
 * needs; a property test holds that both give the same cells. Quotes are read as csv-parse does with `relax_quotes`: one that does
 * not begin a cell is text, and so are both of a pair that something other than a separator follows: `"North"18` stays as it is.
 */
export type CsvCut = {
  readonly records: readonly string[][];
  /** Where the text begins that was not cut: a quoted cell that goes on behind the text. Its length when all was cut. */
  readonly end: number;
};

/** `final`: nothing comes behind this text. `end` then lies before the end only where a quote is never closed. */
export function cutRecords(text: string, separator: string, final: boolean): CsvCut {
  const records: string[][] = [];
  let quote = text.indexOf('"');
  let at = 0;
  while (at < text.length) {
    let lineEnd = text.indexOf("\n", at);
    if (lineEnd === -1) lineEnd = text.length;
    if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
    if (quote === -1 || quote > lineEnd) {
      records.push(plainRecord(text, at, lineEnd, separator));
      at = lineEnd + 1;
      continue;
    }
    const next = quotedRecord(text, at, separator, final);
    if (next === undefined) return { records, end: at };
    records.push(next.cells);
    at = next.end;
  }
  return { records, end: text.length };
}

function plainRecord(text: string, from: number, lineEnd: number, separator: string): string[] {
  const cells = text.slice(from, lineEnd).split(separator);
  for (let i = 0; i < cells.length; i += 1) cells[i] = (cells[i] ?? "").trim();
  return cells;
}

type Cell = { readonly text: string; readonly end: number };

/** A record in which there are quotes; undefined when it is not whole. `end` lies behind its line end. */
function quotedRecord(
  text: string,
  from: number,
  separator: string,
  final: boolean,
): { cells: string[]; end: number } | undefined {
  const cells: string[] = [];
  for (let at = from; ; ) {
    const cell = cellAt(text, at, separator, final);
    if (cell === undefined) return undefined;
    cells.push(cell.text.trim());
    at = cell.end;
    if (text[at] !== separator) return { cells, end: Math.min(at + 1, text.length) };
    at += 1;
  }
}

function cellAt(text: string, from: number, separator: string, final: boolean): Cell | undefined {
  const start = pastBlanks(text, from, separator);
  if (text[start] !== '"') return plainCell(text, from, separator);
  for (let at = start + 1; ; ) {
    const close = text.indexOf('"', at);
    if (close === -1) return undefined;
    if (text[close + 1] === '"') {
      at = close + 2;
      continue;
    }
    const after = pastBlanks(text, close + 1, separator);
    if (after === text.length && !final) return undefined;
    const inner = text.slice(start + 1, close).replaceAll('""', '"');
    if (endsCell(text, after, separator)) return { text: inner, end: lineFeedAt(text, after) };
    // No closing quote of a cell: both stay as text, up to the next separator.
    const rest = plainCell(text, close, separator);
    return { text: `"${inner}${rest.text}`, end: rest.end };
  }
}

function plainCell(text: string, from: number, separator: string): Cell {
  let end = from;
  while (end < text.length && text[end] !== separator && text[end] !== "\n") end += 1;
  return { text: text.slice(from, end), end };
}

function pastBlanks(text: string, from: number, separator: string): number {
  let at = from;
  while (text[at] === " " || (text[at] === "\t" && separator !== "\t")) at += 1;
  return at;
}

function endsCell(text: string, at: number, separator: string): boolean {
  const mark = text[at];
  return mark === undefined || mark === separator || mark === "\n" || (mark === "\r" && text[at + 1] === "\n");
}

const lineFeedAt = (text: string, at: number): number => (text[at] === "\r" ? at + 1 : at);

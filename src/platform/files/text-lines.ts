import type { FileHandle } from "node:fs/promises";
import { type TableEncoding, TableFault, tableLimits } from "./table-file.ts";

/** A piece of text made of whole lines; each line ends with \n but perhaps the last of the file. Empty at the end of the file. */
export type TextBlock = { readonly text: string; readonly bytesRead: number; readonly last: boolean };

const blockBytes = 1 << 20;
/** Texts of this size die young; V8 keeps larger ones apart, and clears up its whole heap for every few dozen of them. */
const pieceBytes = 1 << 16;

export type LinesOptions = {
  readonly encoding: TableEncoding;
  readonly offset: number;
  /** "\r" for files of old Macintosh programs, which have no line feed. */
  readonly lineEnd: "\n" | "\r";
};

/**
 * A text file as pieces of whole lines, decoded; bytes that are no text become U+FFFD. One block of about 1 MiB is in memory at a time.
 * @throws TableFault TABLE_RECORD_TOO_LONG (`row` 0: the caller knows it) when a line is longer than a record may be.
 */
export function readLines(file: FileHandle, options: LinesOptions): AsyncGenerator<TextBlock> {
  return options.encoding.startsWith("utf-16") ? wideLines(file, options) : byteLines(file, options);
}

/** Bytes are cut at the line end before they are decoded: in these encodings that byte is never part of a character. */
async function* byteLines(file: FileHandle, options: LinesOptions): AsyncGenerator<TextBlock> {
  const decode = decoderOf(options.encoding);
  const mark = options.lineEnd === "\n" ? 0x0a : 0x0d;
  // One byte more than a small file has: the read that finds nothing is its end.
  let buffer = Buffer.allocUnsafe(Math.min(blockBytes, (await file.stat()).size + 1));
  let kept = 0;
  let position = options.offset;
  for (;;) {
    const { bytesRead } = await file.read(buffer, kept, buffer.length - kept, position);
    position += bytesRead;
    const filled = kept + bytesRead;
    const last = bytesRead === 0;
    const end = last ? filled : buffer.lastIndexOf(mark, filled - 1) + 1;
    if (end === 0 && !last) {
      if (filled > tableLimits.recordCharacters * 4) throw tooLong();
      if (filled === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      kept = filled;
      continue;
    }
    for (let from = 0; from < end || last; ) {
      const to = pieceEnd(buffer, { from, end, mark });
      const text = decode(buffer.subarray(from, to));
      const isLast = last && to === end;
      const bytesRead = position - (filled - to);
      yield { text: options.lineEnd === "\r" ? text.replaceAll("\r", "\n") : text, bytesRead, last: isLast };
      if (isLast) return;
      from = to;
    }
    buffer.copyWithin(0, end, filled);
    kept = filled - end;
  }
}

/** Behind the last line that ends in a piece from there, or behind the first line where that is longer. */
function pieceEnd(buffer: Buffer, { from, end, mark }: { from: number; end: number; mark: number }): number {
  if (end - from <= pieceBytes) return end;
  const before = buffer.lastIndexOf(mark, from + pieceBytes - 1) + 1;
  if (before > from) return before;
  const behind = buffer.indexOf(mark, from + pieceBytes) + 1;
  return behind === 0 || behind > end ? end : behind;
}

async function* wideLines(file: FileHandle, options: LinesOptions): AsyncGenerator<TextBlock> {
  const decoder = new TextDecoder(options.encoding);
  const buffer = Buffer.allocUnsafe(blockBytes);
  let rest = "";
  let position = options.offset;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    position += bytesRead;
    const last = bytesRead === 0;
    rest += decoder.decode(buffer.subarray(0, bytesRead), { stream: !last });
    if (options.lineEnd === "\r") rest = rest.replaceAll("\r", "\n");
    const end = last ? rest.length : rest.lastIndexOf("\n") + 1;
    if (end === 0 && rest.length > tableLimits.recordCharacters) throw tooLong();
    if (end > 0 || last) yield { text: rest.slice(0, end), bytesRead: position, last };
    if (last) return;
    rest = rest.slice(end);
  }
}

function decoderOf(encoding: TableEncoding): (bytes: Buffer) => string {
  if (encoding === "utf-8") return (bytes) => bytes.toString("utf8");
  const decoder = new TextDecoder(encoding);
  return (bytes) => decoder.decode(bytes);
}

const tooLong = () => new TableFault("TABLE_RECORD_TOO_LONG", { row: 0, max: tableLimits.recordCharacters });

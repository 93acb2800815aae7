import { isUtf8 } from "node:buffer";
import type { FileHandle } from "node:fs/promises";
import type { TableEncoding } from "./table-file.ts";

/** What the first look at a text file says. `offset`: bytes of the byte order mark. */
export type TextFacts = { readonly encoding: TableEncoding | undefined; readonly offset: number };

const chunkBytes = 1 << 20;

/**
 * The encoding of a text file: its mark, else strict UTF-8 over the whole file, else strict GB18030 over two samples.
 * Libraries that guess by frequency call short GBK texts Japanese; a strict decoder does not guess. A UTF-8 file with few
 * damaged bytes stays UTF-8: read as GB18030 all its Chinese would silently become other Chinese. Undefined: neither.
 */
export async function detectEncoding(file: FileHandle): Promise<TextFacts> {
  const head = await readAt(file, 0, chunkBytes);
  const mark = markOf(head);
  if (mark !== undefined) return mark;
  const odd = await firstChunkNotUtf8(file);
  if (odd === undefined) return { encoding: "utf-8", offset: 0 };
  const samples = [wholeLines(head), wholeLines(odd)];
  if (mostlyUtf8(samples)) return { encoding: "utf-8", offset: 0 };
  return { encoding: samples.every(isGb18030) ? "gb18030" : undefined, offset: 0 };
}

/** The byte order mark of a chosen encoding is no text either. */
export function markBytes(head: Buffer, encoding: TableEncoding): number {
  const mark = markOf(head);
  return mark?.encoding === encoding ? mark.offset : 0;
}

function markOf(head: Buffer): TextFacts | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", offset: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", offset: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", offset: 2 };
  if (head[0] === 0x84 && head[1] === 0x31 && head[2] === 0x95 && head[3] === 0x33)
    return { encoding: "gb18030", offset: 4 };
  return undefined;
}

export async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const left = Math.max(0, (await file.stat()).size - position);
  const buffer = Buffer.allocUnsafe(Math.min(bytes, left));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Chunks end where a character ends: a last one that is cut off is looked at with the next chunk. */
async function firstChunkNotUtf8(file: FileHandle): Promise<Buffer | undefined> {
  for (let position = 0; ; ) {
    const chunk = await readAt(file, position, chunkBytes);
    if (chunk.length === 0) return undefined;
    const last = chunk.length < chunkBytes;
    const end = last ? chunk.length : chunk.length - cutOffBytes(chunk);
    if (!isUtf8(chunk.subarray(0, end))) return chunk;
    if (last) return undefined;
    position += end;
  }
}

/** Bytes of a UTF-8 character that begins at the end of the chunk and goes on behind it. */
function cutOffBytes(chunk: Buffer): number {
  for (let back = 1; back <= 3; back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** In all encodings here but UTF-16 a line feed byte is a line feed, so that no character is cut. */
function wholeLines(chunk: Buffer): Buffer {
  if (chunk.length < chunkBytes) return chunk;
  const end = chunk.lastIndexOf(0x0a);
  const from = chunk.indexOf(0x0a);
  return end > from ? chunk.subarray(from + 1, end + 1) : chunk.subarray(0, chunk.length - 4);
}

function mostlyUtf8(samples: readonly Buffer[]): boolean {
  const text = samples.map((sample) => sample.toString("utf8")).join("");
  const bad = text.match(/\uFFFD/g)?.length ?? 0;
  const good = text.match(/[^\0-\x7F\uFFFD]/g)?.length ?? 0;
  return good > bad * 4;
}

function isGb18030(sample: Buffer): boolean {
  try {
    new TextDecoder("gb18030", { fatal: true }).decode(sample);
    return true;
  } catch {
    return false;
  }
}

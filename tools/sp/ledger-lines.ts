import { createReadStream } from "node:fs";

/** A stretch of a file: from a byte up to, not with, another. */
export type Stretch = { readonly file: string; readonly from: number; readonly to: number };

/** Whole lines of a stretch, many at a time as one text that ends with a line break; a last line without one comes by itself. */
export async function* linesOf({ file, from, to }: Stretch): AsyncGenerator<string> {
  if (to <= from) return;
  let rest: Buffer = Buffer.alloc(0);
  for await (const read of createReadStream(file, { start: from, end: to - 1, highWaterMark: 1 << 20 })) {
    const bytes = rest.length === 0 ? (read as Buffer) : Buffer.concat([rest, read as Buffer]);
    const end = bytes.lastIndexOf(10) + 1;
    if (end > 0) yield bytes.toString("utf8", 0, end);
    rest = bytes.subarray(end);
    if (rest.length > longestLine) throw new Error("a line is too long");
  }
  if (rest.length > 0) yield rest.toString("utf8");
}

/** No entry comes near it: what has no line breaks is no export. */
const longestLine = 16 << 20;

/** The lines of a text, without their breaks. */
export function* eachLine(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const stop = end < 0 ? text.length : end;
    yield text.slice(at, stop);
    at = stop + 1;
  }
}

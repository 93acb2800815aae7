import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** Inflated bytes of one push; a packed nothing of a thousand times its size ends here. */
const inflatedBytesMax = 512 * 1024 * 1024;
const lineBytesMax = 256 * 1024;
const lineFeed = 0x0a;

/** A push that cannot be read any further: what came before it stands. */
export class PushFault extends Error {}

/** The lines of an NDJSON body, packed or not, as they come; empty ones are passed over. @throws PushFault */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  let bytes = 0;
  for await (const piece of unpacked(body, encoding)) {
    bytes += piece.length;
    if (bytes > inflatedBytesMax)
      throw new PushFault(`the body is larger than ${inflatedBytesMax} bytes when unpacked`);
    const chunk = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = chunk.lastIndexOf(lineFeed);
    rest = chunk.subarray(end + 1);
    if (rest.length > lineBytesMax) throw new PushFault(`a line is longer than ${lineBytesMax} bytes`);
    if (end >= 0) yield cut(chunk.subarray(0, end));
  }
  // A last line without its end was cut off on the way, unless it is whole JSON: then the sender left it out.
  if (rest.length > 0) yield [rest];
}

function cut(chunk: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < chunk.length; ) {
    const found = chunk.indexOf(lineFeed, from);
    const end = found === -1 ? chunk.length : found;
    if (end > from) lines.push(chunk.subarray(from, end));
    from = end + 1;
  }
  return lines;
}

async function* unpacked(body: AsyncIterable<Uint8Array>, encoding: string | undefined): AsyncGenerator<Buffer> {
  if (encoding === undefined || encoding === "identity") {
    for await (const piece of body) yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    return;
  }
  if (encoding !== "gzip") throw new PushFault(`content-encoding: "${encoding}" is not known here, use gzip`);
  const unpacking = Readable.from(body, { objectMode: false }).pipe(createGunzip());
  try {
    for await (const piece of unpacking) yield piece as Buffer;
  } catch (error) {
    throw new PushFault(`the body is not gzip: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A body that is bounded by its route. */
export async function wholeOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

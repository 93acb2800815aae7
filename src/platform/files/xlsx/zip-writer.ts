import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

export type PartToWrite = { readonly name: string; readonly data: AsyncIterable<Buffer> | Iterable<Buffer> };

type Written = { name: Buffer; crc: number; packed: number; size: number; offset: number };

/** Beyond 4 GiB a zip file needs another form of its directory; a sheet of a million rows stays below. */
const sizeMax = 0xffff_ffff;
const level = 4;

/**
 * A zip file as a stream, part after part; each is packed while it is made, on a thread of the runtime, so that packing
 * and making share two cores. Sizes follow the data (general purpose bit 3), names are UTF-8 (bit 11).
 */
export async function* zipChunks(parts: AsyncIterable<PartToWrite> | Iterable<PartToWrite>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name, data } of parts) {
    const part: Written = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, offset };
    const head = localHeader(part);
    yield head;
    for await (const chunk of packed(data, part)) yield chunk;
    const tail = descriptor(part);
    yield tail;
    offset += head.length + part.packed + tail.length;
    if (part.size > sizeMax || offset > sizeMax) throw new RangeError(`${name}: a part or file of more than 4 GiB`);
    written.push(part);
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield directoryEnd(written.length, directory.length, offset);
}

async function* packed(data: PartToWrite["data"], part: Written): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw({ level, chunkSize: 1 << 17 });
  const counted = Readable.from(count(data, part), { objectMode: false });
  const done = pipeline(counted, deflate).catch(() => undefined);
  for await (const chunk of deflate as AsyncIterable<Buffer>) {
    part.packed += chunk.length;
    yield chunk;
  }
  await done;
}

async function* count(data: PartToWrite["data"], part: Written): AsyncGenerator<Buffer> {
  for await (const chunk of data) {
    part.size += chunk.length;
    part.crc = crc32(chunk, part.crc);
    yield chunk;
  }
}

/** 1980-01-01: the same table gives the same file. */
const dosDate = (1 << 5) | 1;
const flags = (1 << 3) | (1 << 11);

function localHeader({ name }: Written): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(8, 8);
  head.writeUInt16LE(dosDate, 12);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function descriptor({ crc, packed: packedSize, size }: Written): Buffer {
  const tail = Buffer.alloc(16);
  tail.writeUInt32LE(0x08074b50, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeUInt32LE(Math.min(packedSize, sizeMax), 8);
  tail.writeUInt32LE(Math.min(size, sizeMax), 12);
  return tail;
}

function directoryEntry({ name, crc, packed: packedSize, size, offset }: Written): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt16LE(dosDate, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packedSize, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, name]);
}

function directoryEnd(entries: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

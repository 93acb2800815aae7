import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { TableFault, tableLimits } from "../table-file.ts";

/**
 * The parts of a zip package, each read as a stream of bytes. What its directory says of sizes is not believed: inflated
 * bytes are counted, and a part that grows too far or too fast is a bomb. Names are compared without case, as Excel does.
 */
export type ZipParts = {
  readonly has: (name: string) => boolean;
  readonly packedBytes: (name: string) => number;
  /**
   * @param onPacked hears how many packed bytes have been read.
   * @throws TableFault TABLE_ZIP_BOMB, TABLE_DAMAGED (`row` 0: the caller knows it).
   */
  readonly read: (name: string, onPacked?: (bytes: number) => void) => AsyncGenerator<Buffer>;
  readonly close: () => Promise<void>;
};

/** @throws TableFault when this is no readable zip file, is encrypted, or its directory is beyond bounds. */
export async function openZipParts(path: string): Promise<ZipParts> {
  const file = await open(path);
  let zip: ZipFile | undefined;
  const close = async (): Promise<void> => {
    zip?.close();
    zip = undefined;
    await file.close();
  };
  try {
    zip = await openPromise(path, { autoClose: false });
    return partsOf(zip, file, await readDirectory(zip), close);
  } catch (error) {
    await close();
    throw error instanceof TableFault ? error : damaged(error);
  }
}

function partsOf(zip: ZipFile, file: FileHandle, entries: Map<string, Entry>, close: ZipParts["close"]): ZipParts {
  const find = (name: string): Entry => {
    const entry = entries.get(keyOf(name));
    if (entry === undefined) throw damaged(new Error(`there is no part ${name}`));
    return entry;
  };
  return {
    has: (name) => entries.has(keyOf(name)),
    packedBytes: (name) => entries.get(keyOf(name))?.compressedSize ?? 0,
    read: (name, onPacked = () => undefined) => readPart({ zip, file, entry: find(name) }, onPacked),
    close,
  };
}

const keyOf = (name: string): string => name.replace(/^\//, "").toLowerCase();

async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > tableLimits.zipEntries)
    throw new TableFault("TABLE_ZIP_BOMB", { detail: `${zip.entryCount} entries` });
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new TableFault("TABLE_OLD_XLS");
    const key = keyOf(entry.fileName);
    if (entries.has(key)) throw new Error(`two parts are named ${entry.fileName.slice(0, 80)}`);
    entries.set(key, entry);
  }
  return entries;
}

const packedChunkBytes = 1 << 16;

type Reading = { readonly zip: ZipFile; readonly file: FileHandle; readonly entry: Entry };

async function* readPart(from: Reading, onPacked: (bytes: number) => void): AsyncGenerator<Buffer> {
  const { entry } = from;
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw damaged(new Error(`packing method ${entry.compressionMethod}`));
  const count = { packed: 0, inflated: 0, crc: 0 };
  const packed = packedChunks(from, (bytes) => {
    count.packed = bytes;
    onPacked(bytes);
  });
  try {
    for await (const chunk of entry.compressionMethod === 8 ? inflated(packed) : packed) {
      count.inflated += chunk.length;
      count.crc = crc32(chunk, count.crc);
      assertBounds(entry.fileName, count);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof TableFault ? error : damaged(error);
  }
  if (count.crc !== entry.crc32 >>> 0) throw damaged(new Error(`checksum of ${entry.fileName}`));
}

/**
 * Read by ourselves and not by yauzl's stream: that one throws outside of any promise when it is given up while another
 * read is under way, which a process does not survive.
 */
async function* packedChunks(from: Reading, onPacked: (bytes: number) => void): AsyncGenerator<Buffer> {
  const { zip, file, entry } = from;
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  for (let done = 0; done < entry.compressedSize; ) {
    const want = Math.min(packedChunkBytes, entry.compressedSize - done);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(want), 0, want, fileDataStart + done);
    if (bytesRead === 0) throw new Error(`${entry.fileName} is cut off`);
    done += bytesRead;
    onPacked(done);
    yield buffer.subarray(0, bytesRead);
  }
}

async function* inflated(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: 1 << 16 });
  // A failure of the source destroys `inflate` with it, and so comes out of the loop below.
  const done = pipeline(Readable.from(packed, { objectMode: false }), inflate).catch(() => undefined);
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) yield chunk;
  } finally {
    inflate.destroy();
    await done;
  }
}

function assertBounds(name: string, { packed, inflated }: { packed: number; inflated: number }): void {
  const tooFast = inflated > tableLimits.ratioFromBytes && inflated > packed * tableLimits.ratio;
  if (inflated <= tableLimits.partBytes && !tooFast) return;
  const detail = `${name.slice(0, 80)}: ${Math.round(inflated / 2 ** 20)} MiB / ${Math.round(packed / 2 ** 10)} KiB`;
  throw new TableFault("TABLE_ZIP_BOMB", { detail });
}

export function damaged(cause: unknown): TableFault {
  const detail = cause instanceof Error ? cause.message.slice(0, 200) : String(cause).slice(0, 200);
  return new TableFault("TABLE_DAMAGED", { row: 0, detail });
}

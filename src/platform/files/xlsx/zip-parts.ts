import { crc32, createInflateRaw } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { TableFault, tableLimits } from "../table-file.ts";

/**
 * The parts of a zip package, each read as a stream of bytes. What its directory says of sizes is not believed: inflated
 * bytes are counted, and a part that grows too far or too fast is a bomb. Names are compared without case, as Excel does.
 */
export type ZipParts = {
  readonly has: (name: string) => boolean;
  readonly names: () => readonly string[];
  readonly packedBytes: (name: string) => number;
  /**
   * @param onPacked hears how many packed bytes have been read.
   * @throws TableFault TABLE_ZIP_BOMB, TABLE_DAMAGED (`row` 0: the caller knows it).
   */
  readonly read: (name: string, onPacked?: (bytes: number) => void) => AsyncGenerator<Buffer>;
  readonly close: () => void;
};

/** @throws TableFault when this is no readable zip file, is encrypted, or its directory is beyond bounds. */
export async function openZipParts(path: string): Promise<ZipParts> {
  const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw damaged(error);
  });
  try {
    const entries = await readDirectory(zip);
    const find = (name: string): Entry => {
      const entry = entries.get(keyOf(name));
      if (entry === undefined) throw damaged(new Error(`there is no part ${name}`));
      return entry;
    };
    return {
      has: (name) => entries.has(keyOf(name)),
      names: () => [...entries.keys()],
      packedBytes: (name) => entries.get(keyOf(name))?.compressedSize ?? 0,
      read: (name, onPacked) => readPart(zip, find(name), onPacked),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

const keyOf = (name: string): string => name.replace(/^\//, "").toLowerCase();

async function readDirectory(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > tableLimits.zipEntries)
    throw new TableFault("TABLE_ZIP_BOMB", { detail: `${zip.entryCount} entries` });
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw new TableFault("TABLE_OLD_XLS");
      const key = keyOf(entry.fileName);
      if (entries.has(key)) throw new Error(`two parts are named ${entry.fileName.slice(0, 80)}`);
      entries.set(key, entry);
    }
  } catch (error) {
    throw error instanceof TableFault ? error : damaged(error);
  }
  return entries;
}

async function* readPart(zip: ZipFile, entry: Entry, onPacked?: (bytes: number) => void): AsyncGenerator<Buffer> {
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw damaged(new Error(`packing method ${entry.compressionMethod}`));
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false }).catch((error: unknown) => {
    throw damaged(error);
  });
  const count = { packed: 0, inflated: 0, crc: 0 };
  packed.on("data", (chunk: Buffer) => {
    count.packed += chunk.length;
    onPacked?.(count.packed);
  });
  packed.pause();
  const bytes = entry.compressionMethod === 8 ? packed.pipe(createInflateRaw({ chunkSize: 1 << 16 })) : packed;
  // An error of the file does not pass through a pipe by itself.
  packed.on("error", (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      count.inflated += chunk.length;
      count.crc = crc32(chunk, count.crc);
      assertBounds(entry.fileName, count);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof TableFault ? error : damaged(error);
  } finally {
    packed.destroy();
    bytes.destroy();
  }
  if (count.crc !== entry.crc32 >>> 0) throw damaged(new Error(`checksum of ${entry.fileName}`));
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

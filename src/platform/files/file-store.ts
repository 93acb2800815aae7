import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { assert, ok, type Result, refuse } from "../../kernel/result.ts";
import type { RefusalTexts } from "../http/route.ts";

/**
 * Files that people brought, and evidence, each under the SHA-256 of its bytes: `<folder>/ab/<hash>`. A file comes into being whole
 * (temporary file, fsync, rename, fsync of the folder) and is never overwritten; the same bytes are kept once. What a
 * killed process left half-written is removed at the next start.
 */
export type StoredFile = { readonly hash: string; readonly bytes: number };

export type FileStore = {
  /**
   * Refuses FILE_TOO_LARGE and FILE_NO_ROOM; then, and when the source fails (rethrown), nothing is left behind.
   * A stream is read at the disk's pace and never held in memory.
   */
  readonly put: (
    source: AsyncIterable<Uint8Array> | Uint8Array,
    limits: { readonly bytesMax: number },
  ) => Promise<Result<StoredFile>>;
  readonly has: (hash: string) => Promise<boolean>;
  /** Where the bytes lie, for readers that want random access. The file may be absent. */
  readonly pathOf: (hash: string) => string;
  /** Refuses FILE_NOT_FOUND. */
  readonly open: (hash: string) => Promise<Result<StoredFile & { readonly stream: () => Readable }>>;
  /** Reads the file and compares: `damaged` when its bytes have another hash. */
  readonly verify: (hash: string) => Promise<"whole" | "absent" | "damaged">;
  /** Every hash, in no order. For backups and their check. */
  readonly list: () => AsyncIterable<string>;
};

export const fileStoreRefusals: RefusalTexts = {
  FILE_TOO_LARGE: { status: 413, zh: "文件超过 {max} MB，不能上传。", en: "The file is larger than {max} MB." },
  FILE_NO_ROOM: {
    status: 507,
    zh: "服务器磁盘空间不足，文件没有保存。请联系系统管理员，腾出空间后再上传。",
    en: "The server's disk has no room left; the file was not kept. Ask the administrator to make room, then upload again.",
  },
  FILE_NOT_FOUND: { status: 404, zh: "没有这个文件。", en: "There is no such file." },
};

const temporary = "incoming-";
/** Free space is looked at again after so many bytes. */
const lookEveryBytes = 32 << 20;

/**
 * @param options.keepFreeBytes room that uploads leave for the database, which lies on the same disk as a rule: a rescue must
 * not fail because somebody uploads a large file. 512 MiB when left out.
 */
export async function createFileStore(folder: string, options: { keepFreeBytes?: number } = {}): Promise<FileStore> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (name.startsWith(temporary)) await rm(join(folder, name), { force: true });
  const keepFreeBytes = options.keepFreeBytes ?? 512 << 20;
  const pathOf = (hash: string): string => {
    assert(/^[0-9a-f]{64}$/.test(hash), "a stored file is named by the SHA-256 of its bytes");
    return join(folder, hash.slice(0, 2), hash);
  };
  return {
    put: (source, { bytesMax }) => put({ folder, pathOf, keepFreeBytes, bytesMax }, source),
    has: async (hash) => (await sizeOf(pathOf(hash))) !== undefined,
    pathOf,
    open: async (hash) => {
      const bytes = await sizeOf(pathOf(hash));
      if (bytes === undefined) return refuse("FILE_NOT_FOUND");
      return ok({ hash, bytes, stream: () => createReadStream(pathOf(hash), { highWaterMark: 1 << 18 }) });
    },
    verify: (hash) => verify(pathOf(hash), hash),
    list: () => list(folder),
  };
}

type Put = {
  readonly folder: string;
  readonly pathOf: (hash: string) => string;
  readonly keepFreeBytes: number;
  readonly bytesMax: number;
};

async function put(to: Put, source: AsyncIterable<Uint8Array> | Uint8Array): Promise<Result<StoredFile>> {
  const path = join(to.folder, `${temporary}${randomUUID()}`);
  try {
    const file = await open(path, "wx", 0o640);
    let written: Result<StoredFile>;
    try {
      written = await writeAll(file, source instanceof Uint8Array ? [source] : source, to);
      if (written.ok) await file.sync();
    } finally {
      await file.close();
    }
    if (written.ok) await settle(path, to.pathOf(written.value.hash), written.value.bytes);
    return written;
  } catch (error) {
    if (noRoom(error)) return refuse("FILE_NO_ROOM");
    throw error;
  } finally {
    // After the rename there is nothing under this name.
    await rm(path, { force: true });
  }
}

async function writeAll(
  file: FileHandle,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  to: Put,
): Promise<Result<StoredFile>> {
  const hash = createHash("sha256");
  let bytes = 0;
  let lookAt = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > to.bytesMax) return refuse("FILE_TOO_LARGE", { max: Math.floor(to.bytesMax / 2 ** 20) });
    if (bytes > lookAt) {
      if ((await freeBytes(to.folder)) - chunk.length < to.keepFreeBytes) return refuse("FILE_NO_ROOM");
      lookAt = bytes + lookEveryBytes;
    }
    hash.update(chunk);
    for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
  }
  return ok({ hash: hash.digest("hex"), bytes });
}

/** Gives the file its name, unless the same bytes are there already. One that was cut off by a broken disk is replaced by the whole one. */
async function settle(from: string, path: string, bytes: number): Promise<void> {
  if ((await sizeOf(path)) === bytes) return;
  const folder = join(path, "..");
  await mkdir(folder, { recursive: true });
  await chmod(from, 0o440);
  await rename(from, path);
  await syncFolder(folder);
  await syncFolder(join(folder, ".."));
}

/** Without this a name may be gone after the power was, though its bytes are there. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | null)?.code;
const noRoom = (error: unknown): boolean => ["ENOSPC", "EDQUOT", "EFBIG"].includes(codeOf(error) ?? "");

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function verify(path: string, hash: string): Promise<"whole" | "absent" | "damaged"> {
  if ((await sizeOf(path)) === undefined) return "absent";
  const found = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) found.update(chunk as Buffer);
  } catch (error) {
    if (codeOf(error) === "EIO") return "damaged";
    throw error;
  }
  return found.digest("hex") === hash ? "whole" : "damaged";
}

async function* list(folder: string): AsyncGenerator<string> {
  for (const part of await readdir(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const name of await readdir(join(folder, part))) if (/^[0-9a-f]{64}$/.test(name)) yield name;
  }
}

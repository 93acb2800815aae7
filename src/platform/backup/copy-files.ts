import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, opendir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** One line of `contents.txt`; a folder has no hash and a path that ends with a slash. */
export type Content = { readonly sha256: string; readonly bytes: number; readonly path: string };

const chunkBytes = 1 << 20;

/** Copies a file as it is read, brings it to disk and says what was written. Undefined when it is no longer there. */
export async function copyFile(from: string, to: string): Promise<Omit<Content, "path"> | undefined> {
  const source = await open(from, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined; // a table that was dropped meanwhile: the log knows
    throw error;
  });
  if (source === undefined) return undefined;
  try {
    const target = await open(to, "wx", 0o600);
    try {
      return await pour(source, target);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function pour(source: FileHandle, target: FileHandle): Promise<Omit<Content, "path">> {
  const digest = createHash("sha256");
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await source.read(buffer, 0, chunkBytes);
    if (bytesRead === 0) break;
    const part = buffer.subarray(0, bytesRead);
    digest.update(part);
    await target.writeFile(part);
    bytes += bytesRead;
  }
  await target.datasync();
  return { sha256: digest.digest("hex"), bytes };
}

/** Reads a file to its end. @throws where it cannot be read. */
export async function hashFile(file: string): Promise<Omit<Content, "path">> {
  const source = await open(file, constants.O_RDONLY);
  const digest = createHash("sha256");
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let bytes = 0;
  try {
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) break;
      digest.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await source.close();
  }
  return { sha256: digest.digest("hex"), bytes };
}

export type CopyTree = {
  readonly from: string;
  readonly to: string;
  /** Path within the tree; folders end with a slash. False leaves it out, a folder with all in it. */
  readonly wanted: (path: string) => boolean;
  readonly onBytes: (bytes: number) => void;
};

/** Copies a folder with what stands in it, folders before their files. Links are not followed. */
export async function copyTree(tree: CopyTree, below = ""): Promise<Content[]> {
  await mkdir(join(tree.to, below), { recursive: true, mode: 0o700 });
  const copied: Content[] = below === "" ? [] : [{ sha256: "-", bytes: 0, path: below }];
  const entries = await readdir(join(tree.from, below), { withFileTypes: true });
  for (const entry of entries) {
    const path = `${below}${entry.name}${entry.isDirectory() ? "/" : ""}`;
    if (!tree.wanted(path)) continue;
    if (entry.isDirectory()) copied.push(...(await copyTree(tree, path)));
    if (!entry.isFile()) continue;
    const made = await copyFile(join(tree.from, path), join(tree.to, path));
    if (made === undefined) continue;
    tree.onBytes(made.bytes);
    copied.push({ ...made, path });
  }
  return copied;
}

/** Names in a store of files by their sha256: `ab/abcdef…`. What else lies there (a file being written) is none of ours. */
export async function* storedFiles(store: string): AsyncGenerator<{ sha256: string; path: string }> {
  const groups = await readdir(store).catch(() => []);
  for (const group of groups.filter((name) => /^[0-9a-f]{2}$/.test(name)).sort())
    for await (const entry of await opendir(join(store, group)))
      if (entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name) && entry.name.startsWith(group))
        yield { sha256: entry.name, path: `${group}/${entry.name}` };
}

/** Puts a file of the store into another one; there already with the same size = nothing to do, since a file never changes. */
export async function keepStored(from: string, to: string, path: string): Promise<{ bytes: number; copied: boolean }> {
  const { size } = await stat(join(from, path));
  const target = join(to, path);
  const there = await stat(target).catch(() => undefined);
  if (there?.size === size) return { bytes: size, copied: false };
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const draft = `${target}.${process.pid}.part`;
  await rm(draft, { force: true });
  const made = await copyFile(join(from, path), draft);
  if (made?.sha256 !== path.slice(3)) {
    await rm(draft, { force: true });
    throw new DamagedFile(path);
  }
  await rename(draft, target);
  return { bytes: size, copied: true };
}

/** A file of the store whose bytes are no longer those that its name promises. */
export class DamagedFile extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`evidence file ${path} is damaged: its contents do not have the sha256 of its name`);
    this.path = path;
  }
}

export const contentLine = ({ sha256, bytes, path }: Content): string => `${sha256} ${bytes} ${path}\n`;

export function parseContents(text: string): Content[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, sha256 = "", bytes = "", path = ""] = /^(\S+) (\d+) (.+)$/.exec(line) ?? [];
      if (path === "" || path.startsWith("/") || path.split("/").includes(".."))
        throw new Error(`a line of the contents cannot be read: ${line}`);
      return { sha256, bytes: Number(bytes), path };
    });
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFileStore, type FileStore } from "./file-store.ts";

let folder: string;
let store: FileStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sp-store-"));
  store = await createFileStore(folder, { keepFreeBytes: 0 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sha = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const bytesMax = 1 << 30;
async function* pieces(...list: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of list) {
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
}
const everything = () => readdirSync(folder, { recursive: true }).map(String).sort();

describe("the file store", () => {
  test("bytes lie under their hash, once, and come back the same", async () => {
    const hash = sha("电梯电梯");
    expect(await store.put(pieces("电梯", "电梯"), { bytesMax })).toEqual({ ok: true, value: { hash, bytes: 12 } });
    expect(await store.put(Buffer.from("电梯电梯"), { bytesMax })).toMatchObject({ ok: true, value: { hash } });
    expect(everything()).toEqual([hash.slice(0, 2), join(hash.slice(0, 2), hash)]);
    const opened = await store.open(hash);
    if (!opened.ok) throw new Error(opened.refusal.code);
    expect(Buffer.concat(await opened.value.stream().toArray()).toString()).toBe("电梯电梯");
    expect(opened.value.bytes).toBe(12);
    expect(await store.has(hash)).toBe(true);
    expect(await store.verify(hash)).toBe("whole");
    for await (const listed of store.list()) expect(listed).toBe(hash);
  });

  test("the same bytes put twenty times at once are one file", async () => {
    const bytes = randomBytes(300_000);
    const put = await Promise.all(Array.from({ length: 20 }, () => store.put(bytes, { bytesMax })));
    expect(new Set(put.map((each) => each.ok && each.value.hash))).toEqual(new Set([sha(bytes)]));
    expect(everything()).toHaveLength(2);
  });

  test("an empty file is a file", async () => {
    expect(await store.put(new Uint8Array(0), { bytesMax })).toMatchObject({ ok: true, value: { bytes: 0 } });
  });

  test("what is not there is refused, and a name that is no hash never reaches the disk", async () => {
    expect(await store.open(sha("x"))).toMatchObject({ ok: false, refusal: { code: "FILE_NOT_FOUND" } });
    expect(await store.has(sha("x"))).toBe(false);
    expect(await store.verify(sha("x"))).toBe("absent");
    expect(() => store.pathOf("../../etc/passwd")).toThrow("invariant");
  });

  test("too large: refused as soon as it is seen, nothing is left", async () => {
    let taken = 0;
    const endless = (async function* () {
      for (;;) {
        taken += 1;
        yield new Uint8Array(1_000);
      }
    })();
    expect(await store.put(endless, { bytesMax: 10_000 })).toMatchObject({ refusal: { code: "FILE_TOO_LARGE" } });
    expect(taken).toBe(11);
    expect(everything()).toEqual([]);
  });

  test("a source that breaks off leaves nothing", async () => {
    await expect(store.put(pieces("a", new Error("connection lost")), { bytesMax })).rejects.toThrow("connection lost");
    expect(everything()).toEqual([]);
  });

  test("changed bytes are seen; a file that was cut off is mended by the same content", async () => {
    const hash = sha("evidence");
    await store.put(Buffer.from("evidence"), { bytesMax });
    chmodSync(store.pathOf(hash), 0o600);
    writeFileSync(store.pathOf(hash), "Evidence");
    expect(await store.verify(hash)).toBe("damaged");
    writeFileSync(store.pathOf(hash), "evi");
    await store.put(Buffer.from("evidence"), { bytesMax });
    expect(await store.verify(hash)).toBe("whole");
  });

  test("uploads leave room for the database", async () => {
    const careful = await createFileStore(folder, { keepFreeBytes: Number.MAX_SAFE_INTEGER });
    expect(await careful.put(Buffer.from("x"), { bytesMax })).toMatchObject({ refusal: { code: "FILE_NO_ROOM" } });
    expect(everything()).toEqual([]);
  });

  test("killed with -9 in the middle: the rest is gone at the next start, whole files stay", async () => {
    await store.put(Buffer.from("whole"), { bytesMax });
    const child = slowWriter(folder);
    for (let i = 0; i < 200 && !everything().some((name) => name.startsWith("incoming-")); i += 1) await sleep(50);
    expect(everything().filter((name) => name.startsWith("incoming-"))).toHaveLength(1);
    child.kill("SIGKILL");
    await new Promise((done) => child.once("exit", done));
    expect(everything().filter((name) => name.startsWith("incoming-"))).toHaveLength(1);
    const again = await createFileStore(folder);
    expect(everything().filter((name) => name.startsWith("incoming-"))).toEqual([]);
    expect(await again.verify(sha("whole"))).toBe("whole");
  });
});

function slowWriter(into: string): ChildProcess {
  const script = `
    import { createFileStore } from ${JSON.stringify(join(import.meta.dirname, "file-store.ts"))};
    const store = await createFileStore(${JSON.stringify(into)}, { keepFreeBytes: 0 });
    async function* slow() { for (;;) { yield Buffer.alloc(1000); await new Promise((go) => setTimeout(go, 20)); } }
    await store.put(slow(), { bytesMax: 1e9 });`;
  return spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
}

const small = mkdtempSync(join(tmpdir(), "sp-store-disk-"));
const mounted =
  process.platform === "linux" &&
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", small], { stdio: "ignore" }).status === 0;
const why = mounted ? "" : " (skipped: this machine does not let us mount a small file system)";
afterAll(() => {
  if (mounted) spawnSync("umount", ["-l", small], { stdio: "ignore" });
  rmSync(small, { recursive: true, force: true });
});

describe.skipIf(!mounted)(`on a disk that is full${why}`, () => {
  test("the upload is refused in clear words, nothing of it is left, and smaller ones go on", async () => {
    const onDisk = await createFileStore(small, { keepFreeBytes: 0 });
    const chunks = (async function* () {
      for (let i = 0; i < 10; i += 1) yield randomBytes(1 << 20);
    })();
    expect(await onDisk.put(chunks, { bytesMax })).toMatchObject({ ok: false, refusal: { code: "FILE_NO_ROOM" } });
    expect(readdirSync(small)).toEqual([]);
    const put = await onDisk.put(Buffer.from("small"), { bytesMax });
    expect(put).toMatchObject({ ok: true });
    expect(readFileSync(onDisk.pathOf(sha("small")), "utf8")).toBe("small");
  });
});

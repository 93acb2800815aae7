import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLines } from "./text-lines.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "sp-test-lines-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function piecesOf(text: string, lineEnd: "\n" | "\r" = "\n") {
  const path = join(dir, "lines.csv");
  await writeFile(path, text);
  const file = await open(path);
  const pieces: { text: string; bytesRead: number; last: boolean }[] = [];
  try {
    for await (const piece of readLines(file, { encoding: "utf-8", offset: 0, lineEnd })) pieces.push(piece);
  } finally {
    await file.close();
  }
  return pieces;
}

const line = (n: number): string => `${n},${"梯".repeat((n * 37) % 400)}`;

test.each([
  ["nothing", ""],
  ["a line without an end", "a,b"],
  ["one line", "a,b\n"],
  ["some megabytes", Array.from({ length: 6_000 }, (_, n) => `${line(n)}\n`).join("")],
  ["some megabytes, the last line without an end", Array.from({ length: 6_000 }, (_, n) => line(n)).join("\n")],
  ["lines longer than a piece", ["a", "x".repeat(150_000), "b", "梯".repeat(90_000), ""].join("\n")],
])("%s: together the pieces are the file, each made of whole lines, and only the last says so", async (_name, text) => {
  const pieces = await piecesOf(text);
  expect(pieces.map((piece) => piece.text).join("") === text).toBe(true);
  const inner = pieces.slice(0, -1);
  expect(inner.filter((piece) => piece.last || !piece.text.endsWith("\n"))).toEqual([]);
  expect(pieces.at(-1)).toMatchObject({ last: true, bytesRead: Buffer.byteLength(text) });
  const read = pieces.map(({ bytesRead }) => bytesRead);
  expect(read).toEqual(read.toSorted((a, b) => a - b));
});

test("a megabyte goes out in small texts", async () => {
  const pieces = await piecesOf(Array.from({ length: 6_000 }, (_, n) => `${line(n)}\n`).join(""));
  expect(Math.max(...pieces.map(({ text }) => Buffer.byteLength(text)))).toBeLessThanOrEqual(1 << 16);
});

test("files whose lines end with a carriage return alone", async () => {
  expect((await piecesOf("a\rb\rc", "\r")).map(({ text }) => text).join("")).toBe("a\nb\nc");
});

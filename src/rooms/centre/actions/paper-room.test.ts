import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRoomForPaper } from "./paper-room.ts";

const mib = 2 ** 20;
const at = Date.UTC(2026, 10, 28);
const nights = ["2026-11-25-033000", "2026-11-26-033000", "2026-11-27-033000"];
let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sp-paper-room-"));
  for (const night of nights) mkdirSync(join(dir, night));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A disk on which each paper takes 100 MiB. */
const diskOf = (total: number) => async (folder: string) => (total - 100 * readdirSync(folder).length) * mib;

test("with room enough nothing goes", async () => {
  await makeRoomForPaper({ dir, lastBytes: 100 * mib, at, freeBytes: diskOf(1_000) });
  expect(readdirSync(dir)).toEqual(nights);
});

test("where it does not fit, older papers make room for it, the newest stays", async () => {
  await makeRoomForPaper({ dir, lastBytes: 100 * mib, at, freeBytes: diskOf(500) });
  expect(readdirSync(dir)).toEqual(nights.slice(-1));
});

test("where it does not fit even then it is not begun, and the reason is said in words", async () => {
  const room = makeRoomForPaper({ dir, lastBytes: 100 * mib, at, freeBytes: diskOf(400) });
  await expect(room).rejects.toThrow("需要 381 MiB，剩余 300 MiB");
  expect(readdirSync(dir)).toEqual(nights.slice(-1));
});

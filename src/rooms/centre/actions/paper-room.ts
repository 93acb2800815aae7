import { mkdir, statfs } from "node:fs/promises";
import type { Instant } from "../../../kernel/clock.ts";
import { removeOldPaper } from "./make-paper.ts";

/** Left free beside the paper: the database may lie on the same disk, and it needs room more than the paper does. */
const leftFreeBytes = 256 * 2 ** 20;
/** A city grows. */
const growth = 1.25;
const mib = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

export type PaperRoom = {
  readonly dir: string;
  /** Of the last good one; 0 = there is none to judge by. */
  readonly lastBytes: number;
  readonly at: Instant;
  /** Bytes that the disk has free for us; tests bring their own disk. */
  readonly freeBytes?: (dir: string) => Promise<number>;
};

/**
 * Makes sure that a paper fits on the disk before it is begun. Where it does not, older papers go first, the newest never.
 * @throws in words when there is no room even then.
 */
export async function makeRoomForPaper({ dir, lastBytes, at, freeBytes = freeOn }: PaperRoom): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const wanted = Math.ceil(lastBytes * growth) + leftFreeBytes;
  if ((await freeBytes(dir)) >= wanted) return;
  await removeOldPaper(dir, at);
  const free = await freeBytes(dir);
  if (free < wanted)
    throw new Error(
      `磁盘空间不足：需要 ${mib(wanted)} MiB，剩余 ${mib(free)} MiB no room on the disk: ${mib(wanted)} MiB wanted, ${mib(free)} MiB free`,
    );
}

async function freeOn(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

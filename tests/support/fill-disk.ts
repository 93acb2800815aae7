import { closeSync, openSync, writeSync } from "node:fs";

/** Writes a file until there is no room left. */
export function fillDisk(file: string): void {
  const out = openSync(file, "w");
  try {
    for (let size = 1 << 20; size >= 4_096; size >>= 1)
      try {
        for (;;) writeSync(out, Buffer.alloc(size, 7));
      } catch {
        // No room for so much: try less.
      }
  } finally {
    closeSync(out);
  }
}

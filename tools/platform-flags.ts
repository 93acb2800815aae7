import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * How the platform's own process is started, by whatever starts it (bootstrap.mjs reads the same file before anything is installed). Frames
 * of devices live as long as their commit: with the usual young generation of 16 MiB they grow old on the way, and half of the memory of a
 * busy city is their remains.
 */
export const platformFlags: readonly string[] = z
  .array(z.string())
  .parse(JSON.parse(readFileSync(new URL("./platform-flags.json", import.meta.url), "utf8")));

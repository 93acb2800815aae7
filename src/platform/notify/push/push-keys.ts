import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import webPush from "web-push";
import { z } from "zod";

/** The installation's own pair (VAPID, RFC 8292), base64url. Phones subscribe to it; with another pair they must subscribe anew. */
const pair = z.object({ publicKey: z.string(), privateKey: z.string() });
export type PushKeys = z.output<typeof pair>;

/** Opens `secrets/web-push-keys` of the data folder and makes it, readable by its owner only, at the first start. */
export function openPushKeys(dataDir: string): PushKeys {
  const folder = join(dataDir, "secrets");
  const file = join(folder, "web-push-keys");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    // Exclusive: of two processes that start at once, both end with the same pair.
    writeFileSync(file, JSON.stringify(webPush.generateVAPIDKeys()), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return pair.parse(JSON.parse(readFileSync(file, "utf8")));
}

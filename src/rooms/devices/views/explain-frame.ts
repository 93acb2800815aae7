import type { Db } from "../../../platform/database/database.ts";
import type { Device } from "../access/device.ts";
import type { Fleet } from "../access/fleet.ts";
import { readAgain } from "../ingest/read-again.ts";
import type { Reading } from "../model/reading.ts";

/**
 * The neutral readings that a frame gives by today's dialect of its device, for its maker's eyes: read once more, beside the way of the
 * frames, so that nothing is made for those whom nobody asks about.
 */
export async function readingsOf(
  means: { readonly db: Db; readonly fleet: Fleet },
  frame: { readonly device: Device; readonly topic: string; readonly payload: Buffer },
): Promise<readonly Reading[]> {
  const outcome = await readAgain(means, frame);
  return outcome.kind === "reading" ? [outcome.reading, ...(outcome.more ?? [])] : [];
}

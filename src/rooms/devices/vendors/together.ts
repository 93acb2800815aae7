import type { Reading } from "../model/reading.ts";
import type { DialectResult } from "./dialect.ts";

/** Several readings of one frame as one result. What could be read counts though a part could not: an alarm must not wait for its neighbour. */
export function together(results: readonly DialectResult[]): DialectResult {
  const readings: Reading[] = [];
  const reasons: string[] = [];
  for (const result of results) {
    if (result.ok) readings.push(result.reading, ...(result.more ?? []));
    const reason = result.ok ? result.unread : result.reason;
    if (reason !== undefined) reasons.push(reason);
  }
  const [reading, ...more] = readings;
  const unread = reasons.length > 1 ? `${reasons[0]} (and ${reasons.length - 1} more like it)` : reasons[0];
  if (reading === undefined) return { ok: false, reason: unread ?? "body: says nothing" };
  return {
    ok: true,
    reading,
    ...(more.length === 0 ? {} : { more }),
    ...(unread === undefined ? {} : { unread: `${unread}; the rest of the frame was taken` }),
  };
}

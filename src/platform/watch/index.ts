import type { Platform } from "../platform.ts";
import { listWatchdogs } from "./watchdog-rows.ts";
import { beatRows, startBeat } from "./work-health.ts";

export { watchRefusals, watchRoutes } from "./watch-routes.ts";

/** Starts the beat that proves that due work moves, and shows watchdogs to monitoring. */
export async function furnishWatch({ work, database, clock, metrics }: Platform): Promise<void> {
  work.watch(beatRows(database));
  await startBeat(database, clock.now());
  metrics.gauge("sp_watchdog_last_heard_timestamp_seconds", "when an outside watchdog was last heard", async () => {
    const known = await listWatchdogs(database.db, clock.now()).catch(() => []);
    return known.length === 0 ? Number.NaN : Math.max(...known.map(({ heardAt }) => heardAt)) / 1_000;
  });
}

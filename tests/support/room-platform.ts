import { type ManualClock, manualClock } from "../../src/kernel/clock.ts";
import { readConfig } from "../../src/platform/config/config.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { makeTestDatabase, openTestDatabase, type TestDatabase } from "./database.ts";

export type RoomPlatform = {
  readonly platform: Platform;
  readonly clock: ManualClock;
  readonly database: TestDatabase;
};

/**
 * What the commands and views of single rooms need of the platform: a migrated database, its settings, and a clock that
 * stands still until it is moved. No web server, broker or road engine: a test that touches those fails loudly.
 * `schemas` are the rooms whose tables are needed, lowest first.
 */
export async function openRoomPlatform(schemas: readonly string[]): Promise<RoomPlatform> {
  const addresses = await makeTestDatabase(["platform", ...schemas]);
  const clock = manualClock(Date.UTC(2026, 10, 23, 2, 0, 0));
  const config = readConfig({ SP_DATA_DIR: addresses.dataDir });
  const parts = { config, clock, database: openTestDatabase(addresses) };
  return { platform: parts as unknown as Platform, clock, database: addresses };
}

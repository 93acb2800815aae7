import type { Platform } from "../platform.ts";
import { createGateways } from "./gateways/create-gateways.ts";
import { noticeSending } from "./sending.ts";
import { dropOld } from "./sending-rows.ts";

export { noticeRefusals, reportRoutes } from "./report-routes.ts";

/** Lets tellings leave by the gateways that the settings name. */
export async function furnishGateways(platform: Platform): Promise<void> {
  const { config, clock, database, work } = platform;
  const gateways = createGateways(config.notices, clock);
  if (gateways.size === 0) return;
  await dropOld(database.db, clock.now());
  work.watch(noticeSending(platform, gateways));
}

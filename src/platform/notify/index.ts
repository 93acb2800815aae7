import type { Platform } from "../platform.ts";
import { createGateways } from "./gateways/create-gateways.ts";
import { openPushKeys } from "./push/push-keys.ts";
import { createWebPush } from "./push/web-push-gateway.ts";
import { noticeSending } from "./sending.ts";
import { dropOld } from "./sending-rows.ts";

export type { NoticeId } from "./notify.ts";
export { isPushAddress } from "./push/push-hosts.ts";
export { openPushKeys } from "./push/push-keys.ts";
export { recordPushShown } from "./push/push-shown.ts";
export { endSubscription, hasSubscription, keepSubscription } from "./push/push-subscriptions.ts";
export { noticeRefusals, reportRoutes } from "./report-routes.ts";

/** Lets tellings leave by the gateways that the settings name. */
export async function furnishGateways(platform: Platform): Promise<void> {
  const { config, clock, database, work } = platform;
  const contact = config.publicUrl?.startsWith("https:") ? config.publicUrl : "mailto:operator@shengping.invalid";
  const keys = openPushKeys(config.dataDir);
  const push = createWebPush({ db: database.db, clock, keys, contact, moreHosts: config.pushHosts });
  const gateways = createGateways(config.notices, clock, push);
  await dropOld(database.db, clock.now());
  work.watch(noticeSending(platform, gateways));
}

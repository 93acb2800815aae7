import { dayInChina } from "../../../kernel/china-time.ts";
import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { putAreas } from "../actions/put-areas.ts";
import { putSetting } from "../actions/put-setting.ts";
import { areaFileBytesMax, areaRule, areaRuleList, putAreasBody } from "../contract/arrive-areas.ts";
import { clockSettingList, putSettingBody } from "../contract/settings.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { listArriveRules } from "../views/arrive-rules.ts";
import { listClockSettings } from "../views/clocks.ts";
import { listSettings } from "../views/settings.ts";

/** The clocks and thresholds of the city, as data with their source. */
export const settingRoutes = (means: RescueMeans): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/rescue/settings",
    permission: "rescue.settings.read",
    summary: "The clocks and thresholds, each with its source: in force, planned and past",
    reply: clockSettingList,
    handle: async () => {
      const { db } = means.database;
      return ok({
        today: dayInChina(means.clock.now()),
        settings: await listClockSettings(db),
        values: await listSettings(db),
      });
    },
  }),
  route({
    method: "POST",
    url: "/api/v1/rescue/settings",
    permission: "rescue.settings.edit",
    summary: "A region's own clock or threshold from a day on, with its source; wants a fresh proof",
    body: putSettingBody,
    reply: putSettingBody,
    handle: ({ principal, request, body }) => putSetting(means, { principal, address: request.ip, wanted: body }),
  }),
  route({
    method: "GET",
    url: "/api/v1/rescue/arrive-areas",
    permission: "rescue.settings.read",
    summary: "Areas with their own time to arrive, by region: in force, planned and past",
    reply: areaRuleList,
    handle: async () => ok({ today: dayInChina(means.clock.now()), rules: await listArriveRules(means.database.db) }),
  }),
  route({
    method: "POST",
    url: "/api/v1/rescue/arrive-areas",
    permission: "rescue.settings.edit",
    summary: "A region's areas (GeoJSON) with their own time to arrive, from a day on; wants a fresh proof",
    body: putAreasBody,
    bodyBytesMax: areaFileBytesMax,
    reply: areaRule,
    handle: ({ principal, request, body }) => putAreas(means, { principal, address: request.ip, wanted: body }),
  }),
];

import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { importBody, importBytesMax, importReport } from "../../identity/contract.ts";
import { importHistory } from "../actions/import-history.ts";
import { importLifts } from "../actions/import-lifts.ts";
import { importParties } from "../actions/import-parties.ts";

export const importRoutes = (platform: Platform): Route[] => [
  route({
    method: "POST",
    url: "/api/v1/imports/lifts",
    permission: "lifts.import",
    summary: "Lifts in our CSV form",
    body: importBody,
    bodyBytesMax: importBytesMax,
    reply: importReport,
    handle: async ({ principal, body, request }) =>
      importLifts(platform, { csv: body.csv, principal, address: request.ip }),
  }),
  route({
    method: "POST",
    url: "/api/v1/imports/parties",
    permission: "lifts.import",
    summary: "Who answers for which lift, in CSV: lift_code,role,organisation_code,from,to,duty_phone",
    body: importBody,
    bodyBytesMax: importBytesMax,
    reply: importReport,
    handle: async ({ principal, body, request }) =>
      importParties(platform, { csv: body.csv, principal, address: request.ip }),
  }),
  route({
    method: "POST",
    url: "/api/v1/imports/history",
    permission: "lifts.import",
    summary:
      "Past events for the ledgers, in CSV: lift_code,kind,done_on,done_time,organisation_code,paper,cause,people,…",
    body: importBody,
    bodyBytesMax: importBytesMax,
    reply: importReport,
    handle: async ({ principal, body, request }) =>
      importHistory(platform, { csv: body.csv, principal, address: request.ip }),
  }),
];

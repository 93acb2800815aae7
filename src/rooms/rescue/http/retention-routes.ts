import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { putRetention } from "../actions/put-retention.ts";
import { putRetentionBody, retentionList } from "../contract/retention.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { listRetention } from "../views/retention.ts";

/** After how many days personal data of rescues are forgotten (actions/forget.ts). */
export const retentionRoutes = (means: RescueMeans): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/rescue/retention",
    permission: "rescue.settings.read",
    summary: "What of rescues is forgotten by itself, and after how many days",
    reply: retentionList,
    handle: async () => ok({ rows: await listRetention(means.database.db) }),
  }),
  route({
    method: "POST",
    url: "/api/v1/rescue/retention",
    permission: "rescue.retention.edit",
    summary: "Forget after another number of days, with its source; wants a fresh proof",
    body: putRetentionBody,
    reply: putRetentionBody,
    handle: ({ principal, request, body }) => putRetention(means, { principal, address: request.ip, wanted: body }),
  }),
];

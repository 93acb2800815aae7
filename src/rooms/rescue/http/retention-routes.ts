import { sql } from "kysely";
import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { putRetention } from "../actions/put-retention.ts";
import { putRetentionBody, type RetentionList, retentionList } from "../contract/retention.ts";
import type { RescueMeans } from "../rescue-means.ts";

/** After how many days personal data of rescues are forgotten (actions/forget.ts). */
export const retentionRoutes = (means: RescueMeans): Route[] => [
  route({
    method: "GET",
    url: "/api/v1/rescue/retention",
    permission: "rescue.settings.read",
    summary: "What of rescues is forgotten by itself, and after how many days",
    reply: retentionList,
    handle: async () => {
      const { rows } = await sql<RetentionList["rows"][number]>`
        select what, days, source from rescue.retention order by what`.execute(means.database.db);
      return ok({ rows });
    },
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

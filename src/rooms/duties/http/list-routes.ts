import { z } from "zod";
import { dayInChina } from "../../../kernel/china-time.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import type { Platform } from "../../../platform/platform.ts";
import { recordAudit, scopesOf } from "../../identity/index.ts";
import type { MeasureDesk } from "../actions/measures.ts";
import { closeUrge, issueUrge, replyToUrge } from "../actions/urges.ts";
import {
  dutyList,
  dutyListQuery,
  measureList,
  replyBody,
  urgeBody,
  urgeList,
  urge as urgeShape,
} from "../contract/board.ts";
import { writeDutyList } from "../documents/duty-list-file.ts";
import { readDutyList } from "../views/duty-list.ts";
import { listUrges } from "../views/list-urges.ts";
import { listMeasures } from "../views/measure-list.ts";
import { askerOf } from "./asker-of.ts";

const byId = z.object({ id: z.uuid() });
const exportsPerMinute = 10;

/** 权责清单, 督办单 and measures. */
export const listRoutes = (platform: Platform, desk: MeasureDesk): readonly Route[] => [
  ...dutyListRoutes(platform, desk),
  ...urgeLookRoutes(platform),
  ...urgeActRoutes(platform),
];

function dutyListRoutes({ database, clock }: Platform, desk: MeasureDesk): readonly Route[] {
  const about = { method: "GET", permission: "duties.read" } as const;
  return [
    route({
      ...about,
      url: "/api/v1/duty-list",
      summary: "The list of duties (权责清单): every confirmed duty of the documents in force",
      query: dutyListQuery,
      reply: dutyList,
      handle: async ({ query }) => {
        const today = dayInChina(clock.now());
        return ok({ rows: await readDutyList(database.db, { today, ...query }), today });
      },
    }),
    route({
      ...about,
      url: "/api/v1/duty-list/file",
      summary: "The list of duties as XLSX or DOCX",
      query: dutyListQuery.extend({ format: z.enum(["xlsx", "docx"]) }),
      reply: "bytes",
      perMinute: exportsPerMinute,
      handle: async ({ principal, query: { format, ...asked }, request }) => {
        const now = clock.now();
        const today = dayInChina(now);
        const rows = await readDutyList(database.db, { today, ...asked });
        const detail = { format, duties: rows.length };
        const entry = {
          principal,
          act: "duties.list-exported",
          target: "duties/list",
          outcome: "done",
          detail,
          address: request.ip,
          at: now,
        } as const;
        await database.transaction((tx) => recordAudit(tx, entry));
        return ok({ ...writeDutyList(rows, { format, today }), fileName: `权责清单-${today}.${format}` });
      },
    }),
    route({
      ...about,
      permission: "duties.edit",
      url: "/api/v1/measures",
      summary: "Live measures that rooms offer, and those that duties want and no room offers yet",
      reply: measureList,
      handle: async () => ok({ measures: await listMeasures(database.db, desk, clock.now()) }),
    }),
  ];
}

function urgeLookRoutes({ database, clock }: Platform): readonly Route[] {
  const about = { method: "GET", permission: "duties.read" } as const;
  return [
    route({
      ...about,
      url: "/api/v1/urges",
      summary: "Urging letters (督办单) within reach, newest first",
      reply: urgeList,
      handle: async ({ principal }) =>
        ok({
          urges: await listUrges(database.db, {
            scopes: scopesOf(principal, "duties.read"),
            today: dayInChina(clock.now()),
          }),
        }),
    }),
    route({
      ...about,
      url: "/api/v1/urges/:id",
      summary: "One urging letter, to be read and printed",
      params: byId,
      reply: urgeShape,
      handle: async ({ principal, params }) => {
        const asked = { scopes: scopesOf(principal, "duties.read"), today: dayInChina(clock.now()), id: params.id };
        const [found] = await listUrges(database.db, asked);
        return found === undefined ? refuse("NOT_FOUND") : ok(found);
      },
    }),
  ];
}

function urgeActRoutes(platform: Platform): readonly Route[] {
  const about = { method: "POST", permission: "duties.edit" } as const;
  return [
    route({
      ...about,
      url: "/api/v1/urges",
      summary: "Issues an urging letter for a due item; its number is given here",
      body: urgeBody,
      reply: byId,
      handle: ({ body, ...asked }) => issueUrge(platform, { ...askerOf(platform, asked), ...body }),
    }),
    route({
      ...about,
      permission: "duties.report",
      url: "/api/v1/urges/:id/reply",
      summary: "The unit's reply to an urging letter",
      params: byId,
      body: replyBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) =>
        replyToUrge(platform, { ...askerOf(platform, asked), ...params, ...body }),
    }),
    route({
      ...about,
      url: "/api/v1/urges/:id/close",
      summary: "Closes an urging letter with a word",
      params: byId,
      body: replyBody,
      reply: z.null(),
      handle: ({ params, body, ...asked }) => closeUrge(platform, { ...askerOf(platform, asked), ...params, ...body }),
    }),
  ];
}

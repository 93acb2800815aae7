import type { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { scopesOf } from "../../identity/index.ts";
import { bulletin, bulletinFileQuery, bulletinQuery } from "../contract/bulletin.ts";
import { bulletinSheet, bulletinWord, periodSlug, renderBulletin } from "../documents/bulletin-files.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { makeBulletin } from "../views/make-bulletin.ts";

const longestMs = 370 * 86_400_000;
const filesPerMinute = 10;
type Query = z.output<typeof bulletinQuery>;
const isPeriod = ({ from, to }: Query): boolean => from < to && to - from <= longestMs;

/** 简报 of a period: as figures for the page, as PDF, DOCX and XLSX. */
export function bulletinRoutes(means: RescueMeans): Route[] {
  const { database, clock, rescueNumber } = means;
  const make = (principal: Principal, query: Query) =>
    makeBulletin(database.bulk, { ...query, scopes: scopesOf(principal, "rescue.numbers.read") }, clock.now());
  return [
    route({
      method: "GET",
      url: "/api/v1/bulletin",
      permission: "rescue.numbers.read",
      summary: "The bulletin of a period of up to a year",
      query: bulletinQuery,
      reply: bulletin,
      handle: async ({ principal, query }) =>
        isPeriod(query) ? ok(await make(principal, query)) : refuse("RESCUE_PERIOD_WRONG"),
    }),
    route({
      method: "GET",
      url: "/api/v1/bulletin/file",
      permission: "rescue.numbers.read",
      summary: "The same to be printed or passed on",
      query: bulletinFileQuery,
      reply: "bytes",
      perMinute: filesPerMinute,
      handle: async ({ principal, query }) => {
        if (!isPeriod(query)) return refuse("RESCUE_PERIOD_WRONG");
        const paper = { bulletin: await make(principal, query), number: rescueNumber };
        const fileName = `bulletin-${periodSlug(paper.bulletin)}.${query.format}`;
        if (query.format === "pdf")
          return ok({ bytes: await renderBulletin(paper), type: "application/pdf", fileName });
        const word = query.format === "docx";
        const type = `application/vnd.openxmlformats-officedocument.${word ? "wordprocessingml.document" : "spreadsheetml.sheet"}`;
        return ok({ bytes: word ? bulletinWord(paper) : bulletinSheet(paper), type, fileName });
      },
    }),
  ];
}

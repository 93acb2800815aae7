import { z } from "zod";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { command } from "../actions/command.ts";
import { stillInsideAnswerBody } from "../contract/storms.ts";
import { useUnitAnswerBody, useUnitPage } from "../contract/use-unit-page.ts";
import * as contract from "../contract.ts";
import { answerForUseUnit } from "../model/decide-alarm.ts";
import { answerRound } from "../model/storm-members.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { incidentOfUseUnit, useUnitPageOf } from "../views/use-unit-page.ts";

const keyParams = z.object({ key: z.string().regex(/^[\w-]{20,40}$/) });
const looksPerMinute = 120;
const answersPerMinute = 30;

/** What the use unit does by its link, without log-in: it sees how the rescue stands, and answers. */
export function useUnitRoutes(means: RescueMeans): Route[] {
  const { db } = means.database;
  return [
    route({
      method: "GET",
      url: "/api/v1/public/use-unit/:key",
      permission: "public",
      summary: "How the rescue stands, for the use unit's duty phone",
      params: keyParams,
      reply: useUnitPage,
      perMinute: looksPerMinute,
      handle: async ({ params }) => {
        const now = means.clock.now();
        const id = await incidentOfUseUnit(db, params.key, now);
        const page = id && (await useUnitPageOf(db, { id, now, centreNumber: means.rescueNumber }));
        return page === undefined ? refuse("NOT_FOUND") : ok(page);
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/public/use-unit/:key",
      permission: "public",
      summary: "On my way, doors guarded, or a false alarm",
      params: keyParams,
      body: useUnitAnswerBody,
      reply: contract.done,
      perMinute: answersPerMinute,
      handle: async ({ params, body }) => {
        const incidentId = await incidentOfUseUnit(db, params.key, means.clock.now());
        if (incidentId === undefined) return refuse("NOT_FOUND");
        const order = { incidentId, actor: { kind: "public" as const, id: "use-unit" }, key: body.key };
        return command(means, order, (incident) => answerForUseUnit(incident, body.answer));
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/public/use-unit/:key/still-inside",
      permission: "public",
      summary: "In a storm: whether somebody is still inside, as the use unit has seen",
      params: keyParams,
      body: stillInsideAnswerBody,
      reply: contract.done,
      perMinute: answersPerMinute,
      handle: async ({ params, body }) => {
        const incidentId = await incidentOfUseUnit(db, params.key, means.clock.now());
        if (incidentId === undefined) return refuse("NOT_FOUND");
        const order = { incidentId, actor: { kind: "public" as const, id: "use-unit" }, key: body.key };
        return command(means, order, (incident) => answerRound(incident, body.round, body.inside));
      },
    }),
  ];
}

import { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { listNotices, type NoticeId, recordNoticeFact } from "../../../platform/notify/notify.ts";
import { actorOf, permits, recordAudit, scopesOf } from "../../identity/index.ts";
import * as afterwards from "../contract/afterwards.ts";
import * as contract from "../contract.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { listAccidents } from "../views/accidents.ts";
import { incidentFile } from "../views/incident-file.ts";
import { listIncidents } from "../views/incident-list.ts";
import { reaches } from "../views/incident-scope.ts";
import { numbersOf } from "../views/numbers.ts";

const idParams = z.object({ id: contract.id });

/** What is read: lists, one file, numbers, outbox. */
export function readRoutes(means: RescueMeans): Route[] {
  const { db } = means.database;
  const scopes = (principal: Principal) => scopesOf(principal, "rescue.read");
  return [
    route({
      method: "GET",
      url: "/api/v1/incidents",
      permission: "rescue.read",
      summary: "Incidents: open, closed, or those that a figure counts",
      query: contract.incidentQuery,
      reply: contract.incidentList,
      handle: async ({ principal, query }) => {
        const list = await listIncidents(db, query, { scopes: scopes(principal), now: means.clock.now() });
        return list === undefined ? refuse("RESCUE_METRIC_UNKNOWN") : ok(list);
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/incidents/:id",
      permission: "rescue.read",
      summary: "One incident with its timeline and tellings",
      params: idParams,
      reply: contract.incidentFile,
      handle: async ({ principal, params }) => {
        const file = await incidentFile(db, params.id as never, {
          seesPhones: permits(principal, "rescue.dispatch"),
          now: means.clock.now(),
          carPhone: means.carPhone,
        });
        if (file === undefined) return refuse("RESCUE_UNKNOWN");
        return reaches(principal, "rescue.read", file.incident.regionCode) ? ok(file) : refuse("RESCUE_NOT_YOURS");
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/accidents",
      permission: "rescue.read",
      summary: "Suspected accidents: those that nobody has decided yet, or all",
      query: afterwards.accidentQuery,
      reply: contract.accidentList,
      handle: async ({ principal, query }) =>
        ok({ incidents: await listAccidents(db, query.state, { scopes: scopes(principal), now: means.clock.now() }) }),
    }),
    ...figureRoutes(means),
    ...outboxRoutes(means),
  ];
}

function figureRoutes(means: RescueMeans): Route[] {
  const { db } = means.database;
  return [
    route({
      method: "GET",
      url: "/api/v1/numbers",
      permission: "rescue.numbers.read",
      summary: "Counts and percentiles of a period",
      query: contract.numbersQuery,
      reply: contract.numbers,
      handle: async ({ principal, query }) =>
        ok(await numbersOf(db, query, scopesOf(principal, "rescue.numbers.read"))),
    }),
  ];
}

function outboxRoutes(means: RescueMeans): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/outbox",
      permission: "rescue.outbox.read",
      summary: "What would go out by SMS or voice, newest first",
      reply: contract.noticeList,
      handle: async () => {
        const notices = await listNotices(means.database.db, {});
        return ok({ notices: notices.filter((notice) => notice.channel !== "live") });
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/outbox/:id/facts",
      permission: "rescue.dispatch",
      summary: "What a call or message came to",
      params: idParams,
      body: contract.noticeFactBody,
      reply: z.object({}),
      handle: async ({ principal, params, body, request }) => {
        const at = means.clock.now();
        const subject = await means.database.transaction(async (tx) => {
          const detail = body.detail === undefined ? {} : { detail: body.detail };
          const found = await recordNoticeFact(tx, params.id as NoticeId, {
            fact: body.fact,
            at,
            ...detail,
            actor: actorOf(principal),
          });
          await recordAudit(tx, {
            principal,
            act: "rescue.notice-fact",
            target: `notice/${params.id}`,
            outcome: "done",
            address: request.ip,
            at,
          });
          return found;
        });
        return subject === undefined ? refuse("NOT_FOUND") : ok({});
      },
    }),
  ];
}

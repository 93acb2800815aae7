import { z } from "zod";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { recordAudit } from "../../identity/index.ts";
import { keepRecording } from "../actions/car-calls.ts";
import { recordCall, sortCall, takeCallEvent } from "../actions/phone-calls.ts";
import {
  type CallEvent,
  callEventBody,
  callList,
  callQuery,
  recordCallBody,
  sortCallBody,
} from "../contract/phone-calls.ts";
import type { Means, RescueMeans } from "../rescue-means.ts";
import { listCalls } from "../views/phone-calls.ts";
import { bringsSecret } from "./brings-secret.ts";

const personOf = (principal: Principal): string | null => (principal.kind === "person" ? principal.personId : null);
const eventsPerMinute = 3_000;

/** Calls: told by the exchange, listed, written down and sorted by the desk. */
export function phoneRoutes(means: RescueMeans, exchangeSecret: string | undefined): Route[] {
  return [exchangeRoute(means, exchangeSecret), ...deskCalls(means)];
}

/** The exchange is no person: it brings the secret that the city has set for it, and without one this door is shut. */
const exchangeRoute = (means: RescueMeans, secret: string | undefined): Route =>
  route({
    method: "POST",
    url: "/api/v1/calls/events",
    permission: "public",
    summary: "What the telephone exchange tells of a call",
    body: callEventBody,
    reply: z.object({ id: z.string() }),
    perMinute: eventsPerMinute,
    handle: async ({ body, request }) => {
      if (secret === undefined || !bringsSecret(request.headers.authorization, secret))
        return refuse("RESCUE_EXCHANGE_UNKNOWN");
      return ok({ id: await takeTold(means, body) });
    },
  });

/** Of a call that we had placed ourselves only the recording is news: it is no call to the centre. */
async function takeTold(means: RescueMeans, told: CallEvent): Promise<string> {
  const ours = z.uuid().safeParse(told.callId).data;
  if (ours !== undefined && (await keepRecording(means, ours, told.recording))) return ours;
  return means.database.transaction((tx) => takeCallEvent(tx, told));
}

function deskCalls({ database, clock }: Means): Route[] {
  return [
    route({
      method: "GET",
      url: "/api/v1/calls",
      permission: "rescue.read",
      summary: "Calls, the newest first: all, those that were lost, those that nobody has sorted",
      query: callQuery,
      reply: callList,
      handle: async ({ principal, query }) =>
        ok(await listCalls(database.db, query, { viewer: principal, now: clock.now() })),
    }),
    route({
      method: "POST",
      url: "/api/v1/calls",
      permission: "rescue.dispatch",
      summary: "A call that came past the exchange",
      body: recordCallBody,
      reply: z.object({}),
      handle: async ({ principal, body, request }) => {
        const at = clock.now();
        await database.transaction(async (tx) => {
          await recordCall(tx, body, { by: personOf(principal), at });
          const act = { principal, act: "rescue.call-recorded", target: `call/${body.key}`, outcome: "done" } as const;
          await recordAudit(tx, { ...act, address: request.ip, at });
        });
        return ok({});
      },
    }),
    route({
      method: "POST",
      url: "/api/v1/calls/:id/sort",
      permission: "rescue.dispatch",
      summary: "What kind of call it was",
      params: z.object({ id: z.uuid() }),
      body: sortCallBody,
      reply: z.object({}),
      handle: async ({ principal, params, body, request }) => {
        const at = clock.now();
        const found = await database.transaction(async (tx) => {
          const done = await sortCall(tx, { id: params.id, ...body }, { by: personOf(principal), at });
          const act = { principal, act: "rescue.call-sorted", target: `call/${params.id}`, outcome: "done" } as const;
          if (done) await recordAudit(tx, { ...act, address: request.ip, at });
          return done;
        });
        return found ? ok({}) : refuse("NOT_FOUND");
      },
    }),
  ];
}

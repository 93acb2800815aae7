import { z } from "zod";
import type { AskId } from "../../../kernel/ids.ts";
import type { Principal } from "../../../kernel/principal.ts";
import { ok, type Result, refuse } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { command, type Moment } from "../actions/command.ts";
import { etaToLift, routeToLift } from "../actions/route-to-lift.ts";
import { seenByCrew } from "../actions/seen-by-crew.ts";
import * as contract from "../contract.ts";
import type { Decision } from "../model/decide-alarm.ts";
import { accept, arrive, refuseAsk } from "../model/decide-crew.ts";
import { close, free, secure } from "../model/decide-end.ts";
import type { Incident } from "../model/incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { type AskOfCrew, findAskOfCrews } from "../views/ask-of-crew.ts";
import { crewsOf } from "../views/crew-tasks.ts";

const askParams = z.object({ askId: contract.id });

/** What a crew does on its phone, for its own asks only. Each command carries a key: a phone without signal sends it again. */
export function fieldRoutes(means: RescueMeans): Route[] {
  const own = async (principal: Principal, askId: string): Promise<Result<AskOfCrew>> => {
    const ask = await findAskOfCrews(means.database.db, askId as AskId, crewsOf(principal));
    return ask === undefined ? refuse("RESCUE_ASK_UNKNOWN") : ok(ask);
  };
  const post = <B extends z.ZodType<{ key: string }>>(
    path: string,
    body: B,
    summary: string,
    decide: (
      input: { ask: AskOfCrew; body: z.output<B>; etaSeconds: number },
      incident: Incident,
      moment: Moment,
    ) => Decision,
  ): Route =>
    route({
      method: "POST",
      url: `/api/v1/field/asks/:askId/${path}`,
      permission: "rescue.crew",
      summary,
      params: askParams,
      body: body as z.ZodType,
      reply: contract.done,
      handle: async ({ principal, params, body: sent }) => {
        const ask = await own(principal, params.askId);
        if (!ask.ok) return ask;
        const { incidentId, askId, crewId } = ask.value;
        const etaSeconds = path === "accept" ? await etaToLift(means, incidentId, askId) : 0;
        const input = { ask: ask.value, body: sent as z.output<B>, etaSeconds };
        const order = { incidentId, actor: { kind: "crew" as const, id: crewId }, key: input.body.key };
        return command(means, order, (incident, moment) => decide(input, incident, moment));
      },
    });
  return [
    post("accept", contract.acceptBody, "The crew goes", ({ ask, etaSeconds }, incident, moment) =>
      accept(incident, { askId: ask.askId, etaSeconds, by: "app" }, moment),
    ),
    post("refuse", contract.refuseBody, "The crew cannot go", ({ ask, body }, incident) =>
      refuseAsk(incident, { askId: ask.askId, reason: body.reason, text: body.text, by: "app" }),
    ),
    post("arrived", contract.arrivedBody, "The crew is at the lift", ({ ask, body }, incident) =>
      arrive(incident, { askId: ask.askId, by: "app", position: body.position }),
    ),
    post("freed", contract.freedBody, "Everybody is out", ({ body: { key: _, ...report } }, incident) =>
      free(incident, report),
    ),
    post("secured", contract.securedBody, "How the lift was left", ({ body }, incident) =>
      secure(incident, body.state),
    ),
    post("close", contract.closeBody, "Closed with its cause", ({ body: { key: _, ...report } }, incident) =>
      close(incident, report),
    ),
    route({
      method: "POST",
      url: "/api/v1/field/asks/:askId/seen",
      permission: "rescue.crew",
      summary: "The ask stands on the crew's screen",
      params: askParams,
      body: contract.keyBody,
      reply: z.object({}),
      handle: async ({ principal, params }) => {
        const ask = await own(principal, params.askId);
        if (!ask.ok) return ask;
        await seenByCrew(means, ask.value);
        return ok({});
      },
    }),
    route({
      method: "GET",
      url: "/api/v1/field/asks/:askId/route",
      permission: "rescue.crew",
      summary: "Way to the lift from where the phone is",
      params: askParams,
      query: contract.routeQuery,
      reply: contract.routeReply,
      handle: async ({ principal, params, query }) => {
        const ask = await own(principal, params.askId);
        return ask.ok ? routeToLift(means, ask.value.incidentId, ask.value.askId, query) : ask;
      },
    }),
  ];
}

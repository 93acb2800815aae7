import { z } from "zod";
import type { Instant } from "../../../kernel/clock.ts";
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
import { deedTime, stamped } from "../model/deed-time.ts";
import { holderOf, type Incident } from "../model/incident.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { type AskOfCrew, findAskOfCrews } from "../views/ask-of-crew.ts";
import { crewsOf } from "../views/crew-tasks.ts";

const askParams = z.object({ askId: contract.id });

/** What a crew does on its phone, for its own asks only. Each command carries a key: a phone without signal sends it again. */
export const fieldRoutes = (means: RescueMeans): Route[] => [...answers(means), ...onScene(means), ...looks(means)];

async function ownAsk(means: RescueMeans, principal: Principal, askId: string): Promise<Result<AskOfCrew>> {
  const ask = await findAskOfCrews(means.database.db, askId as AskId, crewsOf(principal));
  return ask === undefined ? refuse("RESCUE_ASK_UNKNOWN") : ok(ask);
}

type CrewBody = z.ZodType<{ key: string; at?: number | null | undefined }>;
type FieldAct<B extends CrewBody> = {
  readonly path: string;
  readonly summary: string;
  readonly body: B;
  /** Asks an outside party (the road engine) before the command's transaction. */
  readonly before?: (ask: AskOfCrew) => Promise<number>;
  readonly decide: (
    input: {
      readonly ask: AskOfCrew;
      readonly body: z.output<B>;
      readonly etaSeconds: number;
      readonly doneAt: Instant | undefined;
    },
    incident: Incident,
    moment: Moment,
  ) => Decision;
};

function fieldAct<B extends CrewBody>(means: RescueMeans, act: FieldAct<B>): Route {
  return route({
    method: "POST",
    url: `/api/v1/field/asks/:askId/${act.path}`,
    permission: "rescue.crew",
    summary: act.summary,
    params: askParams,
    body: act.body as z.ZodType,
    reply: contract.done,
    handle: async ({ principal, params, body: sent }) => {
      const ask = await ownAsk(means, principal, params.askId);
      if (!ask.ok) return ask;
      const etaSeconds = (await act.before?.(ask.value)) ?? 0;
      const { key, at, ...rest } = sent as { key: string; at?: number | null };
      const body = rest as z.output<B>;
      const { incidentId, crewId } = ask.value;
      const order = { incidentId, actor: { kind: "crew" as const, id: crewId }, key };
      return command(means, order, (incident, moment) => {
        const time = timeOfDeed(incident, ask.value, { phoneAt: at, now: moment.now });
        const input = { ask: ask.value, body, etaSeconds, doneAt: time.doneAt };
        return stamped(act.decide(input, incident, moment), time);
      });
    },
  });
}

function timeOfDeed(
  incident: Incident,
  { askId }: AskOfCrew,
  told: { phoneAt: number | null | undefined; now: Instant },
) {
  const ask = incident.asks.find((each) => each.askId === askId);
  return ask === undefined ? {} : deedTime(incident, { ask, ...told });
}

const answers = (means: RescueMeans): Route[] => [
  fieldAct(means, {
    path: "accept",
    summary: "The crew goes",
    body: contract.crewBodies.accept,
    before: ({ incidentId, askId }) => etaToLift(means, incidentId, askId),
    decide: ({ ask, etaSeconds }, incident, moment) =>
      accept(incident, { askId: ask.askId, etaSeconds, by: "app" }, moment),
  }),
  fieldAct(means, {
    path: "refuse",
    summary: "The crew cannot go",
    body: contract.crewBodies.refuse,
    decide: ({ ask, body }, incident) =>
      refuseAsk(incident, { askId: ask.askId, reason: body.reason, text: body.text, by: "app" }),
  }),
  fieldAct(means, {
    path: "arrived",
    summary: "The crew is at the lift",
    body: contract.crewBodies.arrived,
    decide: ({ ask, body }, incident) => arrive(incident, { askId: ask.askId, by: "app", position: body.position }),
  }),
];

/** Only the crew that holds the rescue reports how it ended. */
const byHolder = (incident: Incident, ask: AskOfCrew, decide: () => Decision): Decision =>
  holderOf(incident)?.askId === ask.askId || incident.closedAt !== null ? decide() : refuse("RESCUE_ASK_WITHDRAWN");

const onScene = (means: RescueMeans): Route[] => [
  fieldAct(means, {
    path: "freed",
    summary: "Everybody is out",
    body: contract.crewBodies.freed,
    decide: ({ ask, body, doneAt }, incident) => byHolder(incident, ask, () => free(incident, body, doneAt)),
  }),
  fieldAct(means, {
    path: "secured",
    summary: "How the lift was left",
    body: contract.crewBodies.secured,
    decide: ({ ask, body }, incident) => byHolder(incident, ask, () => secure(incident, body.state)),
  }),
  fieldAct(means, {
    path: "close",
    summary: "Closed with its cause",
    body: contract.crewBodies.close,
    decide: ({ ask, body }, incident) => byHolder(incident, ask, () => close(incident, body)),
  }),
];

const looks = (means: RescueMeans): Route[] => [
  route({
    method: "POST",
    url: "/api/v1/field/asks/:askId/seen",
    permission: "rescue.crew",
    summary: "The ask stands on the crew's screen",
    params: askParams,
    body: contract.keyBody,
    reply: z.object({}),
    handle: async ({ principal, params }) => {
      const ask = await ownAsk(means, principal, params.askId);
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
      const ask = await ownAsk(means, principal, params.askId);
      return ask.ok ? routeToLift(means, ask.value.incidentId, ask.value.askId, query) : ask;
    },
  }),
];

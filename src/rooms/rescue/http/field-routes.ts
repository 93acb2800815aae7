import { z } from "zod";
import { ok } from "../../../kernel/result.ts";
import { type Route, route } from "../../../platform/http/route.ts";
import { etaToLift, routeToLift } from "../actions/route-to-lift.ts";
import { seenByCrew } from "../actions/seen-by-crew.ts";
import * as contract from "../contract.ts";
import { accept, arrive, refuseAsk } from "../model/decide-crew.ts";
import { close, free, handToRepair, secure } from "../model/decide-end.ts";
import type { RescueMeans } from "../rescue-means.ts";
import { arrivalFacts } from "./arrival-facts.ts";
import { byHolder, byWhoWasThere, fieldAct, fieldAskParams, ownAsk } from "./field-acts.ts";
import { fieldBesideRoutes } from "./field-beside-routes.ts";
import { sceneRoutes } from "./scene-routes.ts";

/** What a crew does on its phone, for its own asks only. Each command carries a key: a phone without signal sends it again. */
export const fieldRoutes = (means: RescueMeans): Route[] => [
  ...answers(means),
  ...onScene(means),
  ...fieldBesideRoutes(means),
  ...sceneRoutes(means),
  ...looks(means),
];

const answers = (means: RescueMeans): Route[] => [
  fieldAct(means, {
    path: "accept",
    summary: "The crew goes",
    body: contract.crewBodies.accept,
    before: ({ incidentId, askId }) => etaToLift(means, incidentId, askId),
    decide: ({ ask, asked: etaSeconds = 0 }, incident, moment) =>
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
    before: (ask, body) => arrivalFacts(means, ask, body),
    decide: ({ ask, body: { position }, asked: facts, toldAt }, incident) =>
      arrive(incident, { askId: ask.askId, by: "app", position, toldAt, ...(facts && { facts }) }),
  }),
];

const onScene = (means: RescueMeans): Route[] => [
  fieldAct(means, {
    path: "freed",
    summary: "Everybody is out",
    body: contract.crewBodies.freed,
    decide: ({ ask, body, doneAt, toldAt }, incident) =>
      byHolder(incident, ask, () => free(incident, body, doneAt, { askId: ask.askId, toldAt })),
  }),
  fieldAct(means, {
    path: "secured",
    summary: "How the lift was left",
    body: contract.crewBodies.secured,
    decide: ({ ask, body }, incident) => byWhoWasThere(incident, ask, () => secure(incident, body.state)),
  }),
  fieldAct(means, {
    path: "repair",
    summary: "Handed to repair: what is wrong, and to whom",
    body: contract.crewBodies.repair,
    decide: ({ ask, body: { to, what } }, incident) =>
      byWhoWasThere(incident, ask, () => handToRepair(incident, to, what)),
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
    params: fieldAskParams,
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
    params: fieldAskParams,
    query: contract.routeQuery,
    reply: contract.routeReply,
    handle: async ({ principal, params, query }) => {
      const ask = await ownAsk(means, principal, params.askId);
      return ask.ok ? routeToLift(means, ask.value.incidentId, ask.value.askId, query) : ask;
    },
  }),
];
